#include "tests/bench/search_bench.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <vector>

#include "connectors/county/county.h"
#include "eventstore/base/check.h"
#include "eventstore/log/embedded_log.h"
#include "eventstore/projector/rebuild.h"
#include "eventstore/projector/view_source.h"
#include "services/chronology/chronology_fold.h"
#include "services/identity/identity_fold.h"
#include "services/search/search_fold.h"
#include "services/search/search_service.h"
#include "tests/bench/measure.h"
#include "tests/bench/workload.h"

namespace goldthread::bench {
namespace {

using std::chrono::steady_clock;

constexpr size_t kQuestionsOfAKind = 1'000;
// Of those who are described, every so many is asked for.
constexpr int64_t kEvery = 97;

struct Somebody {
  std::string given, family, born, line, number;
};

// The county as a log that is read once, front to back; keeps some of whom it describes.
class CountyLog final : public EventReader {
 public:
  explicit CountyLog(const SearchRun& run)
      : county_({.people = run.people, .years = run.years, .seed = run.seed}, nobody_asks_) {}

  Status Read(Position from, size_t limit, std::chrono::milliseconds, LogBatch* batch) override {
    GT_CHECK(from == next_);
    batch->Clear();
    for (size_t i = 0; i < limit && county_.Next(&delivery_); ++i) {
      if (delivery_.again) continue;  // The ledger stops a repeat, and is not measured here.
      Note(delivery_.event());
      delivery_.event().set_partnership("northmere");
      const NewRecord record = ToRecord(delivery_.event(), delivery_.delivered * 1'000'000);
      batch->Add(next_, record.header, record.body);
      next_ = next_.Next();
    }
    batch->Seal();
    return OkStatus();
  }
  StatusOr<Position> End() override { return next_; }

  const std::vector<Somebody>& known() const { return known_; }
  // The commonest of both names.
  Somebody Commonest() const {
    Somebody somebody;
    somebody.given = Most(givens_);
    somebody.family = Most(families_);
    return somebody;
  }
  int64_t events() const { return next_.value; }

 private:
  static std::string Most(const std::map<std::string, int64_t>& counts) {
    std::string most;
    int64_t times = 0;
    for (const auto& [text, count] : counts) {
      if (count > times) most = text;
      times = std::max(times, count);
    }
    return most;
  }

  void Note(const v1::Event& event) {
    for (const v1::Subject& subject : event.subjects()) {
      const v1::PersonDescription& said = subject.described();
      if (said.names().empty() || said.birth_date().size() != 10) continue;
      ++givens_[said.names(0).given()];
      ++families_[said.names(0).family()];
      if (++described_ % kEvery != 0 || known_.size() == kQuestionsOfAKind) continue;
      Somebody& one = known_.emplace_back();
      one.given = said.names(0).given();
      one.family = said.names(0).family();
      one.born = said.birth_date();
      if (!said.addresses().empty() && !said.addresses(0).lines().empty()) {
        one.line = said.addresses(0).lines(0);
      }
      if (!said.identifiers().empty()) one.number = said.identifiers(0).value();
    }
  }

  county::NoTruth nobody_asks_;
  county::County county_;
  county::Delivery delivery_;
  Position next_;
  int64_t described_ = 0;
  std::vector<Somebody> known_;
  std::map<std::string, int64_t> givens_;
  std::map<std::string, int64_t> families_;
};

// How many records the log will have had: a rebuild wants to know beforehand.
Position EndOf(const SearchRun& run) {
  county::NoTruth nobody_asks;
  county::County county({.people = run.people, .years = run.years, .seed = run.seed}, nobody_asks);
  county::Delivery delivery;
  Position end;
  while (county.Next(&delivery)) {
    if (!delivery.again) end = end.Next();
  }
  return end;
}

class Stored final : public ViewSource {
 public:
  explicit Stored(const RocksViewStore& store) : store_(store) {}
  StatusOr<std::shared_ptr<const ViewSnapshot>> At(Position) const override {
    GT_ASSIGN_OR_RETURN(auto snapshot, store_.Snapshot());
    return std::shared_ptr<const ViewSnapshot>(std::move(snapshot));
  }

