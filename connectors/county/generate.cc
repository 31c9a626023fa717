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

Status MakeFolders(const std::string& folder) {
  for (const char* part : {"truth", "census", "csv"}) {
    std::error_code error;
    fs::create_directories(fs::path(folder) / part, error);
    if (error) return Error(Code::kUnavailable, "cannot make the folder " + folder);
  }
  return OkStatus();
}

Status WriteText(const std::string& path, std::string_view text) {
  OutFile file(path);
  file.Write(text);
  return file.Close();
}

Status WriteCensus(const std::string& folder, const World& world, const CensusOf& of,
                   const std::vector<Episode>& episodes, Generated& generated) {
  const std::string xml = CensusXml(world, of, episodes);
  if (xml.empty()) return OkStatus();
  ++generated.census_files;
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

}  // namespace

StatusOr<Generated> Generate(const CountySize& size, const std::string& folder,
                             const GenerateProgress& progress) {
  GT_RETURN_IF_ERROR(MakeFolders(folder));
  Generated generated;
  Status census = OkStatus();
  TruthFiles truth(folder + "/truth");
  EventFiles events(folder);
  County county(size, truth);
  TableFiles tables(folder + "/csv");
  county.OnYearEnd([&](DayNumber year_end, const std::vector<Episode>& episodes) {
    // The census of a single assessment came with 2013-14.
    for (int council = 0; council < kCouncils && YearOf(year_end) >= 2014; ++council) {
      census.Update(WriteCensus(folder, county.world(), {council, year_end}, episodes, generated));
    }
  });
  Delivery delivery;
  while (county.Next(&delivery)) {
    events.Write(delivery.event);
    if (!delivery.again && !delivery.mistaken) tables.Write(delivery.event);
    Count(delivery, generated);
    if (generated.events % 4'096 == 0) {
      progress(DayAt(delivery.delivered) - county.first_day(), county.end() - county.first_day());
    }
  }
  generated.people = county.world().people();
  GT_RETURN_IF_ERROR(census);
  GT_RETURN_IF_ERROR(events.Close());
  GT_RETURN_IF_ERROR(tables.Close());
  GT_RETURN_IF_ERROR(truth.Finish(county.world()));
  return generated;
}

}  // namespace goldthread::county
