#include "services/server/story.h"

#include "services/server/story_events.h"
#include "services/server/words.h"

namespace goldthread::server {
namespace {

// Numbers of the synthetic range, with right check digits (domain/identifiers.md §§1, 2).
constexpr const char* kAmirasNhsNumber = "9990123454";
constexpr const char* kAmirasUpn = "X820401524017";
constexpr const char* kBrothersNhsNumber = "9990314152";

constexpr const char* kSchool = "northmere-school";
constexpr const char* kHospital = "northmere-hospital";
constexpr const char* kPolice = "northmere-police";
constexpr const char* kHealthVisiting = "northmere-health-visiting";
constexpr const char* kCouncil = "northmere-council";

void DescribeAmira(v1::PersonDescription& person) {
  v1::PersonName& name = *person.add_names();
  name.set_given("Amira");
  name.set_family("Northcote");
  person.set_birth_date("2019-09-14");
  person.set_sex(v1::SEX_FEMALE);
  AddIdentifier(person, v1::IDENTIFIER_TYPE_NHS_NUMBER, kAmirasNhsNumber);
}

// The record under which `event`'s feed knows Amira.
v1::Subject& AddAmira(v1::Event& event, const char* record, v1::SubjectRole role) {
  v1::Subject& subject = AddSubject(event, record, role);
  DescribeAmira(*subject.mutable_described());
  return subject;
}

StoryStep Absence() {
  v1::Event event = Recorded("northmere-school/attendance", "absence-0303", At(3, 15, 40),
                             v1::INFORMATION_CATEGORY_EDUCATION);
  event.mutable_occurred()->set_date("2026-03-03");
  v1::Subject& amira = AddAmira(event, "pupil-1042", v1::SUBJECT_ROLE_CHILD);
  AddIdentifier(*amira.mutable_described(), v1::IDENTIFIER_TYPE_UPN, kAmirasUpn);
  auto& concern = *event.mutable_attendance_concern();
  concern.set_concern("unexplained-absence");
  concern.add_codes("N");
  concern.set_sessions_missed(2);
  concern.set_sessions_possible(2);
  event.mutable_contact()->set_role("attendance officer");
  return {"Tue 3 Mar   school records an unexplained absence", "absent, no reason", event};
}

StoryStep Injury() {
  v1::Event event = Recorded("northmere-hospital/ed", "attendance-7731", At(7, 17, 5),
                             v1::INFORMATION_CATEGORY_HEALTH);
  *event.mutable_occurred()->mutable_instant() = TimestampOf(At(7, 14, 20));
  AddAmira(event, "patient-58211", v1::SUBJECT_ROLE_CHILD);
  auto& attendance = *event.mutable_attendance_recorded();
  attendance.set_setting("emergency-department");
  attendance.set_presenting_complaint("bruised forearm, said to be a fall");
  attendance.set_accompanied_by("mother's partner");
  attendance.set_discharge("home, no follow-up");
  event.mutable_basis()->set_told_by("mother's partner");
  event.mutable_contact()->set_role("nurse in charge");
  return {"Sat 7 Mar   A&E records an injury", "injury at A&E", event};
}

StoryStep Incident() {
  // On the Thursday night; written up on the Monday night, two days after the A&E visit.
  v1::Event event = Recorded("northmere-police/incidents", "incident-2604", At(9, 21, 45),
                             v1::INFORMATION_CATEGORY_DOMESTIC_ABUSE);
  *event.mutable_occurred()->mutable_instant() = TimestampOf(At(5, 21, 10));
  AddAmira(event, "nominal-3390", v1::SUBJECT_ROLE_PRESENT);
  AddSubject(event, "nominal-3388", v1::SUBJECT_ROLE_ALLEGED_VICTIM);
  AddSubject(event, "nominal-3389", v1::SUBJECT_ROLE_ALLEGED_PERPETRATOR);
  auto& incident = *event.mutable_incident_attended();
  incident.set_incident_type("domestic-abuse");
  incident.set_child_present(true);
  incident.set_summary("Shouting reported by a neighbour. No complaint made.");
  incident.mutable_risk_tool()->set_name("DASH");
  incident.mutable_risk_tool()->set_version("2009");
  incident.mutable_risk_tool()->set_grading("standard");
  event.mutable_contact()->set_role("domestic abuse desk");
  return {"Mon 9 Mar   police record a domestic incident of Thu 5 Mar, child present",
          "domestic incident", event};
}

StoryStep MissedAppointment() {
  v1::Event event = Recorded("northmere-health-visiting/appointments", "appointment-918",
                             At(10, 16, 0), v1::INFORMATION_CATEGORY_HEALTH);
  event.mutable_occurred()->set_date("2026-03-10");
  // The appointment is the baby's. The health visitor's record of the family names his sister
  // too, which brings it into her chronology on the record's own word: the hub works out no
  // households yet.
  v1::Subject& brother = AddSubject(event, "baby-204", v1::SUBJECT_ROLE_CHILD);
  brother.mutable_described()->set_birth_date("2025-11-20");
  brother.mutable_described()->set_sex(v1::SEX_MALE);
  AddIdentifier(*brother.mutable_described(), v1::IDENTIFIER_TYPE_NHS_NUMBER, kBrothersNhsNumber);
  AddAmira(event, "sibling-204", v1::SUBJECT_ROLE_SIBLING);
  event.mutable_appointment_missed()->set_service("health-visitor");
  event.mutable_appointment_missed()->set_was_not_brought(true);
  event.mutable_contact()->set_role("health visitor");
  return {"Tue 10 Mar  health visitor records that the baby brother was not brought",
          "baby not brought", event};
}

StoryStep Referral() {
  v1::Event event = Recorded("northmere-council/social-care", "referral-5512", At(11, 11, 0),
                             v1::INFORMATION_CATEGORY_SOCIAL_CARE);
  event.mutable_occurred()->set_date("2026-03-11");
  v1::Subject& amira = AddAmira(event, "child-77120", v1::SUBJECT_ROLE_CHILD);
  AddIdentifier(*amira.mutable_described(), v1::IDENTIFIER_TYPE_UPN, kAmirasUpn);
  event.mutable_referral_made()->set_source("3B");
  event.mutable_referral_made()->set_primary_need("N1");
  event.mutable_contact()->set_role("duty social worker");
  return {"Wed 11 Mar  council records the referral that draws them together", "referral", event};
}

}  // namespace

Story FourSmallWorries() {
  Story story;
  story.title = "Four small worries in nine days";
  story.opening = "Amira is six. None of what follows is over anyone's threshold alone.";
  story.steps = {Absence(), Injury(), Incident(), MissedAppointment(), Referral()};
  story.lanes = {kSchool, kPolice, kHospital, kHealthVisiting, kCouncil};
  story.first = InMarch(3);
  story.last = InMarch(11);
  story.asked = {"northmere-hospital/ed", "patient-58211"};
  story.attendance_day = InMarch(7);
  // The same eyes both times, so that only the day makes the difference.
  const v1::Caller worker =
      CallerOf(kCouncil, "worker-4", "social-worker", v1::PURPOSE_CHILD_IN_NEED);
  story.then = {worker, {"absence-0303", "attendance-7731"}};
  story.now = {
      worker,
      {"absence-0303", "incident-2604", "attendance-7731", "appointment-918", "referral-5512"}};
  story.late_event_id = "incident-2604";
  story.late_days = 4;
  story.nurse = CallerOf(kHospital, "nurse-3", "ed-nurse", v1::PURPOSE_CHILD_IN_NEED);
  story.teacher = CallerOf(kSchool, "teacher-2", "school-dsl", v1::PURPOSE_CHILD_IN_NEED);
  story.withheld_event_id = "incident-2604";
  story.alert_event_id = "appointment-918";
  return story;
}

Instant ReceivedAt(const StoryStep& step) { return ReceivedAt(step.event); }

}  // namespace goldthread::server
