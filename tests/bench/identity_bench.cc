#include "tests/bench/identity_bench.h"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "connectors/county/agencies/feeds.h"
#include "connectors/county/county.h"
#include "eventstore/base/check.h"
#include "eventstore/base/digest.h"
#include "eventstore/projector/state_table.h"
#include "eventstore/views/packed_row.h"
#include "services/identity/identity_fold.h"
#include "services/identity/identity_rows.h"
#include "services/identity/matching/measures.h"
#include "services/identity/review_reason.h"
#include "services/vocabulary/record_ref.h"
#include "tests/bench/measure.h"

namespace goldthread::bench {
namespace {

class Told final : public county::Truth {
 public:
  void Lived(const county::Stay&) override {}
  void Recorded(county::PersonIndex person, int feed, std::string_view record) override {
    const std::string name(county::MannerOf(static_cast<county::Feed>(feed)).name);
    whose_.emplace(RecordId{name, std::string(record)}, person);
  }
  void Lost(int, int64_t) override {}
  void Exposed(const county::Exposure&) override {}
  void Expects(const county::ExpectedAlert&) override {}

  const std::map<RecordId, county::PersonIndex>& whose() const { return whose_; }

 private:
  std::map<RecordId, county::PersonIndex> whose_;
};

// State in memory, as in a rebuild; appends dropped.
class TableRows final : public FoldRows {
 public:
  std::optional<std::string_view> Get(std::string_view key) override { return table.Get(key); }
  void Put(std::string_view key, std::string_view value) override { table.Put(key, value); }
  void Erase(std::string_view key) override { table.Erase(key); }
  void Append(std::string_view, std::string_view) override {}

  // Of all rows, wherever they lie.
  uint64_t Sum() const {
    uint64_t sum = 0;
    const Status status = table.ForEach([&sum](const char* packed) {
      const auto [key, value] = Unpack(packed);
      sum += Checksum(value, Checksum(key, 0));
      return OkStatus();
    });
    GT_CHECK(status.ok());
    return sum;
  }

