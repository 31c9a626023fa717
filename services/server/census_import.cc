#include "services/server/census_import.h"

#include <optional>
#include <utility>

#include "services/vocabulary/calendar.h"

namespace goldthread::server {
namespace {

std::string FeedOf(const cin_census::CensusHeader& header) { return "cin-census/" + header.lea; }

// "20240331.20240517": the reference date, then when the file was made. Sorts as they do; a
// date that is not known is older than any.
std::string EditionOf(const cin_census::CensusHeader& header) {
  const auto digits = [](const std::optional<Day>& day) {
    std::string text = day ? DayText(*day) : "0000-00-00";
    std::erase(text, '-');
    return text;
  };
  return digits(header.reference_date) + "." + digits(header.made_on);
}

}  // namespace

CensusImport::CensusImport(const HubClient& client, v1::Caller caller, Watch watch)
    : client_(client), caller_(std::move(caller)), watch_(std::move(watch)) {}

StatusOr<ImportSummary> CensusImport::Run(cin_census::CensusReader& census) {
  std::optional<FeedImport> feed;
  GT_RETURN_IF_ERROR(Import(census, feed));
  ImportSummary summary;
  for (const cin_census::Problem& problem : census.file_problems()) {
    Note(problem);
    if (problem.severity == cin_census::Severity::kError) summary.file_broken = true;
  }
  const ImportTally tally = feed ? feed->tally() : ImportTally();
  summary.counts = census.counts();
  summary.feed = FeedOf(census.header());
  summary.read = summary.counts.events + summary.counts.events_refused;
  summary.accepted = tally.accepted;
  summary.duplicate = tally.duplicate;
  summary.superseded = tally.superseded;
  summary.refused = summary.counts.events_refused + tally.refused;
  summary.log_position = tally.log_position;
  return summary;
}

// `feed` is filled with the first child: before it, the header is not known.
Status CensusImport::Import(cin_census::CensusReader& census, std::optional<FeedImport>& feed) {
  while (auto child = census.Next()) {
    if (!feed) {
      if (caller_.agency().empty()) caller_.set_agency("council/" + census.header().lea);
      feed.emplace(client_, caller_, watch_.problem).SetEdition(EditionOf(census.header()));
    }
    for (const cin_census::Problem& problem : child->problems) Note(problem);
    for (v1::Event& event : child->events) {
      GT_RETURN_IF_ERROR(feed->Add(std::move(event), child->line));
    }
    watch_.progress(census.bytes_read());
  }
  return feed ? feed->Finish() : OkStatus();
}

void CensusImport::Note(const cin_census::Problem& problem) const {
  const bool error = problem.severity == cin_census::Severity::kError;
  watch_.problem({problem.line, std::string(problem.field), std::string(problem.rule),
                  error ? "error" : "query", std::string(problem.remedy)});
}

}  // namespace goldthread::server
