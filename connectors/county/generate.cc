#include "connectors/county/generate.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <vector>

#include "connectors/county/census_file.h"
#include "connectors/county/event_files.h"
#include "connectors/county/table_files.h"
#include "connectors/county/truth_files.h"

namespace goldthread::county {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 3> kFolders = {"truth", "census", "csv"};
constexpr std::array<const char*, 9> kFiles = {
    "events.ndjson",     "events.binpb",         "truth/people.csv",
    "truth/records.csv", "truth/residences.csv", "truth/exposures.csv",
    "truth/alerts.csv",  "truth/holes.csv",      "truth/deliveries.csv"};
constexpr int kFirstCensus = 2014;  // That of a single assessment came with 2013-14.
constexpr int kLastYear = 2026;     // The latest that a county ends in.

std::string CensusName(int council, int year) {
  return fmt::format("census/cin-{}-{}.xml", LeaOf(council), year);
}

Status MakeFolder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Error(Code::kUnavailable, "cannot make the folder " + folder.string());
  return OkStatus();
}

// So that nothing of an earlier county is taken for this one's.
Status RemoveEarlier(const fs::path& folder) {
  std::vector<std::string> names(kFiles.begin(), kFiles.end());
  for (const std::string& table : TableFiles::Names()) names.push_back("csv/" + table);
  for (int year = kFirstCensus; year <= kLastYear; ++year) {
    for (int council = 0; council < kCouncils; ++council)
      names.push_back(CensusName(council, year));
  }
  for (const std::string& name : names) {
    std::error_code error;
    fs::remove(folder / name, error);
    if (error && error != std::errc::not_a_directory) {
      return Error(Code::kUnavailable, "cannot remove the earlier " + (folder / name).string());
    }
  }
  return OkStatus();
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
  if (delivery.delivered - delivery.event.recorded_at().seconds() > kDaySeconds) ++generated.late;
  if (!delivery.event.corrects().empty()) ++generated.corrections;
  if (!delivery.event.withdraws().empty()) ++generated.withdrawals;
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
  GT_RETURN_IF_ERROR(MakeFolder(folder));
  EventFiles events(folder, wanted == Wanted::kLines, wanted == Wanted::kBytes);
  NoTruth nobody_asks;
  County county(size, nobody_asks);
  const Generated generated = Run(county, events, progress,
                                  [&](const Delivery& delivery) { events.Write(delivery.event); });
  GT_RETURN_IF_ERROR(events.Close());
  return generated;
}

}  // namespace

StatusOr<Generated> Generate(const CountySize& size, const std::string& folder,
                             const GenerateProgress& progress, Wanted wanted) {
  GT_RETURN_IF_ERROR(RemoveEarlier(folder));
  if (wanted != Wanted::kAll) return GenerateEvents(size, folder, progress, wanted);
  for (const char* part : kFolders) GT_RETURN_IF_ERROR(MakeFolder(fs::path(folder) / part));
  Status census = OkStatus();
  int64_t census_files = 0;
  TruthFiles truth(folder + "/truth");
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
    events.Write(delivery.event);
    truth.Delivered(delivery);
    if (!delivery.again) tables.Write(delivery.event, delivery.mistaken);
  });
  generated.census_files = census_files;
  GT_RETURN_IF_ERROR(events.Close());
  GT_RETURN_IF_ERROR(census);
  GT_RETURN_IF_ERROR(tables.Close());
  GT_RETURN_IF_ERROR(truth.Finish(county.world()));
  return generated;
}

}  // namespace goldthread::county
