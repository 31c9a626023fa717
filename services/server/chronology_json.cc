#include "services/server/chronology_json.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <nlohmann/json.hpp>

#include "services/server/characters.h"
#include "services/server/words.h"
#include "services/vocabulary/record_id.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;

Json TextOrNull(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json TimeOrNull(bool given, const google::protobuf::Timestamp& time) {
  return given ? Json(TimeText(time)) : Json();
}

Json AmendmentsJson(const v1::ChronologyEntry& entry) {
  Json amendments = Json::array();
  for (const v1::Amendment& amendment : entry.amendments()) {
    amendments.push_back(
        {{"event_id", amendment.event_id()},
         {"makes_it", EnumWord(*v1::Standing_descriptor(), amendment.makes_it())},
         {"replacement_event_id", TextOrNull(amendment.replacement_event_id())},
         {"reason", TextOrNull(amendment.reason())},
         {"received_at", TimeOrNull(amendment.has_received_at(), amendment.received_at())},
         {"void", amendment.void_()}});
  }
  return amendments;
}

Json BasisJson(const v1::Event& event) {
  if (!event.has_basis()) return nullptr;
  const v1::Basis& basis = event.basis();
  return {{"nature", TextOrNull(EnumWord(*v1::BasisNature_descriptor(), basis.nature()))},
          {"told_by", TextOrNull(basis.told_by())},
          {"seen_by", TextOrNull(basis.seen_by())}};
}

Json AgenciesJson(const std::vector<v1::AgencySummary>& agencies) {
  Json list = Json::array();
  for (const v1::AgencySummary& agency : agencies) {
    list.push_back(
        {{"agency", agency.agency()},
         {"entries", agency.entries()},
         {"first_occurred", TextOrNull(agency.first_occurred())},
         {"last_occurred", TextOrNull(agency.last_occurred())},
         {"last_received", TimeOrNull(agency.has_last_received(), agency.last_received())},
         {"longest_gap_days", agency.longest_gap_days()},
         {"longest_gap_from", TextOrNull(agency.longest_gap_from())},
         {"amended", agency.amended()}});
  }
  return list;
}

Json HandlingJson(const v1::Event& event) {
  Json markings = Json::array();
  for (const int marking : event.handling()) {
    markings.push_back(EnumWord(*v1::Handling_descriptor(), marking));
  }
  return markings;
}

Json SubjectsJson(const v1::Event& event) {
  Json subjects = Json::array();
  for (const v1::Subject& subject : event.subjects()) {
    subjects.push_back({{"record", RecordId{event.feed(), subject.record()}.Text()},
                        {"role", EnumWord(*v1::SubjectRole_descriptor(), subject.role())}});
  }
  return subjects;
}

}  // namespace

Json MessageJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(message, &text, options).ok()) {
    return Json::object();
  }
  return Json::parse(text, nullptr, false);
}

Json FactsJson(const v1::Event& event) {
  const auto* payload = v1::Event::descriptor()->FindOneofByName("payload");
  const auto& reflection = *event.GetReflection();
  const auto* field = reflection.GetOneofFieldDescriptor(event, payload);
  return field == nullptr ? Json::object() : MessageJson(reflection.GetMessage(event, field));
}

// The library escapes C0 only; the other controls can be nowhere but in strings.
std::string JsonLine(const Json& json) {
  const std::string dumped = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string line;
  line.reserve(dumped.size());
  for (std::string_view text = dumped; !text.empty();) {
    const Character next = FirstCharacter(text);
    text.remove_prefix(next.bytes.size());
    if (IsControl(next.point)) {
      line += fmt::format("\\u{:04x}", static_cast<uint32_t>(next.point));
    } else {
      line += next.bytes;
    }
  }
  return line;
}

Json EntryJson(const v1::ChronologyEntry& entry) {
  const v1::Event& event = entry.event();
  Json age;
  if (entry.has_age_years()) {
    age = {{"years", entry.age_years()}, {"months", entry.age_months()}};
  }
  return {{"occurred", OccurredText(event.occurred())},
          {"precision", PrecisionWord(event.occurred())},
          {"occurred_end", TextOrNull(OccurredEndText(event.occurred()))},
          {"kind", entry.kind()},
          {"agency", event.agency()},
          {"feed", event.feed()},
          {"event_id", event.id()},
          {"record", TextOf(entry.record())},
          {"role", EnumWord(*v1::SubjectRole_descriptor(), entry.role())},
          {"subjects", SubjectsJson(event)},
          {"age", age},
          {"standing", EnumWord(*v1::Standing_descriptor(), entry.standing())},
          {"amendments", AmendmentsJson(entry)},
          {"recorded_at", TimeOrNull(event.has_recorded_at(), event.recorded_at())},
          {"received_at", TimeOrNull(event.has_received_at(), event.received_at())},
          {"days_late", entry.days_late()},
          {"category", EnumWord(*v1::InformationCategory_descriptor(), event.category())},
          {"handling", HandlingJson(event)},
          {"corrects", TextOrNull(event.corrects())},
          {"basis", BasisJson(event)},
          {"contact", event.has_contact() ? MessageJson(event.contact()) : Json()},
          {"facts", FactsJson(event)}};
}

Json ChronologyJson(const v1::ChronologyQuery& query, const Chronology& chronology) {
  Json records = Json::array();
  for (const v1::RecordRef& record : chronology.person.records()) {
    records.push_back(TextOf(record));
  }
  Json entries = Json::array();
  for (const v1::ChronologyEntry& entry : chronology.entries) entries.push_back(EntryJson(entry));
  Json known_to = Json::array();
  for (const v1::KnownTo& known : chronology.known_to) {
    known_to.push_back({{"agency", known.agency()}, {"ring", known.ring()}});
  }
  Json holes_by_feed = Json::array();
  for (const v1::FeedHoles& holes : chronology.incomplete.feeds()) {
    holes_by_feed.push_back({{"feed", holes.feed()}, {"missing", holes.missing()}});
  }
  return {
      {"record", TextOf(query.record())},
      {"person",
       {{"id", chronology.person.id()},
        {"records", std::move(records)},
        {"birth_date", TextOrNull(chronology.person.birth_date())},
        {"in_review", chronology.person.records_in_review()}}},
      {"position", {{"shard", chronology.position.shard()}, {"next", chronology.position.next()}}},
      {"as_known_on", TextOrNull(query.as_known_on())},
      {"entries", std::move(entries)},
      {"agencies", AgenciesJson(chronology.agencies)},
      {"known_to", std::move(known_to)},
      {"incomplete",
       {{"quarantined", chronology.incomplete.quarantined()},
        {"feeds", std::move(holes_by_feed)}}}};
}

}  // namespace goldthread::server
