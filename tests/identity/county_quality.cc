#include "tests/identity/county_quality.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "eventstore/base/check.h"
#include "services/identity/identity_rows.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::identity {
namespace {

// By record, in the order of the truth.
struct Placed {
  std::vector<RecordId> records;
  std::vector<int> truth;
  std::vector<int> found;
  std::vector<bool> shielded;
  std::map<RecordId, size_t> at;
};

bool IsShielded(const TableRows& rows, const RecordId& record) {
  const auto said = rows.At<v1::IdentitySayingsRow>(SayingsKey(record)).said();
  return std::ranges::any_of(said, [](const auto& each) { return each.saying().shielded(); });
}

Placed PlacedIn(const TableRows& rows, const CountyTruth& truth) {
  Placed placed;
  std::map<RecordId, int> persons;  // By the first record of each.
  for (const auto& [record, person] : truth.whose()) {
    if (!rows.Has(RecordKey(record))) continue;  // Nothing was ever said of it, or it was lost.
    v1::IdentityPerson shared;
    GT_CHECK(shared.ParseFromString(rows.At<v1::IdentityRecordRow>(RecordKey(record)).person()));
    const RecordId first = shared.records().empty() ? record : FromRef(shared.records(0));
    placed.at.emplace(record, placed.records.size());
    placed.records.push_back(record);
    placed.shielded.push_back(IsShielded(rows, record));
    placed.truth.push_back(static_cast<int>(person));
    placed.found.push_back(
        persons.try_emplace(first, static_cast<int>(persons.size())).first->second);
  }
  return placed;
}

matching::PairMeasure OpenPairs(const Placed& placed) {
  std::vector<int> found;
  std::vector<int> truth;
  for (size_t i = 0; i < placed.records.size(); ++i) {
    if (placed.shielded[i]) continue;
    found.push_back(placed.found[i]);
    truth.push_back(placed.truth[i]);
  }
  return matching::MeasurePairs(found, truth);
}

// By group of one numbering, by group of the other: places.
using Overlaps = std::map<int, std::map<int, std::vector<size_t>>>;

Overlaps OverlapsOf(const std::vector<int>& whole, const std::vector<int>& parts) {
  Overlaps overlaps;
  for (size_t i = 0; i < whole.size(); ++i) overlaps[whole[i]][parts[i]].push_back(i);
  return overlaps;
}

bool AreSiblings(const county::World& world, county::PersonIndex a, county::PersonIndex b) {
  const auto shared = [](county::PersonIndex one, county::PersonIndex other) {
    return one != county::kNobody && one == other;
  };
  return shared(world.At(a).mother, world.At(b).mother) ||
         shared(world.At(a).father, world.At(b).father);
}

bool AreKin(const county::World& world, county::PersonIndex a, county::PersonIndex b) {
  const auto parents = [](const county::Person& of, county::PersonIndex who) {
    return of.mother == who || of.father == who;
  };
  return AreSiblings(world, a, b) || parents(world.At(a), b) || parents(world.At(b), a);
}

bool AreTwins(const county::World& world, county::PersonIndex a, county::PersonIndex b) {
  return AreSiblings(world, a, b) && world.At(a).birth == world.At(b).birth;
}

// Each that is one too many in a person; the first record of either tells which.
void FindWrong(const Placed& placed, const county::World& world, CountyQuality* quality) {
  for (const auto& [found, whose] : OverlapsOf(placed.found, placed.truth)) {
    for (auto other = std::next(whose.begin()); other != whose.end(); ++other) {
      WrongJoin& wrong = quality->wrong.emplace_back();
      wrong.first = placed.records[whose.begin()->second.front()];
      wrong.second = placed.records[other->second.front()];
      for (auto one = whose.begin(); one != other; ++one) {
        const auto a = static_cast<county::PersonIndex>(one->first);
        const auto b = static_cast<county::PersonIndex>(other->first);
        wrong.kin = wrong.kin || AreKin(world, a, b);
        wrong.twins = wrong.twins || AreTwins(world, a, b);
      }
    }
  }
}

void FindParted(const Placed& placed, CountyQuality* quality) {
  for (const auto& [whose, found] : OverlapsOf(placed.truth, placed.found)) {
    ++quality->people;
    if (found.size() < 2) continue;
    Parted& parted = quality->parted.emplace_back();
    for (const auto& [person, places] : found) {
      std::vector<RecordId>& records = parted.emplace_back();
      for (const size_t place : places) records.push_back(placed.records[place]);
    }
  }
}

int64_t TwinsIn(const Placed& placed, const county::World& world) {
  std::map<std::pair<county::PersonIndex, county::DayNumber>, std::set<int>> births;
  for (const int each : placed.truth) {
    const county::Person& person = world.At(static_cast<county::PersonIndex>(each));
    if (person.mother != county::kNobody) births[{person.mother, person.birth}].insert(each);
  }
  return std::ranges::count_if(births, [](const auto& born) { return born.second.size() > 1; });
}

void CountReviews(const TableRows& rows, const Placed& placed, CountyQuality* quality) {
  std::vector<bool> waits(placed.records.size());
  std::set<std::pair<int, int>> questions;
  for (size_t i = 0; i < placed.records.size(); ++i) {
    const auto row = rows.At<v1::IdentityReviewRow>(ReviewKey(placed.records[i]));
    for (const v1::IdentityReviewPair& pair : row.pairs()) {
      const auto other = placed.at.find(FromRef(pair.other()));
      if (other == placed.at.end()) continue;
      const size_t j = other->second;
      ++quality->review_pairs;
      ++quality->review_reasons[pair.reason()];
      quality->right_in_review += placed.truth[i] == placed.truth[j] ? 1 : 0;
      questions.insert(std::minmax(placed.found[i], placed.found[j]));
      waits[i] = waits[j] = true;
    }
  }
  quality->questions = static_cast<int64_t>(questions.size());
  quality->records_in_review = std::count(waits.begin(), waits.end(), true);
}

}  // namespace

int64_t CountyQuality::twins_joined() const {
  return std::ranges::count_if(wrong, [](const WrongJoin& each) { return each.twins; });
}

CountyQuality QualityOf(const TableRows& rows, const CountyTruth& truth,
                        const county::World& world) {
  const Placed placed = PlacedIn(rows, truth);
  CountyQuality quality;
  quality.records = static_cast<int64_t>(placed.records.size());
  quality.open_records = std::ranges::count(placed.shielded, false);
  quality.all = matching::MeasurePairs(placed.found, placed.truth);
  quality.open = OpenPairs(placed);
  quality.exact = matching::MeasureClusters(placed.found, placed.truth).exact;
  quality.twins = TwinsIn(placed, world);
  FindWrong(placed, world, &quality);
  FindParted(placed, &quality);
  CountReviews(rows, placed, &quality);
  return quality;
}

}  // namespace goldthread::identity
