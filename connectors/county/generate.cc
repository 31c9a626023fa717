#include "connectors/county/generate.h"

#include <fmt/format.h>

#include <filesystem>

#include "connectors/county/census_file.h"
#include "connectors/county/event_files.h"
#include "connectors/county/table_files.h"
#include "connectors/county/truth_files.h"

namespace goldthread::county {
namespace {

namespace fs = std::filesystem;

Status MakeFolder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Error(Code::kUnavailable, "cannot make the folder " + folder.string());
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
  return WriteText(
      fmt::format("{}/census/cin-{}-{}.xml", folder, LeaOf(of.council), YearOf(of.reference)), xml);
}

void Count(const Delivery& delivery, Generated& generated) {
  ++generated.events;
  if (delivery.again) ++generated.repeats;
  if (delivery.delivered - delivery.event.recorded_at().seconds() > kDaySeconds) ++generated.late;
  if (!delivery.event.corrects().empty()) ++generated.corrections;
  if (!delivery.event.withdraws().empty()) ++generated.withdrawals;
}

// Gives `take` every delivery of the county, and counts them.
template <class Take>
Generated Run(County& county, const GenerateProgress& progress, Take take) {
  Generated generated;
  Delivery delivery;
  while (county.Next(&delivery)) {
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
  const Generated generated =
      Run(county, progress, [&](const Delivery& delivery) { events.Write(delivery.event); });
  GT_RETURN_IF_ERROR(events.Close());
  return generated;
}

}  // namespace

StatusOr<Generated> Generate(const CountySize& size, const std::string& folder,
                             const GenerateProgress& progress, Wanted wanted) {
  if (wanted != Wanted::kAll) return GenerateEvents(size, folder, progress, wanted);
  for (const char* part : {"truth", "census", "csv"}) {
    GT_RETURN_IF_ERROR(MakeFolder(fs::path(folder) / part));
  }
  Status census = OkStatus();
  int64_t census_files = 0;
  TruthFiles truth(folder + "/truth");
  EventFiles events(folder, true, true);
  County county(size, truth);
  TableFiles tables(folder + "/csv");
  county.OnYearEnd([&](DayNumber year_end, const std::vector<Episode>& episodes) {
    // The census of a single assessment came with 2013-14.
    for (int council = 0; council < kCouncils && YearOf(year_end) >= 2014; ++council) {
      census.Update(
          WriteCensus(folder, county.world(), {council, year_end}, episodes, census_files));
    }
  });
  Generated generated = Run(county, progress, [&](const Delivery& delivery) {
    events.Write(delivery.event);
    if (!delivery.again) tables.Write(delivery.event, delivery.mistaken);
  });
  generated.census_files = census_files;
  GT_RETURN_IF_ERROR(census);
  GT_RETURN_IF_ERROR(events.Close());
  GT_RETURN_IF_ERROR(tables.Close());
  GT_RETURN_IF_ERROR(truth.Finish(county.world()));
  return generated;
}

}  // namespace goldthread::county
