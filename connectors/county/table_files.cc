#include "connectors/county/table_files.h"

#include <fmt/format.h>

#include "connectors/county/agencies/feeds.h"

namespace goldthread::county {
namespace {

using Start = v1::Occurred::StartCase;

// "1969-12-31" to "31/12/1969".
std::string Turned(const std::string& day) {
  if (day.size() != 10) return "";
  return fmt::format("{}/{}/{}", day.substr(8, 2), day.substr(5, 2), day.substr(0, 4));
}

// "31/12/1969 23:59" on the London wall clock.
struct Wall {
  std::string day;
  std::string time;
};
Wall WallOf(int64_t seconds) {
  v1::Occurred occurred;
  occurred.mutable_instant()->set_seconds(seconds);
  const StatusOr<int64_t> wall = WallClockUs(occurred);
  const int64_t local = wall.ok() ? *wall / 1'000'000 : seconds;
  const int64_t of_day = local % kDaySeconds;
  return {Turned(DateText(DayAt(local))),
          fmt::format("{:02}:{:02}", of_day / 3'600, of_day / 60 % 60)};
}

struct Said {
  std::string given;
  std::string family;
  std::string birth;  // "YYYY-MM-DD", only if the whole day is known.
  const char* sex = "";
  std::string number;
};

Said SaidOf(const v1::Subject& subject, v1::IdentifierType type) {
  Said said;
  const v1::PersonDescription& described = subject.described();
  if (described.names_size() > 0) {
    said.given = described.names(0).given();
    said.family = described.names(0).family();
  }
  if (described.birth_date().size() == 10) said.birth = described.birth_date();
  said.sex = described.sex() == v1::SEX_FEMALE ? "F" : described.sex() == v1::SEX_MALE ? "M" : "U";
  for (const v1::Identifier& identifier : described.identifiers()) {
    if (identifier.type() == type && said.number.empty()) said.number = identifier.value();
  }
  return said;
}

// The police system knows one byte a letter: what Windows-1252 lacks loses its accent.
std::string OneByteEach(std::string_view text) {
  static constexpr std::pair<std::string_view, char> kLetters[] = {
      {"ł", 'l'}, {"Ł", 'L'}, {"ś", 's'}, {"ń", 'n'}, {"ż", 'z'}, {"ź", 'z'},
      {"ę", 'e'}, {"ą", 'a'}, {"ć", 'c'}, {"ț", 't'}, {"Ț", 'T'}, {"ș", 's'},
      {"Ș", 'S'}, {"ă", 'a'}, {"š", 's'}, {"č", 'c'}, {"Š", 'S'}, {"ễ", 'e'},
      {"ó", 'o'}, {"á", 'a'}, {"é", 'e'}, {"ë", 'e'}};
  std::string plain;
  for (size_t at = 0; at < text.size();) {
    bool found = false;
    for (const auto& [letter, instead] : kLetters) {
      if (!text.substr(at).starts_with(letter)) continue;
      plain.push_back(instead);
      at += letter.size();
      found = true;
      break;
    }
    if (found) continue;
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) plain.push_back(text[at]);
    ++at;
  }
  return plain;
}

const char* RoleWord(v1::SubjectRole role) {
  switch (role) {
    case v1::SUBJECT_ROLE_ALLEGED_VICTIM:
      return "VIC";
    case v1::SUBJECT_ROLE_ALLEGED_PERPETRATOR:
      return "SUS";
    case v1::SUBJECT_ROLE_CHILD:
      return "CHD";
    default:
      return "PRE";
  }
}

bool IsEmergency(const std::string& feed) { return feed == MannerOf(Feed::kNorthmereEd).name; }
bool IsHousing(const std::string& feed) { return feed == MannerOf(Feed::kNorthmereHousing).name; }

}  // namespace

TableFiles::TableFiles(const std::string& folder)
    : incidents_(folder + "/police-incidents.csv"),
      attendances_(folder + "/ae-attendances.csv"),
      tenancies_(folder + "/housing-tenancies.csv") {
  incidents_.WriteRow({"Incident No", "Person Ref", "Incident Date", "Incident Time", "Recorded On",
                       "Incident Type", "Role", "Child Present", "Risk Grading", "OIC Role",
                       "OIC Phone", "Summary", "Surname", "Forenames", "DOB", "Sex", "PNC ID",
                       "Beat", "Occupation"});
  attendances_.Write(
      "attendance_id|patient_id|nhs_number|family_name|given_name|birth_date|sex|arrival|departure|"
      "site_ods|department_type|presenting_complaint|accompanied_by|discharge|did_not_wait|concern|"
      "ambulance_ref|clinician_name|triage_category\n");
  tenancies_.Write(
      "Northmere housing: tenancies\nPrinted for the safeguarding partnership\n"
      "Tenancy Ref;Tenant Ref;Forename;Surname;Date of Birth;NI Number;Start;End;Reason Ended;Type;"
      "Address;Postcode;UPRN;Rent;Arrears\n");
}

void TableFiles::Write(const v1::Event& event, bool mistaken) {
  if (mistaken) {
    mistaken_.emplace(std::pair(event.feed(), event.id()), event);
    return;
  }
  for (const std::string& earlier : {event.corrects(), event.withdraws()}) {
    if (!earlier.empty()) mistaken_.erase({event.feed(), earlier});
  }
  Put(event);
}

void TableFiles::Put(const v1::Event& event) {
  const bool sure = event.occurred().precision() == v1::PRECISION_UNSPECIFIED;
  if (!sure) return;
  if (event.has_incident_attended() || event.has_missing_episode_started() ||
      event.has_missing_episode_ended()) {
    Incident(event);
  } else if (event.has_attendance_recorded() && IsEmergency(event.feed())) {
    Attendance(event);
  } else if (event.has_tenancy_started() && IsHousing(event.feed())) {
    Tenancy(event);
  }
}

void TableFiles::Incident(const v1::Event& event) {
  const Wall attended = WallOf(event.occurred().instant().seconds());
  const Wall recorded = WallOf(event.recorded_at().seconds());
  const char* type = event.has_incident_attended()         ? "DA"
                     : event.has_missing_episode_started() ? "MP"
                                                           : "MR";
  const v1::IncidentAttended& incident = event.incident_attended();
  for (const v1::Subject& subject : event.subjects()) {
    const Said said = SaidOf(subject, v1::IDENTIFIER_TYPE_PNC_ID);
    incidents_.WriteRow(
        {event.id(), subject.record(), attended.day, attended.time,
         recorded.day + " " + recorded.time, type, RoleWord(subject.role()),
         event.has_incident_attended() ? (incident.child_present() ? "Y" : "N") : "",
         incident.risk_tool().grading(), event.contact().role(), "", incident.summary(),
         OneByteEach(said.family), OneByteEach(said.given), Turned(said.birth), said.sex,
         said.number, "", ""});
  }
}

void TableFiles::Attendance(const v1::Event& event) {
  const v1::Subject& subject = event.subjects(0);
  const Said said = SaidOf(subject, v1::IDENTIFIER_TYPE_NHS_NUMBER);
  const v1::AttendanceRecorded& attendance = event.attendance_recorded();
  const std::string_view sex = said.sex;
  attendances_.Write(
      fmt::format("{}|{}|{}|{}|{}|{}|{}|{}||{}|01|{}|{}|{}|||||\n", event.id(), subject.record(),
                  said.number, said.family, said.given, said.birth,
                  sex == "M"   ? "1"
                  : sex == "F" ? "2"
                               : "0",
                  InstantText(Instant(std::chrono::seconds(event.occurred().instant().seconds()))),
                  attendance.site(), attendance.presenting_complaint(), attendance.accompanied_by(),
                  attendance.discharge()));
}

void TableFiles::Tenancy(const v1::Event& event) {
  const v1::Subject& subject = event.subjects(0);
  const Said said = SaidOf(subject, v1::IDENTIFIER_TYPE_NATIONAL_INSURANCE);
  const v1::PersonDescription& described = subject.described();
  const v1::Address none;
  const v1::Address& address = described.addresses_size() > 0 ? described.addresses(0) : none;
  const std::string lines =
      address.lines_size() > 1 ? address.lines(0) + ", " + address.lines(1) : "";
  tenancies_.Write(fmt::format("{};{};{};{};{};;{};;;SEC;{};{};{};;\n", event.id(),
                               subject.record(), said.given, said.family, Turned(said.birth),
                               Turned(event.occurred().date()), lines, address.postcode(),
                               address.uprn()));
}

Status TableFiles::Close() {
  for (const auto& [name, event] : mistaken_) Put(event);
  for (OutFile* file : {&incidents_, &attendances_, &tenancies_}) {
    GT_RETURN_IF_ERROR(file->Close());
  }
  return OkStatus();
}

}  // namespace goldthread::county
