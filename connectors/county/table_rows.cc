#include "connectors/county/table_rows.h"

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

std::string Lines(const v1::Address& address) {
  return address.lines_size() > 1 ? address.lines(0) + ", " + address.lines(1) : "";
}

// "INFORMATION_CATEGORY_HEALTH" to "health", as mappings write words.
std::string Word(std::string_view name, std::string_view prefix) {
  std::string word(name.substr(prefix.size()));
  for (char& c : word) c = c == '_' ? '-' : static_cast<char>(c - 'A' + 'a');
  return word;
}

// What stands in the columns that differ from fact to fact.
struct FactCells {
  const char* fact = "";
  std::string what;
  std::string code;
  std::string sessions;
  std::string of_sessions;
  std::string at_home;
  v1::Address address;
};

FactCells CellsOf(const v1::Event& event) {
  FactCells cells;
  if (event.has_address_observed()) {
    cells.fact = "address";
    cells.address = event.address_observed().address();
    cells.at_home = event.address_observed().residence() == v1::RESIDENCE_STAYS ? "stays" : "lives";
  } else if (event.has_attendance_concern()) {
    const v1::AttendanceConcern& absence = event.attendance_concern();
    cells.fact = "absence";
    cells.what = absence.concern();
    cells.code = absence.codes(0);
    cells.sessions = std::to_string(absence.sessions_missed());
    cells.of_sessions = std::to_string(absence.sessions_possible());
  } else if (event.has_exclusion_recorded()) {
    const v1::ExclusionRecorded& exclusion = event.exclusion_recorded();
    cells.fact = "exclusion";
    cells.what = exclusion.reasons(0);
    cells.code = exclusion.category();
    cells.sessions = std::to_string(exclusion.sessions());
  } else if (event.has_appointment_missed()) {
    cells.fact = "missed";
    cells.what = event.appointment_missed().service();
  } else if (event.has_concern_recorded()) {
    cells.fact = "concern";
    cells.what = event.concern_recorded().concern();
  } else if (event.has_person_died()) {
    cells.fact = "death";
  }
  return cells;
}

}  // namespace

void WriteHeader(TableForm form, OutFile& file) {
  switch (form) {
    case TableForm::kIncidents:
      return file.WriteRow({"Incident No", "Person Ref", "Incident Date", "Incident Time",
                            "Recorded On", "Incident Type", "Role", "Child Present", "Risk Grading",
                            "OIC Role", "OIC Phone", "Summary", "Surname", "Forenames", "DOB",
                            "Sex", "PNC ID", "Beat", "Occupation"});
    case TableForm::kAttendances:
      return file.Write(
          "attendance_id|patient_id|nhs_number|family_name|given_name|birth_date|sex|arrival|"
          "departure|site_ods|department_type|presenting_complaint|accompanied_by|discharge|"
          "did_not_wait|concern|ambulance_ref|clinician_name|triage_category\n");
    case TableForm::kTenancies:
      return file.Write(
          "Housing: tenancies\nPrinted for the safeguarding partnership\n"
          "Tenancy Ref;Tenant Ref;Forename;Surname;Date of Birth;NI Number;Start;End;Reason Ended;"
          "Type;Address;Postcode;UPRN;Rent;Arrears\n");
    case TableForm::kFacts:
      return file.WriteRow({"Feed",        "Agency",   "Ref",      "Fact",  "Person Ref",
                            "Role",        "Forename", "Surname",  "Born",  "Sex",
                            "NHS Number",  "UPN",      "When",     "Until", "Recorded",
                            "Category",    "Handling", "What",     "Code",  "Sessions",
                            "Of Sessions", "Address",  "Postcode", "UPRN",  "At Home"});
  }
}