 private:
  const RocksViewStore& store_;
};

// Whether the question can be asked of whom so much is known.
using Ask = bool (*)(const Somebody&, v1::SearchPersonsRequest*);

struct Kind {
  const char* name;
  Ask ask;
};

constexpr Kind kKinds[] = {
    {"both names and birth date",
     [](const Somebody& one, v1::SearchPersonsRequest* asked) {
       asked->set_given(one.given);
       asked->set_family(one.family);
       asked->set_birth_date(one.born);
       return true;
     }},
    {"a name that sounds so, and a year",
     [](const Somebody& one, v1::SearchPersonsRequest* asked) {
       if (one.family.size() < 4) return false;
       std::string heard = one.family;
       heard.push_back('e');
       asked->set_family(heard);
       asked->set_birth_date(one.born.substr(0, 4));
       asked->set_birth_about(true);
       return true;
     }},
    {"an address and a given name",
     [](const Somebody& one, v1::SearchPersonsRequest* asked) {
       asked->set_address(one.line);
       asked->set_given(one.given);
       return !one.line.empty();
     }},
    {"a number and a family name",
     [](const Somebody& one, v1::SearchPersonsRequest* asked) {
       asked->set_identifier(one.number);
       asked->set_family(one.family);
       return !one.number.empty();
     }},
};

}  // namespace

void MeasureSearch(const SearchRun& run) {
  const std::string dir = run.dir + "/search";
  std::filesystem::remove_all(dir);
  const auto store = *RocksViewStore::Open(dir);
  const identity::IdentityFold identity;
  const chronology::ChronologyFold chronology;
  const search::SearchFold search;
  CountyLog log(run);
  const Cost made = Measure([&] {
    GT_CHECK(
        RebuildViews(log, *store, {&identity, &chronology, &search}, EndOf(run), nullptr).ok());
  });
  fmt::print("Search among {} people, {} years, seed {}: {} events, views made in {:.0f} s\n",
             run.people, run.years, run.seed, log.events(), made.wall_s);
  const auto audit = *EmbeddedLog::Open("");
  const SystemClock clock;
  const access::Door door(*audit, clock);
  const Stored views(*store);
  search::SearchEndpoint endpoint(views, door, "northmere");
  int64_t user = 0;
  const auto ask = [&](v1::SearchPersonsRequest asked, std::vector<double>* micros, int64_t* found,
                       int64_t* more) {
    v1::Caller& caller = *asked.mutable_caller();
    caller.set_agency("northmere-council");
    caller.set_user(fmt::format("worker-{}", ++user));  // Nobody asks so often within an hour.
    caller.set_role("social-worker");
    caller.set_purpose(v1::PURPOSE_SECTION_47);
    v1::SearchPersonsResponse answer;
    const auto began = steady_clock::now();
    const grpc::Status status = endpoint.SearchPersons(nullptr, &asked, &answer);
    micros->push_back(
        std::chrono::duration<double, std::micro>(steady_clock::now() - began).count());
    GT_CHECK(status.ok());
    *found += answer.persons().empty() ? 0 : 1;
    *more += answer.more() ? 1 : 0;
  };
  const auto print = [](const char* name, std::vector<double>& micros, int64_t found,
                        int64_t more) {
    const auto asked = static_cast<double>(micros.size());
    const double p50 = Percentile(micros, 0.5) / 1e3;
    fmt::print(
        "  {:<36} {:>5.0f} asked  p50 {:>7.2f} ms  p99 {:>7.2f} ms  most {:>7.2f} ms  "
        "found {:.0f} %, more {:.0f} %\n",
        name, asked, p50, Percentile(micros, 0.99) / 1e3, micros.back() / 1e3,
        1e2 * static_cast<double>(found) / asked, 1e2 * static_cast<double>(more) / asked);
  };
  for (const Kind& kind : kKinds) {
    std::vector<double> micros;
    int64_t found = 0;
    int64_t more = 0;
    for (const Somebody& one : log.known()) {
      v1::SearchPersonsRequest asked;
      if (kind.ask(one, &asked)) ask(std::move(asked), &micros, &found, &more);
    }
    if (!micros.empty()) print(kind.name, micros, found, more);
  }
  std::vector<double> micros;
  int64_t found = 0;
  int64_t more = 0;
  const Somebody commonest = log.Commonest();
  for (int i = 0; i < 100; ++i) {
    v1::SearchPersonsRequest asked;
    asked.set_given(commonest.given);
    asked.set_family(commonest.family);
    ask(std::move(asked), &micros, &found, &more);
  }
  print("the commonest of both names", micros, found, more);
}

}  // namespace goldthread::bench
