#include "tests/bench/crowd.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <random>
#include <utility>

#include "eventstore/base/check.h"
#include "eventstore/log/embedded_log.h"
#include "eventstore/projector/projector.h"
#include "eventstore/views/rocks_view_store.h"
#include "services/vocabulary/calendar.h"
#include "tests/bench/workload.h"

namespace goldthread::bench {
namespace {

constexpr int kYears = 20;
constexpr int kHouseholds = 5;
constexpr int kChildrenEach = 10;
constexpr int kResidents = 200;
constexpr int kResidentChildren = 60;
constexpr int kHard = 40;  // Facts of each hard kind, at the end.
constexpr int kDecisions = 100;
constexpr uint64_t kHouse = 100'000'000'900;
constexpr uint64_t kElsewhere = 100'000'001'000;
// One man in the words of four agencies, by one number.
constexpr const char* kFeeds[] = {"northmere-council/social-care", "northmere-police/incidents",
                                  "northmere-housing/tenancies", "northmere-probation/cases"};
constexpr const char* kFirstFeed = kFeeds[0];
constexpr const char* kNhsNumber = "9991140271";
constexpr const char* kMan = "man";

struct Fact {
  std::string about;
  v1::Event event;
};

class Crowd {
 public:
  explicit Crowd(uint32_t seed) : rng_(seed) {}

  // In the order they are recorded.
  std::vector<Fact> Tell() {
    Everybody();
    for (int year = 0; year < kYears; ++year) Year(year);
    Hard();
    return std::move(facts_);
  }

