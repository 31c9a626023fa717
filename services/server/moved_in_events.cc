#include "services/server/moved_in_events.h"

#include "services/server/story_events.h"

namespace goldthread::server {
namespace {

// Of the synthetic range, with the right check digit (domain/identifiers.md §1).
constexpr const char* kChildsNhsNumber = "9991140271";
constexpr uint64_t kHome = 100'000'000'555;
constexpr const char* kHomePostcode = "ZZ99 3AB";

void Describe(v1::Subject& subject, const char* given, const char* family, const char* birth,
              v1::Sex sex) {
  v1::PersonDescription& person = *subject.mutable_described();
  person.add_names()->set_given(given);
  person.mutable_names(0)->set_family(family);
  person.set_birth_date(birth);
  person.set_sex(sex);
}

void LiveAt(v1::Event& event, uint64_t uprn, const std::string& postcode) {
  v1::AddressObserved& observed = *event.mutable_address_observed();
  observed.mutable_address()->set_uprn(uprn);
  observed.mutable_address()->set_postcode(postcode);
  observed.set_residence(v1::RESIDENCE_LIVES);
}

v1::Event ChildAtHome(const RecordId& child, const char* given, const char* birth, v1::Sex sex,
                      v1::InformationCategory category) {
  v1::Event event = Recorded(child.feed, "home-of-" + child.record, At(12, 10, 0), category);
  event.mutable_occurred()->set_date("2024-09-01");
  Describe(AddSubject(event, child.record, v1::SUBJECT_ROLE_CHILD), given, "Ashworth", birth, sex);
  LiveAt(event, kHome, kHomePostcode);
  return event;
}

v1::Event Convicted() {
  v1::Event event =
      Recorded(kOnProbation.feed, "risk-4471", At(13, 9, 30), v1::INFORMATION_CATEGORY_ADULT_RISK);
  event.mutable_occurred()->set_date("2026-02-02");
  Describe(AddSubject(event, kOnProbation.record, v1::SUBJECT_ROLE_ADULT_OF_CONCERN), "Darren",
           "Smyth", "1986-04-12", v1::SEX_MALE);
  v1::RiskAsserted& risk = *event.mutable_risk_asserted();
  risk.set_kind("person-posing-risk-to-children");
  risk.set_evidence(v1::EVIDENCE_CLASS_CONVICTION);
  risk.set_assessor("probation officer, public protection");
  risk.set_review_due("2027-02-02");
  return event;
}

v1::Event FatherOfOneInRefuge() {
  v1::Event event =
      Recorded(kOnProbation.feed, "kin-4471", At(13, 9, 40), v1::INFORMATION_CATEGORY_PROBATION);
  event.mutable_occurred()->set_date("2018-02-03");
  AddSubject(event, kOnProbation.record, v1::SUBJECT_ROLE_FATHER);
  v1::Subject& child = AddSubject(event, "child-of-4471", v1::SUBJECT_ROLE_CHILD);
  Describe(child, "Jonah", "Smyth", "2018-02-03", v1::SEX_MALE);
  AddIdentifier(*child.mutable_described(), v1::IDENTIFIER_TYPE_NHS_NUMBER, kChildsNhsNumber);
  event.mutable_relationship_observed()->set_relationship("father");
  return event;
}

v1::Event InRefuge(const Refuge& refuge) {
  v1::Event event =
      Recorded(kInRefuge.feed, "refuge-830", At(13, 11, 0), v1::INFORMATION_CATEGORY_SOCIAL_CARE);
  event.mutable_occurred()->set_date("2025-11-20");
  v1::Subject& child = AddSubject(event, kInRefuge.record, v1::SUBJECT_ROLE_CHILD);
  Describe(child, "Jonah", "Smyth", "2018-02-03", v1::SEX_MALE);
  AddIdentifier(*child.mutable_described(), v1::IDENTIFIER_TYPE_NHS_NUMBER, kChildsNhsNumber);
  LiveAt(event, refuge.uprn, refuge.postcode);
  event.add_handling(v1::HANDLING_SHIELDED_ADDRESS);
  return event;
}

}  // namespace

std::vector<v1::Event> KnownBefore(const Refuge& refuge) {
  return {ChildAtHome(kChildrenAtHome[0], "Maya", "2017-05-02", v1::SEX_FEMALE,
                      v1::INFORMATION_CATEGORY_SOCIAL_CARE),
          ChildAtHome(kChildrenAtHome[1], "Theo", "2019-11-20", v1::SEX_MALE,
                      v1::INFORMATION_CATEGORY_SOCIAL_CARE),
          ChildAtHome(kChildrenAtHome[2], "Iris", "2023-08-08", v1::SEX_FEMALE,
                      v1::INFORMATION_CATEGORY_HEALTH),
          Convicted(),
          FatherOfOneInRefuge(),
          InRefuge(refuge)};
}

v1::Event MovedInOnTuesday() {
  v1::Event event =
      Recorded(kAsOccupant.feed, "occupant-902-in", At(18, 9, 0), v1::INFORMATION_CATEGORY_HOUSING);
  event.mutable_occurred()->set_date("2026-03-17");
  // Another spelling, and day and month exchanged.
  Describe(AddSubject(event, kAsOccupant.record, v1::SUBJECT_ROLE_HOUSEHOLD_MEMBER), "Daz", "Smith",
           "1986-12-04", v1::SEX_MALE);
  LiveAt(event, kHome, kHomePostcode);
  return event;
}

}  // namespace goldthread::server
