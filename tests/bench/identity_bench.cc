#include "tests/bench/identity_bench.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/base/check.h"
#include "eventstore/views/map_snapshot.h"
#include "services/identity/identity_rows.h"
#include "services/identity/matching/model_message.h"
#include "services/identity/model_trial.h"
#include "services/vocabulary/matching_model.h"
#include "tests/bench/measure.h"
#include "tests/bench/people_table.h"
#include "tests/identity/folded_county.h"

namespace goldthread::bench {
namespace {

using identity::CountyQuality;
using identity::FoldedCounty;
using identity::IdentityFold;
using identity::TableRows;

constexpr size_t kRowsOfOne = 64;  // More than a person's records and events have.

double CpuMicros() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

double PeakMiB() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_maxrss) / 1024;
}

// Micros each.
struct Times {
  std::vector<double> all;
  std::vector<double> of_new;  // Of those that brought a record the hub had not heard of.
};

void PrintTimes(const char* name, std::vector<double> times) {
  if (times.empty()) return;
  double sum = 0;
  for (const double each : times) sum += each;
  const double mean = sum / static_cast<double>(times.size());
  fmt::print("  {:<44} {:>8.0f} /s   p50 {:>6.0f} us   p99 {:>6.0f} us   most {:>7.0f} us\n", name,
             1e6 / mean, Percentile(times, 0.5), Percentile(times, 0.99), times.back());
}

void PrintTimes(const Times& times) {
  PrintTimes("events", times.all);
  PrintTimes("events with a new record", times.of_new);
  const auto tenth = static_cast<std::ptrdiff_t>(times.of_new.size() / 10);
  PrintTimes("… the last tenth of them", {times.of_new.end() - tenth, times.of_new.end()});
}

void PrintPairs(const char* of, int64_t records, const matching::PairMeasure& pairs) {
  const matching::Measure rates = pairs.Rates();
  fmt::print("  {} {}: precision {:.5f}  recall {:.5f}  F1 {:.5f}\n", records, of, rates.precision,
             rates.recall, rates.F1());
}

void PrintQuality(const CountyQuality& quality) {
  PrintPairs(fmt::format("records of {} people", quality.people).c_str(), quality.records,
             quality.all);
  PrintPairs("that are not shielded", quality.open_records, quality.open);
  fmt::print("  false joins {} ({:.2f} in 10,000 records), kin joined {}, twins {}; exact {}\n",
             quality.wrong.size(), quality.WrongIn10000(),
             std::ranges::count_if(quality.wrong, [](const auto& each) { return each.kin; }),
             quality.twins_joined(), quality.exact);
  const double records = static_cast<double>(quality.records) / 100;
  fmt::print(
      "  in review, in 100 records: {:.2f} pairs of persons; {:.2f} pairs of records, {:.2f} of "
      "them one person; {:.2f} records\n",
      quality.QuestionsIn100(), static_cast<double>(quality.review_pairs) / records,
      static_cast<double>(quality.right_in_review) / records,
      static_cast<double>(quality.records_in_review) / records);
  for (const auto& [reason, count] : quality.review_reasons) {
    fmt::print("    reason {}: {}\n", reason, count);
  }
}

void PrintErrors(const TableRows& rows, const CountyQuality& quality) {
  for (const identity::WrongJoin& each : quality.wrong) {
    fmt::print("false {} {}{}\n", each.first.Text(), each.second.Text(), each.kin ? " kin" : "");
  }
  for (const identity::Parted& parted : quality.parted) {
    fmt::print("parted");
    for (const std::vector<RecordId>& records : parted) {
      fmt::print(" |");
      for (const RecordId& record : records) {
        fmt::print(" {}", record.Text());
        const auto row = rows.At<v1::IdentityAlikeRow>(identity::AlikeKey(record));
        for (const v1::IdentityAlike& alike : row.alike()) {
          fmt::print(" [{} {}]", alike.other().record(), alike.tenths());
        }
      }
    }
    fmt::print("\n");
  }
}

void MeasureWith(const IdentityRun& run, const IdentityFold& fold, const std::string& table_file,
                 std::optional<v1::LearntModel>* learnt) {
  PeopleTable table(table_file);
  FoldedCounty county({.people = run.people, .years = run.years, .seed = run.seed});
  county.rows.Reserve(static_cast<size_t>(run.people) * kRowsOfOne);
  Times times;
  county.Fold(fold, [&](const v1::Event& event, const auto& fold_now) {
    bool is_new = false;
    for (const v1::Subject& subject : event.subjects()) {
      if (!subject.has_described()) continue;
      const RecordId record{event.feed(), subject.record()};
      is_new = is_new || !county.rows.Has(identity::RecordKey(record));
      table.Add(record, subject.described());
    }
    const double begin = CpuMicros();
    fold_now();
    const double took = CpuMicros() - begin;
    times.all.push_back(took);
    if (is_new) times.of_new.push_back(took);
  });
  PrintTimes(times);
  fmt::print(
      "  {} rows of the fold, their sum {:016x}; at most {:.0f} MiB, the county's own among "
      "them\n",
      county.rows.Count(), county.rows.Sum(), PeakMiB());
  table.Write(county.truth());
  const CountyQuality quality = county.Quality();
  PrintQuality(quality);
  if (run.list_errors) PrintErrors(county.rows, quality);
  if (learnt == nullptr) return;
  const MapSnapshot views(county.rows.InSpace(identity::kSpace), Position{1});
  const double begin = CpuMicros();
  *learnt = *identity::LearnModel(views, "learnt");
  const double took_s = (CpuMicros() - begin) / 1e6;
  const v1::MatchingModel& model = (*learnt)->model();
  fmt::print(
      "Learnt from {} records of {}, {} pairs, in {:.1f} s: one pair in {:.0f} is one person's, in "
      "{:.0f} of kin\n",
      (*learnt)->lesson().records(), (*learnt)->lesson().of_records(), (*learnt)->lesson().pairs(),
      took_s, 1 / model.same_share(), 1 / model.kin_share());
}

v1::MatchingModel ModelFor(const IdentityRun& run) {
  if (run.model.empty()) return matching::ToMessage(matching::ShippedModel());
  std::ifstream file(run.model);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  v1::LearntModel learnt;
  GT_CHECK(google::protobuf::util::JsonStringToMessage(text, &learnt).ok());
  return learnt.model();
}

void WriteModel(const v1::LearntModel& model, const std::string& path) {
  std::string text;
  google::protobuf::util::JsonPrintOptions pretty;
  pretty.add_whitespace = true;
  GT_CHECK(google::protobuf::util::MessageToJsonString(model, &text, pretty).ok());
  std::ofstream(path) << text;
}

}  // namespace

void MeasureIdentity(const IdentityRun& run) {
  const v1::MatchingModel model = ModelFor(run);
  fmt::print("Identity, {} people, {} years, seed {}, model {}\n", run.people, run.years, run.seed,
             model.version());
  std::optional<v1::LearntModel> learnt;
  MeasureWith(run, IdentityFold(model), run.table, run.learn ? &learnt : nullptr);
  if (!run.model_out.empty()) {
    v1::LearntModel out;
    *out.mutable_model() = model;
    out.set_digest(DigestOf(model));
    WriteModel(learnt.value_or(out), run.model_out);
  }
  if (!learnt.has_value()) return;
  fmt::print("With the model learnt from them\n");
  MeasureWith(run, IdentityFold(learnt->model()), "", nullptr);
}

}  // namespace goldthread::bench
