#include "connectors/county/generate.h"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "connectors/county/census_file.h"
#include "connectors/county/event_files.h"
#include "connectors/county/out_folder.h"
#include "connectors/county/table_files.h"
#include "connectors/county/truth_files.h"

namespace goldthread::county {
namespace {

// In the order in which they get their names.
constexpr std::array<const char*, 9> kFiles = {
    "events.ndjson",        "events.binpb",         "truth/records.csv",
    "truth/residences.csv", "truth/exposures.csv",  "truth/alerts.csv",
    "truth/holes.csv",      "truth/deliveries.csv", "truth/people.csv"};
constexpr int kFirstCensus = 2014;  // That of a single assessment came with 2013-14.
constexpr int kLastYear = 2026;     // The latest that a county ends in.

std::string CensusName(int council, int year) {
  return fmt::format("census/cin-{}-{}.xml", LeaOf(council), year);
}

// All that a county may have, whatever its size.
std::vector<std::string> AllNames() {
  std::vector<std::string> names;
  for (const std::string& table : TableFiles::Names()) names.push_back("csv/" + table);
  for (int year = kFirstCensus; year <= kLastYear; ++year) {
    for (int council = 0; council < kCouncils; ++council)
      names.push_back(CensusName(council, year));
  }
  names.insert(names.end(), kFiles.begin(), kFiles.end());
  return names;
}

Status WriteText(const std::string& path, std::string_view text) {
  OutFile file(path);
  file.Write(text);
  return file.Close();
}

Status WriteCensus(const std::string& folder, const World& world, const CensusOf& of,
                   const std::vector<Episode>& episodes, int64_t& files) {
  const std::string xml = CensusXml(world, of, episodes);
  if (xml.empty()) return OkStatus();
  ++files;
  return WriteText(folder + "/" + CensusName(of.council, YearOf(of.reference)), xml);
}

void Count(const Delivery& delivery, Generated& generated) {
  ++generated.events;
  if (delivery.again) ++generated.repeats;
  if (delivery.delivered - delivery.event().recorded_at().seconds() > kDaySeconds) ++generated.late;
  if (!delivery.event().corrects().empty()) ++generated.corrections;
  if (!delivery.event().withdraws().empty()) ++generated.withdrawals;
}

// Gives `take` every delivery of the county, and counts them, while all can be written.
template <class Take>
Generated Run(County& county, const EventFiles& events, const GenerateProgress& progress,
              Take take) {
  Generated generated;
  Delivery delivery;
  while (!events.failed() && county.Next(&delivery)) {
    take(delivery);
    Count(delivery, generated);
    if (generated.events % 4'096 == 0) {
      progress(DayAt(delivery.delivered) - county.first_day(), county.end() - county.first_day());
    }
  }
  generated.people = county.world().people();
  return generated;
}

StatusOr<Generated> GenerateEvents(const CountySize& size, const std::string& folder,
                                   const GenerateProgress& progress, Wanted wanted) {
  EventFiles events(folder, wanted == Wanted::kLines, wanted == Wanted::kBytes);
  NoTruth nobody_asks;
  County county(size, nobody_asks);
  const Generated generated = Run(
      county, events, progress, [&](const Delivery& delivery) { events.Write(delivery.event()); });
  GT_RETURN_IF_ERROR(events.Close());
  return generated;
}

StatusOr<Generated> GenerateAll(const CountySize& size, const std::string& folder,
                                const GenerateProgress& progress) {
  Status census = OkStatus();
  int64_t census_files = 0;
  TruthFiles truth(folder + "/truth", MarkOf(size));
  EventFiles events(folder, true, true);
  County county(size, truth);
  TableFiles tables(folder + "/csv");
  county.OnYearEnd([&](DayNumber year_end, const std::vector<Episode>& episodes) {
    for (int council = 0; council < kCouncils && YearOf(year_end) >= kFirstCensus; ++council) {
      census.Update(
          WriteCensus(folder, county.world(), {council, year_end}, episodes, census_files));
    }
  });
  Generated generated = Run(county, events, progress, [&](const Delivery& delivery) {
    events.Write(delivery.event());
    truth.Delivered(delivery);
    if (!delivery.again) tables.Write(delivery.event(), delivery.mistaken);
  });
  generated.census_files = census_files;
  GT_RETURN_IF_ERROR(events.Close());
  GT_RETURN_IF_ERROR(census);
  GT_RETURN_IF_ERROR(tables.Close());
  GT_RETURN_IF_ERROR(truth.Finish(county.world()));
  return generated;
}

}  // namespace

StatusOr<Generated> Generate(const CountySize& size, const std::string& folder,
                             const GenerateProgress& progress, Wanted wanted) {
  GT_ASSIGN_OR_RETURN(OutFolder out, OutFolder::Open(folder, AllNames()));
  GT_ASSIGN_OR_RETURN(const Generated generated,
                      wanted == Wanted::kAll
                          ? GenerateAll(size, out.unfinished(), progress)
                          : GenerateEvents(size, out.unfinished(), progress, wanted));
  GT_RETURN_IF_ERROR(out.Finish());
  return generated;
}

}  // namespace goldthread::county