  StateTable table;
};

constexpr size_t kRowsOfOne = 64;  // More than a person's records and events have.

template <class Row>
Row RowAt(const TableRows& rows, std::string_view key) {
  Row row;
  const auto bytes = rows.table.Get(key);
  if (bytes.has_value()) {
    GT_CHECK(row.ParseFromArray(bytes->data(), static_cast<int>(bytes->size())));
  }
  return row;
}

double CpuMicros() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

// Micros each; those that brought a record the hub had not heard of, by a tenth of the run each.
struct Times {
  std::vector<double> all;
  std::vector<double> of_new;
  std::vector<double> of_last_new;
};

void PrintTimes(const char* name, std::vector<double>& times) {
  if (times.empty()) return;
  double sum = 0;
  for (const double each : times) sum += each;
  const double mean = sum / static_cast<double>(times.size());
  fmt::print("  {:<44} {:>8.0f} /s   p50 {:>6.0f} us   p99 {:>6.0f} us   most {:>7.0f} us\n", name,
             1e6 / mean, Percentile(times, 0.5), Percentile(times, 0.99), times.back());
}

struct Quality {
  std::vector<RecordId> records;
  std::vector<int> truth;
  std::vector<int> found;
  int64_t review_pairs = 0;
  int64_t right_in_review = 0;
  std::set<std::pair<int, int>> questions;  // Pairs of persons: one answer settles all of theirs.
  int64_t in_review = 0;                    // Records.
  std::map<int, int64_t> reasons;
  std::vector<bool> shielded;  // By record: matched by nothing but numbers and people.
};

bool IsShielded(const TableRows& rows, const RecordId& record) {
  const auto said = RowAt<v1::IdentitySayingsRow>(rows, identity::SayingsKey(record)).said();
  return std::ranges::any_of(said, [](const auto& each) { return each.saying().shielded(); });
}

Quality QualityOf(const TableRows& rows, const Told& told) {
  Quality quality;
  std::map<RecordId, int> at;
  std::map<std::string, int> persons;
  for (const auto& [record, person] : told.whose()) {
    const auto bytes = rows.table.Get(identity::RecordKey(record));
    if (!bytes.has_value()) continue;  // Nothing was ever said of it, or it was lost.
    const auto row = RowAt<v1::IdentityRecordRow>(rows, identity::RecordKey(record));
    v1::IdentityPerson shared;
    GT_CHECK(shared.ParseFromString(row.person()));
    const std::string name =
        shared.records().empty() ? record.Text() : FromRef(shared.records(0)).Text();
    at[record] = static_cast<int>(quality.records.size());
    quality.records.push_back(record);
    quality.shielded.push_back(IsShielded(rows, record));
    quality.truth.push_back(static_cast<int>(person));
    quality.found.push_back(
        persons.try_emplace(name, static_cast<int>(persons.size())).first->second);
  }
  std::vector<bool> waits(quality.records.size());
  for (const auto& [record, i] : at) {
    const auto row = RowAt<v1::IdentityReviewRow>(rows, identity::ReviewKey(record));
    for (const v1::IdentityReviewPair& pair : row.pairs()) {
      const auto other = at.find(FromRef(pair.other()));
      if (other == at.end()) continue;
      const auto j = static_cast<size_t>(other->second);
      ++quality.review_pairs;
      ++quality.reasons[pair.reason()];
      quality.right_in_review += quality.truth[static_cast<size_t>(i)] == quality.truth[j] ? 1 : 0;
      quality.questions.insert(
          std::minmax(quality.found[static_cast<size_t>(i)], quality.found[j]));
      waits[static_cast<size_t>(i)] = waits[j] = true;
    }
  }
  quality.in_review = std::count(waits.begin(), waits.end(), true);
  return quality;
}

void PrintQuality(const TableRows& rows, const Quality& quality, const county::World& world,
                  bool list_errors) {
  const auto pairs = matching::MeasurePairs(quality.found, quality.truth);
  const auto rates = pairs.Rates();
  const auto clusters = matching::MeasureClusters(quality.found, quality.truth);
  std::map<int, std::map<int, std::vector<size_t>>> by_found;
  std::map<int, std::map<int, std::vector<size_t>>> by_truth;
  for (size_t i = 0; i < quality.found.size(); ++i) {
    by_found[quality.found[i]][quality.truth[i]].push_back(i);
    by_truth[quality.truth[i]][quality.found[i]].push_back(i);
  }
  int64_t false_joins = 0;
  int64_t twins = 0;
  for (const auto& [found, whose] : by_found) {
    false_joins += static_cast<int64_t>(whose.size()) - 1;
    for (auto one = whose.begin(); one != whose.end(); ++one) {
      for (auto other = std::next(one); other != whose.end(); ++other) {
        const county::Person& a = world.At(static_cast<county::PersonIndex>(one->first));
        const county::Person& b = world.At(static_cast<county::PersonIndex>(other->first));
        const bool one_mother = a.mother != county::kNobody && a.mother == b.mother;
        twins += one_mother && a.birth == b.birth ? 1 : 0;
        if (!list_errors) continue;
        fmt::print("false {} {}{}\n", quality.records[one->second[0]].Text(),
                   quality.records[other->second[0]].Text(), one_mother ? " siblings" : "");
      }
    }
  }
  if (list_errors) {
    for (const auto& [whose, found] : by_truth) {
      if (found.size() < 2) continue;
      fmt::print("parted");
      for (const auto& [person, records] : found) {
        fmt::print(" | {}", quality.records[records[0]].Text());
        if (records.size() > 1) fmt::print(" and {}", records.size() - 1);
        for (const size_t each : records) {
          const auto alike =
              RowAt<v1::IdentityAlikeRow>(rows, identity::AlikeKey(quality.records[each]));
          for (const v1::IdentityAlike& other : alike.alike()) {
            fmt::print(" [{} {}]", other.other().record(), other.tenths());
          }
        }
      }
      fmt::print("\n");
    }
  }
  const auto records = static_cast<double>(quality.records.size());
  fmt::print("  {} records of {} people: precision {:.5f}  recall {:.5f}  F1 {:.5f}\n",
             quality.records.size(), by_truth.size(), rates.precision, rates.recall, rates.F1());
  std::vector<int> found_open;
  std::vector<int> truth_open;
  for (size_t i = 0; i < quality.records.size(); ++i) {
    if (quality.shielded[i]) continue;
    found_open.push_back(quality.found[i]);
    truth_open.push_back(quality.truth[i]);
  }
  const auto open = matching::MeasurePairs(found_open, truth_open).Rates();
  fmt::print("  … {} that are not shielded: precision {:.5f}  recall {:.5f}  F1 {:.5f}\n",
             found_open.size(), open.precision, open.recall, open.F1());
  fmt::print(
      "  false joins {} ({:.2f} in 10,000 records), twins joined {}, persons exact {} of {}\n",
      false_joins, 1e4 * static_cast<double>(false_joins) / records, twins, clusters.exact,
      by_truth.size());
  fmt::print(
      "  in review: {} pairs, {} of them one person; {:.2f} pairs, {:.2f} pairs of persons and "
      "{:.2f} "
      "records in 100\n",
      quality.review_pairs, quality.right_in_review,
      1e2 * static_cast<double>(quality.review_pairs) / records,
      1e2 * static_cast<double>(quality.questions.size()) / records,
      1e2 * static_cast<double>(quality.in_review) / records);
  for (const auto& [reason, count] : quality.reasons) {
    fmt::print("    reason {}: {}\n", reason, count);
  }
}

}  // namespace

void MeasureIdentity(const IdentityRun& run) {
  Told told;
  county::County county({.people = run.people, .years = run.years, .seed = run.seed}, told);
  county::Delivery delivery;
  const identity::IdentityFold fold;
  TableRows rows;
  // A growing table moves all it has: the slowest event would be the one that came then.
  rows.table.Reserve(static_cast<size_t>(run.people) * kRowsOfOne);
  Times times;
  v1::RecordHeader header;
  Position position;
  while (county.Next(&delivery)) {
    if (delivery.again) continue;  // The ledger stops a repeat before it comes here.
    header.set_received_at_us(delivery.delivered * 1'000'000);
    position = position.Next();
    bool is_new = false;
    for (const v1::Subject& subject : delivery.event().subjects()) {
      const RecordId record{delivery.event().feed(), subject.record()};
      is_new = is_new || (subject.has_described() &&
                          !rows.table.Get(identity::RecordKey(record)).has_value());
    }
    const double begin = CpuMicros();
    GT_CHECK(fold.Apply({position, header, delivery.event()}, rows).ok());
    const double took = CpuMicros() - begin;
    times.all.push_back(took);
    if (is_new) times.of_new.push_back(took);
  }
  fmt::print("Identity, {} people, {} years, seed {}; rows {:016x}\n", run.people, run.years,
             run.seed, rows.Sum());
  const size_t tenth = times.of_new.size() / 10;
  times.of_last_new.assign(times.of_new.end() - static_cast<std::ptrdiff_t>(tenth),
                           times.of_new.end());
  PrintTimes("events", times.all);
  PrintTimes("events with a new record", times.of_new);
  PrintTimes("… the last tenth of them", times.of_last_new);
  PrintQuality(rows, QualityOf(rows, told), county.world(), run.list_errors);
}

}  // namespace goldthread::bench