void WriteIncident(const v1::Event& event, OutFile& file) {
  const Wall attended = WallOf(event.occurred().instant().seconds());
  const Wall recorded = WallOf(event.recorded_at().seconds());
  const char* type = event.has_incident_attended()         ? "DA"
                     : event.has_missing_episode_started() ? "MP"
                                                           : "MR";
  const v1::IncidentAttended& incident = event.incident_attended();
  for (const v1::Subject& subject : event.subjects()) {
    const Said said = SaidOf(subject, v1::IDENTIFIER_TYPE_PNC_ID);
    file.WriteRow({event.id(), subject.record(), attended.day, attended.time,
                   recorded.day + " " + recorded.time, type, RoleWord(subject.role()),
                   event.has_incident_attended() ? (incident.child_present() ? "Y" : "N") : "",
                   incident.risk_tool().grading(), event.contact().role(), "", incident.summary(),
                   OneByteEach(said.family), OneByteEach(said.given), Turned(said.birth), said.sex,
                   said.number, "", ""});
  }
}

void WriteAttendance(const v1::Event& event, OutFile& file) {
  const v1::Subject& subject = event.subjects(0);
  const Said said = SaidOf(subject, v1::IDENTIFIER_TYPE_NHS_NUMBER);
  const v1::AttendanceRecorded& attendance = event.attendance_recorded();
  const std::string_view sex = said.sex;
  file.Write(
      fmt::format("{}|{}|{}|{}|{}|{}|{}|{}||{}|01|{}|{}|{}|||||\n", event.id(), subject.record(),
                  said.number, said.family, said.given, said.birth,
                  sex == "M"   ? "1"
                  : sex == "F" ? "2"
                               : "0",
                  InstantText(Instant(std::chrono::seconds(event.occurred().instant().seconds()))),
                  attendance.site(), attendance.presenting_complaint(), attendance.accompanied_by(),
                  attendance.discharge()));
}

void WriteTenancy(const v1::Event& started, const v1::Event* ended, OutFile& file) {
  const v1::Subject& subject = started.subjects(0);
  const Said said = SaidOf(subject, v1::IDENTIFIER_TYPE_NATIONAL_INSURANCE);
  const v1::PersonDescription& described = subject.described();
  const v1::Address none;
  const v1::Address& address = described.addresses_size() > 0 ? described.addresses(0) : none;
  file.Write(fmt::format("{};{};{};{};{};;{};{};{};SEC;{};{};{};;\n", started.id(),
                         subject.record(), said.given, said.family, Turned(said.birth),
                         Turned(started.occurred().date()),
                         ended == nullptr ? "" : Turned(ended->occurred().date()),
                         ended == nullptr ? "" : ended->tenancy_ended().reason(), Lines(address),
                         address.postcode(), address.uprn()));
}

void WriteFact(const v1::Event& event, const std::string& agency, OutFile& file) {
  const FactCells cells = CellsOf(event);
  if (cells.fact[0] == '\0') return;
  const v1::Subject& subject = event.subjects(0);
  const Said said = SaidOf(subject, v1::IDENTIFIER_TYPE_NHS_NUMBER);
  const std::string handling = event.handling_size() > 0 ? "shielded-address" : "";
  file.WriteRow({event.feed(),
                 agency,
                 event.id(),
                 cells.fact,
                 subject.record(),
                 Word(v1::SubjectRole_Name(subject.role()), "SUBJECT_ROLE_"),
                 said.given,
                 said.family,
                 said.birth,
                 said.sex,
                 said.number,
                 SaidOf(subject, v1::IDENTIFIER_TYPE_UPN).number,
                 event.occurred().date(),
                 event.occurred().end_date(),
                 InstantText(Instant(std::chrono::seconds(event.recorded_at().seconds()))),
                 Word(v1::InformationCategory_Name(event.category()), "INFORMATION_CATEGORY_"),
                 handling,
                 cells.what,
                 cells.code,
                 cells.sessions,
                 cells.of_sessions,
                 Lines(cells.address),
                 cells.address.postcode(),
                 cells.address.uprn() == 0 ? "" : std::to_string(cells.address.uprn()),
                 cells.at_home});
}

}  // namespace goldthread::county
