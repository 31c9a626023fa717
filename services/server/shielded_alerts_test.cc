// Two hubs that differ in nothing but where one shielded person is: whatever leads to an alert
// besides, whoever did not record it gets the same answers from both.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "services/server/alert_fixture.h"

namespace goldthread::server {
namespace {

using Adults = v1::AdultService;

constexpr uint64_t kElsewhere = 100'000'000'099;
// As the council knows everybody.
constexpr const char* kMan = "man-1";
constexpr const char* kMother = "mother-1";
constexpr const char* kChild = "child-1";

v1::Event About(const std::string& id, const std::string& record, v1::SubjectRole role,
                const std::string& other = "",
                v1::SubjectRole other_role = v1::SUBJECT_ROLE_UNSPECIFIED) {
  v1::Event event = FactOf(kCouncilFeed, id, record, role, v1::INFORMATION_CATEGORY_SOCIAL_CARE);
  if (other.empty()) return event;
  event.add_subjects()->set_record(other);
  event.mutable_subjects(1)->set_role(other_role);
  return event;
}
v1::Event Risk(const std::string& assessor) {
  v1::Event event = Asserted("risk-of-man");
  event.set_feed(kCouncilFeed);
  event.mutable_subjects(0)->set_record(kMan);
  event.mutable_risk_asserted()->set_assessor(assessor);
  return event;
}
v1::Event Home(const std::string& record, v1::SubjectRole role, uint64_t uprn,
               bool shielded = false) {
  v1::Event event = LivesAt(About("home-of-" + record, record, role), uprn);
  if (role == v1::SUBJECT_ROLE_CHILD) {
    event.mutable_subjects(0)->mutable_described()->set_birth_date("2019-05-01");
  }
  if (shielded) event.add_handling(v1::HANDLING_SHIELDED_ADDRESS);
  return event;
}
v1::Event HomeOfMan() { return Home(kMan, v1::SUBJECT_ROLE_ADULT_OF_CONCERN, kSharedHome); }
v1::Event Kin(const std::string& how, const std::string& record, const std::string& other,
              v1::SubjectRole other_role) {
  v1::Event event = About(how + "-" + record + "-" + other, record,
                          v1::SUBJECT_ROLE_HOUSEHOLD_MEMBER, other, other_role);
  event.mutable_relationship_observed()->set_relationship(how);
  return event;
}
v1::Event Incident(const std::string& victim) {
  v1::Event event = About("incident-" + victim, kMan, v1::SUBJECT_ROLE_ALLEGED_PERPETRATOR, victim,
                          v1::SUBJECT_ROLE_ALLEGED_VICTIM);
  event.mutable_incident_attended()->set_incident_type("domestic-abuse");
  return event;
}

struct Case {
  const char* name;
  // The rules of which others are shown an alert, in either world.
  std::set<std::string> open;
  // With the shielded person at `place`.
  std::vector<v1::Event> (*told)(uint64_t place);
};

std::vector<v1::Event> OrderAndOwnChild(uint64_t place) {
  v1::Event order = About("order", kMan, v1::SUBJECT_ROLE_ADULT_OF_CONCERN);
  order.mutable_order_made()->set_kind(v1::ORDER_KIND_POLICE_BAIL);
  order.mutable_order_made()->set_expected_end("2026-03-15");
  return {HomeOfMan(), order, Kin("father", kMan, kChild, v1::SUBJECT_ROLE_CHILD),
          Home(kChild, v1::SUBJECT_ROLE_CHILD, place, true)};
}

std::vector<v1::Event> PartnerAndPlan(uint64_t place) {
  v1::Event plan = About("plan", kChild, v1::SUBJECT_ROLE_CHILD);
  plan.mutable_plan_started()->set_kind(v1::PLAN_KIND_CHILD_PROTECTION);
  return {HomeOfMan(),
          Risk("social worker"),
          Kin("partner", kMan, kMother, v1::SUBJECT_ROLE_HOUSEHOLD_MEMBER),
          Kin("mother", kMother, kChild, v1::SUBJECT_ROLE_CHILD),
          plan,
          Home(kChild, v1::SUBJECT_ROLE_CHILD, place, true)};
}

// He lost a child, and is the father of the one that she expects.
std::vector<v1::Event> Pregnancy(uint64_t place) {
  v1::Event died = About("death", "lost-1", v1::SUBJECT_ROLE_CHILD);
  died.mutable_subjects(0)->mutable_described()->set_birth_date("2020-01-01");
  died.mutable_person_died();
  v1::Event expected = About("pregnancy", kMother, v1::SUBJECT_ROLE_MOTHER, "unborn-1",
                             v1::SUBJECT_ROLE_UNBORN_CHILD);
  expected.mutable_pregnancy_recorded();
  return {HomeOfMan(),
          Risk("social worker"),
          Kin("father", kMan, "lost-1", v1::SUBJECT_ROLE_CHILD),
          died,
          expected,
          Kin("father", kMan, "unborn-1", v1::SUBJECT_ROLE_UNBORN_CHILD),
          Home(kMother, v1::SUBJECT_ROLE_MOTHER, place, true)};
}

std::vector<v1::Event> HurtOfAnotherFamily(uint64_t place) {
  return {HomeOfMan(), Risk("MARAC chair"), Incident("victim-1"),
          Home("victim-1", v1::SUBJECT_ROLE_ALLEGED_VICTIM, place, true),
          Home(kChild, v1::SUBJECT_ROLE_CHILD, kSharedHome)};
}

std::vector<v1::Event> HurtTwo(uint64_t place) {
  return {Incident("victim-1"), Incident("victim-2"),
          Home("victim-1", v1::SUBJECT_ROLE_ALLEGED_VICTIM, kSharedHome),
          Home("victim-2", v1::SUBJECT_ROLE_ALLEGED_VICTIM, place, true)};
}

std::vector<v1::Event> ChildAlone(uint64_t place) {
  return {HomeOfMan(), Risk("social worker"), Home(kChild, v1::SUBJECT_ROLE_CHILD, place, true),
          Home("child-2", v1::SUBJECT_ROLE_CHILD, kSharedHome)};
}

// Several end at once, one of which others know nothing of.
std::vector<v1::Event> ChildAloneNoMore(uint64_t place) {
  std::vector<v1::Event> told = ChildAlone(place);
  for (const char* const child : {"child-3", "child-4", "child-5", "child-6"}) {
    told.push_back(Home(child, v1::SUBJECT_ROLE_CHILD, kSharedHome));
  }
  v1::Event wrong = About("risk-of-man-wrong", kMan, v1::SUBJECT_ROLE_ADULT_OF_CONCERN);
  wrong.clear_subjects();
  wrong.set_withdraws("risk-of-man");
  wrong.mutable_event_withdrawn()->set_reason("another man of the name");
  told.push_back(wrong);
  return told;
}

std::vector<v1::Event> AdultHimself(uint64_t place) {
  std::vector<v1::Event> told = PartnerAndPlan(kSharedHome);
  told.front() = Home(kMan, v1::SUBJECT_ROLE_ADULT_OF_CONCERN, place, true);
  return told;
}

std::vector<v1::Caller> Others() {
  return {CallerIn("westmere-council", "worker-1", "social-worker", v1::PURPOSE_SECTION_47),
          CallerIn("northmere-police", "officer-1", "police-ppu", v1::PURPOSE_SECTION_47),
          CallerIn("northmere-probation", "officer-2", "mappa-coordinator", v1::PURPOSE_MAPPA)};
}

template <class Response>
std::string Text(const StatusOr<Response>& response) {
  return response.ok() ? response->DebugString() : std::string(Message(response.status()));
}

// All that those can get out of a hub who did not record the address; and which rules they see.
std::string AllAnswers(AlertHub& hub, std::set<std::string>* rules) {
  std::string all;
  for (const v1::Caller& caller : Others()) {
    const auto list = hub.List(caller, {v1::ALERT_STATE_RAISED, v1::ALERT_STATE_WITHDRAWN});
    all += Text(list);
    if (!list.ok()) continue;
    for (const v1::Alert& alert : list->alerts()) {
      rules->insert(alert.rule());
      all += Text(hub.Get(caller, alert.id()));
    }
    const auto ended = std::ranges::count(list->alerts(), v1::ALERT_STATE_WITHDRAWN,
                                          [](const v1::Alert& alert) { return alert.state(); });
    for (const auto& told : hub.Watch(caller, static_cast<size_t>(list->alerts_size() + ended))) {
      all += told.change().DebugString() + std::to_string(told.resume().size());
    }
    v1::GetAdultRequest adult;
    *adult.mutable_caller() = caller;
    *adult.mutable_record() = RefTo(kCouncilFeed, kMan);
    adult.set_min_position(feeds::kNewest);
    all += Text(hub.Question<Adults>(&Adults::Stub::GetAdult, adult));
    for (const char* const record : {kChild, "unborn-1", "child-2"}) {
      v1::GetChildAdultsRequest child;
      *child.mutable_caller() = caller;
      *child.mutable_record() = RefTo(kCouncilFeed, record);
      child.set_min_position(feeds::kNewest);
      all += Text(hub.Question<Adults>(&Adults::Stub::GetChildAdults, child));
    }
  }
  return all;
}

class ShieldedAlertsTest : public ::testing::TestWithParam<Case> {};

TEST_P(ShieldedAlertsTest, WhereTheShieldedPersonIsChangesNothingThatOthersAreTold) {
  std::string answers[2];
  for (const bool there : {true, false}) {
    AlertHub hub;
    hub.TellAll(GetParam().told(there ? kSharedHome : kElsewhere));
    std::set<std::string> rules;
    answers[there ? 0 : 1] = AllAnswers(hub, &rules);
    EXPECT_EQ(rules, GetParam().open);
  }
  EXPECT_EQ(answers[0], answers[1]);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, ShieldedAlertsTest,
    ::testing::Values(Case{"ChildAlone", {"adult-came-to-child"}, ChildAlone},
                      Case{"ChildAloneNoMore", {"adult-came-to-child"}, ChildAloneNoMore},
                      Case{"AdultHimself", {"partner-of-parent"}, AdultHimself},
                      Case{"PartnerAndPlan", {"partner-of-parent"}, PartnerAndPlan},
                      Case{"OrderAndOwnChild", {"order-ends"}, OrderAndOwnChild},
                      Case{"Pregnancy", {"child-lost-before"}, Pregnancy},
                      Case{"HurtOfAnotherFamily",
                           {"adult-came-to-child", "marac-other-family"},
                           HurtOfAnotherFamily},
                      Case{"HurtTwo", {"pattern-of-allegations"}, HurtTwo}),
    [](const auto& param) { return param.param.name; });

TEST(ShieldedAlertTest, WhoRecordedWhereTheyAreHearsThatHeHasComeThere) {
  struct Heard {
    std::vector<v1::Event> (*told)(uint64_t place);
    const char* rule;
  };
  for (const auto& [told, rule] :
       {Heard{ChildAlone, "adult-came-to-child"}, Heard{Pregnancy, "child-came-to-adult"},
        Heard{OrderAndOwnChild, "order-ends"}}) {
    size_t shown[2] = {0, 0};
    for (const bool there : {true, false}) {
      AlertHub hub;
      hub.TellAll(told(there ? kSharedHome : kElsewhere));
      const auto list = hub.List(Worker());
      ASSERT_TRUE(list.ok()) << list.status();
      for (const v1::Alert& alert : list->alerts()) {
        if (alert.rule() == rule) ++shown[there ? 0 : 1];
      }
    }
    EXPECT_EQ(shown[0], shown[1] + 1) << rule;
  }
}

TEST(ShieldedAlertTest, EveryAgencyThatRecordedWhereTheyAreHearsOfIt) {
  v1::Event councils = Home(kChild, v1::SUBJECT_ROLE_CHILD, kSharedHome, true);
  v1::Identifier& number = *councils.mutable_subjects(0)->mutable_described()->add_identifiers();
  number.set_type(v1::IDENTIFIER_TYPE_NHS_NUMBER);
  number.set_value("9991140271");
  v1::Event schools = councils;
  schools.set_feed(kSchoolFeed);
  schools.set_category(v1::INFORMATION_CATEGORY_DEMOGRAPHIC);
  AlertHub hub;
  hub.TellAll({HomeOfMan(), Risk("social worker"), councils, schools});
  std::set<std::string> ids;
  for (const auto& [agency, alerts] :
       {std::pair("northmere-council", 1), std::pair("northmere-school", 1),
        std::pair("westmere-council", 0)}) {
    const auto list =
        hub.List(CallerIn(agency, "worker-1", "social-worker", v1::PURPOSE_SECTION_47));
    ASSERT_TRUE(list.ok()) << list.status();
    ASSERT_EQ(list->alerts_size(), alerts) << agency;
    for (const v1::Alert& alert : list->alerts()) ids.insert(alert.id());
  }
  EXPECT_EQ(ids.size(), 1u) << "both hear of the same";
}

}  // namespace
}  // namespace goldthread::server
