#include "connectors/county/truth_files.h"

#include "connectors/county/agencies/ids.h"

namespace goldthread::county {
namespace {

std::string DayOrNone(DayNumber day) { return day == kNever ? "" : DateText(day); }
std::string PersonOrNone(PersonIndex person) {
  return person == kNobody ? "" : std::to_string(person);
}
std::string UprnOf(AddressIndex address) {
  return address == kNowhere ? "" : std::to_string(Places::UprnOf(address));
}
std::string_view KindWord(PlaceKind kind) {
  switch (kind) {
    case PlaceKind::kHouse:
      return "house";
    case PlaceKind::kFlat:
      return "flat";
    case PlaceKind::kRefuge:
      return "refuge";
    case PlaceKind::kPrison:
      return "prison";
    case PlaceKind::kHostel:
      return "hostel";
  }
  return "";
}
std::string InstantOrNone(Second second) {
  return second == INT64_MAX ? "" : InstantText(Instant(std::chrono::seconds(second)));
}

}  // namespace

TruthFiles::TruthFiles(const std::string& folder, const CountyMark& mark)
    : mark_(mark),
      people_(folder + "/people.csv"),
      records_(folder + "/records.csv"),
      residences_(folder + "/residences.csv"),
      holes_(folder + "/holes.csv"),
      exposures_(folder + "/exposures.csv"),
      alerts_(folder + "/alerts.csv"),
      deliveries_(folder + "/deliveries.csv") {
  people_.WriteRow({"person", "born", "died", "sex", "community", "given", "family",
                    "former_family", "mother", "father", "harmful", "unspoken", "protective"});
  records_.WriteRow({"person", "feed", "record"});
  residences_.WriteRow({"person", "uprn", "kind", "from", "to", "in_turn"});
  holes_.WriteRow({"feed", "sequence"});
  exposures_.WriteRow({"adult", "child", "uprn", "from", "to", "unborn"});
  alerts_.WriteRow({"rule", "adult", "child", "uprn", "fires_at", "fired_by", "assertion",
                    "adult_told", "child_told", "earlier", "kinship", "stops_at", "why_it_stops"});
  deliveries_.WriteRow({"event", "delivered_at", "again"});
}

std::string TruthFiles::EventOrNone(EventRef event) const {
  if (event == 0) return "";
  const auto feed = static_cast<Feed>(FeedOf(event));
  return std::string(MannerOf(feed).name) + "/" + EventIdOf(mark_, feed, OrdinalOf(event));
}

void TruthFiles::Lived(const Stay& stay) {
  residences_.WriteRow({std::to_string(stay.person), UprnOf(stay.address), KindWord(stay.kind),
                        DateText(stay.from), DayOrNone(stay.to), stay.in_turn ? "1" : "0"});
}

void TruthFiles::Recorded(PersonIndex person, int feed, std::string_view record) {
  records_.WriteRow({std::to_string(person), MannerOf(static_cast<Feed>(feed)).name, record});
}

void TruthFiles::Lost(int feed, int64_t sequence) {
  holes_.WriteRow({MannerOf(static_cast<Feed>(feed)).name, std::to_string(sequence)});
}

void TruthFiles::Exposed(const Exposure& exposure) {
  exposures_.WriteRow({std::to_string(exposure.adult), std::to_string(exposure.child),
                       UprnOf(exposure.address), DateText(exposure.from), DayOrNone(exposure.to),
                       exposure.unborn ? "1" : "0"});
}

void TruthFiles::Expects(const ExpectedAlert& alert) {
  alerts_.WriteRow({std::to_string(alert.rule), PersonOrNone(alert.adult),
                    PersonOrNone(alert.child), UprnOf(alert.address), InstantOrNone(alert.fires_at),
                    EventOrNone(alert.fired_by), EventOrNone(alert.assertion),
                    EventOrNone(alert.adult_told), EventOrNone(alert.child_told),
                    EventOrNone(alert.earlier), EventOrNone(alert.kinship),
                    InstantOrNone(alert.stops_at), alert.why_it_stops});
}

void TruthFiles::Delivered(const Delivery& delivery) {
  deliveries_.WriteRow({delivery.event().feed() + "/" + delivery.event().id(),
                        InstantOrNone(delivery.delivered), delivery.again ? "1" : "0"});
}

Status TruthFiles::Finish(const World& world) {
  for (PersonIndex person = 0; person < world.people(); ++person) {
    const Person& who = world.At(person);
    const bool never_born = who.Is(kUnborn) && who.death != kNever;
    people_.WriteRow({std::to_string(person), never_born ? "" : DateText(who.birth),
                      never_born ? "" : DayOrNone(who.death), who.Is(kFemale) ? "F" : "M",
                      EthnicityCode(who.community),
                      GivenName(who.community, who.Is(kFemale), who.given), FamilyName(who.family),
                      who.former_family == who.family ? "" : FamilyName(who.former_family),
                      PersonOrNone(who.mother), PersonOrNone(who.father),
                      who.Is(kHarmful) ? "1" : "0", who.Is(kUnspoken) ? "1" : "0",
                      who.Is(kProtective) ? "1" : "0"});
  }
  for (OutFile* file :
       {&people_, &records_, &residences_, &holes_, &exposures_, &alerts_, &deliveries_}) {
    GT_RETURN_IF_ERROR(file->Close());
  }
  return OkStatus();
}

}  // namespace goldthread::county
