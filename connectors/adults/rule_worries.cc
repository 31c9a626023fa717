#include "connectors/adults/rules.h"
#include "connectors/adults/worries.h"

namespace goldthread::adults {
namespace {

// What nobody took up by then is history: the child's chronology has it.
constexpr int kPressingDays = 90;

Finding FindingOf(const Situation& situation, const Picture& picture) {
  Finding finding;
  finding.rule = 9;
  finding.of_child_alone = true;
  finding.other = situation.records;
  finding.since = picture.worries[picture.enough - 1].fact->day();
  finding.until = situation.grown_up_from;
  finding.historic_from = picture.worries.back().fact->day() + kPressingDays;
  for (size_t i = 0; i < picture.enough; ++i) {
    const Held& worry = picture.worries[i];
    finding.path.push_back({RefOf(worry), std::string(ClauseOf(worry.fact->worry()))});
  }
  for (const Held& worry : picture.worries) finding.causes.push_back({RefOf(worry), {}, {}});
  finding.confidence = "each fact as recorded";
  if (situation.records.size() > 1) {
    finding.confidence += "; records of the child held to be one person";
  }
  return finding;
}

}  // namespace

void LookAtWorries(const Situation& situation, std::vector<Finding>* findings) {
  for (const Picture& picture : AddedUp(situation.worries)) {
    Finding finding = FindingOf(situation, picture);
    if (!finding.until.has_value() || finding.since < *finding.until) {
      findings->push_back(std::move(finding));
    }
  }
}

}  // namespace goldthread::adults