 private:
  // A day of a year, both from 0; the first year is such that the last is over.
  static std::string Date(int year, int day) {
    const std::chrono::sys_days first = std::chrono::year(2005 + year) / 1 / 1;
    return DayText(Day(first + std::chrono::days(day)));
  }
  static uint64_t Home(int household) { return 100'000'000'100 + static_cast<uint64_t>(household); }
  static std::string Child(int household, int child) {
    return fmt::format("child-{}-{}", household, child);
  }
  static std::string Resident(int resident) { return fmt::format("resident-{}", resident); }

  v1::Event& Add(const std::string& about, const char* feed, const std::string& date) {
    v1::Event& event = facts_.emplace_back(about, v1::Event()).event;
    event.set_feed(feed);
    event.set_agency(std::string(feed).substr(0, std::string_view(feed).find('/')));
    event.set_partnership("northmere");
    event.set_category(v1::INFORMATION_CATEGORY_SOCIAL_CARE);
    event.set_id(fmt::format("{:06}", facts_.size()));
    event.mutable_occurred()->set_date(date);
    event.mutable_recorded_at()->set_seconds(1'104'537'600 +
                                             static_cast<int64_t>(facts_.size()) * 90'000);
    event.mutable_basis()->set_nature(v1::BASIS_NATURE_FACT);
    return event;
  }
  static v1::Subject& Subject(v1::Event& event, const std::string& record, v1::SubjectRole role) {
    v1::Subject& subject = *event.add_subjects();
    subject.set_record(record);
    subject.set_role(role);
    return subject;
  }
  void Describe(const std::string& record, const std::string& birth_date) {
    v1::Event& event = Add("who somebody is", kFirstFeed, birth_date);
    Subject(event, record, v1::SUBJECT_ROLE_HOUSEHOLD_MEMBER)
        .mutable_described()
        ->set_birth_date(birth_date);
    event.mutable_person_described();
  }
  void Related(const std::string& first, const char* as, const std::string& second, int year) {
    v1::Event& event = Add("who is whose", kFirstFeed, Date(year, 0));
    Subject(event, first, v1::SUBJECT_ROLE_HOUSEHOLD_MEMBER);
    Subject(event, second, v1::SUBJECT_ROLE_CHILD);
    event.mutable_relationship_observed()->set_relationship(as);
  }
  void Lives(const std::string& about, const char* feed, const std::string& record, uint64_t uprn,
             const std::string& date) {
    v1::Event& event = Add(about, feed, date);
    Subject(event, record, v1::SUBJECT_ROLE_HOUSEHOLD_MEMBER);
    event.mutable_address_observed()->mutable_address()->set_uprn(uprn);
    event.mutable_address_observed()->set_residence(v1::RESIDENCE_LIVES);
  }
  void Asserted(const std::string& about, const char* feed, const std::string& record,
                const std::string& date) {
    v1::Event& event = Add(about, feed, date);
    event.set_category(v1::INFORMATION_CATEGORY_ADULT_RISK);
    Subject(event, record, v1::SUBJECT_ROLE_ADULT_OF_CONCERN);
    v1::RiskAsserted& risk = *event.mutable_risk_asserted();
    risk.set_kind("person-posing-risk-to-children");
    risk.set_evidence(v1::EVIDENCE_CLASS_CONVICTION);
    risk.set_assessor("probation officer");
    risk.set_review_due("2030-01-01");
  }

  void Everybody() {
    for (const char* const feed : kFeeds) {
      v1::Event& event = Add("who somebody is", feed, Date(0, 0));
      v1::PersonDescription& man =
          *Subject(event, kMan, v1::SUBJECT_ROLE_ADULT_OF_CONCERN).mutable_described();
      man.set_birth_date("1975-03-09");
      man.set_sex(v1::SEX_MALE);
      man.add_names()->set_family("Calloway");
      man.mutable_names(0)->set_given("Perrin");
      man.add_identifiers()->set_type(v1::IDENTIFIER_TYPE_NHS_NUMBER);
      man.mutable_identifiers(0)->set_value(kNhsNumber);
      event.mutable_person_described();
    }
    for (int resident = 0; resident < kResidents; ++resident) {
      const bool young = resident < kResidentChildren;
      Describe(Resident(resident), Date(young ? 8 + resident % 10 : -20 - resident % 30, resident));
    }
  }

  void Family(int household, int year) {
    const std::string mother = fmt::format("mother-{}", household);
    Describe(mother, Date(-25, household));
    Lives("a family", kFirstFeed, mother, Home(household), Date(year, 1));
    Related(kMan, "partner", mother, year);
    for (int child = 0; child < kChildrenEach; ++child) {
      Describe(Child(household, child), Date(year + child % 4, 10 + child));
      Related(mother, "mother", Child(household, child), year);
      Related(kMan, "father", Child(household, child), year);
      Lives("a family", kFirstFeed, Child(household, child), Home(household),
            Date(year, 20 + child));
    }
  }

  void Year(int year) {
    if (year % (kYears / kHouseholds) == 0) Family(year * kHouseholds / kYears, year);
    if (year % 4 == 2) Asserted("the adult's risk", kFeeds[year % 3 + 1], kMan, Date(year, 100));
    const int known = year * kHouseholds / kYears + 1;
    for (int quarter = 0; quarter < 4; ++quarter) {
      const auto at = static_cast<int>(rng_() % static_cast<unsigned>(known));
      Lives("the adult moves", kFeeds[rng_() % 3], kMan, Home(at), Date(year, 30 + 90 * quarter));
    }
    for (int resident = 0; resident < kResidents; ++resident) {
      const bool out = rng_() % 4 == 0;
      Lives("a resident moves", kFirstFeed, Resident(resident),
            out ? kElsewhere + rng_() % 50 : kHouse, Date(year, static_cast<int>(rng_() % 360)));
    }
    if (year >= kYears / 2 && year % 2 == 0) {
      Asserted("a resident's risk", kFeeds[1], Resident(kResidents - year), Date(year, 361));
    }
  }

  // All at home in the house, and he among them.
  void Hard() {
    const int year = kYears - 1;
    for (int resident = 0; resident < kResidents; ++resident) {
      Lives("a resident moves", kFirstFeed, Resident(resident), kHouse, Date(year, 362));
    }
    for (int i = 0; i < kDecisions; ++i) Decided(i);
    for (int i = 0; i < kHard; ++i) {
      Lives("the adult moves into the house, or home", kFeeds[2], kMan,
            i % 2 == 0 ? kHouse : Home(i % 5), Date(year + 1, i));
      Asserted("the adult's risk, said again", kFeeds[1], kMan, Date(year + 1, i));
      Lives("a resident moves among all", kFirstFeed, Resident(i), i % 2 == 0 ? kElsewhere : kHouse,
            Date(year + 1, i));
    }
  }

  // Of his records two are said to be two people, and one again.
  void Decided(int i) {
    v1::Event& event =
        Add(i % 2 == 0 ? "he is two people" : "he is one again", kFeeds[0], Date(kYears, i));
    Subject(event, kMan, v1::SUBJECT_ROLE_ADULT_OF_CONCERN);
    const auto fill = [](auto* decision) {
      decision->mutable_first()->set_feed(kFeeds[0]);
      decision->mutable_first()->set_record(kMan);
      decision->mutable_second()->set_feed(kFeeds[1]);
      decision->mutable_second()->set_record(kMan);
      decision->set_reason("seen");
      decision->set_decided_by("reviewer");
    };
    if (i % 2 == 0) {
      fill(event.mutable_records_separated());
    } else {
      fill(event.mutable_records_linked());
    }
  }

  std::mt19937 rng_;
  std::vector<Fact> facts_;
};

}  // namespace

std::map<std::string, std::vector<double>> FoldCrowd(const std::string& dir,
                                                     const std::vector<const Projection*>& folds,
                                                     uint32_t seed) {
  std::filesystem::create_directories(dir);
  const std::vector<Fact> facts = Crowd(seed).Tell();
  const auto log = *EmbeddedLog::Open(dir + "/log");
  std::vector<NewRecord> records;
  for (const Fact& fact : facts) {
    records.push_back(ToRecord(fact.event, fact.event.recorded_at().seconds() * 1'000'000));
  }
  GT_CHECK(log->Append(records).ok());
  const auto store = *RocksViewStore::Open(dir + "/views");
  const auto reader = log->NewReader();
  Projector projector(*reader, *store, folds);
  std::map<std::string, std::vector<double>> took;
  for (const Fact& fact : facts) {
    const auto start = std::chrono::steady_clock::now();
    GT_CHECK(*projector.Step(1, std::chrono::seconds(1)) == 1);
    const std::chrono::duration<double, std::micro> micros =
        std::chrono::steady_clock::now() - start;
    took[fact.about].push_back(micros.count());
  }
  return took;
}

}  // namespace goldthread::bench
