#include "connectors/inbound/cin_census/census_problem.h"

#include <algorithm>

#include "eventstore/base/check.h"

namespace goldthread::cin_census {
namespace {

constexpr Severity kError = Severity::kError;
constexpr Severity kQuery = Severity::kQuery;

// Source: domain/formats.md §1.4, all of it. Three are told in part only:
//  - 1520 of the second child with a UPN and later ones: the file is read once, and the first
//    has gone by.
//  - 8670Q and 8675Q only between years whose bank holidays are known (vocabulary/working_days.h).
//  - what only the Department can know, such as last year's return, stands in no rule here: a
//    file is read by itself, a child at a time.
constexpr CensusRule kRules[] = {
    // The file.
    {"XML_MALFORMED", kError, "Not well-formed XML from here on: export the file again."},
    {"XML_TRUNCATED", kError, "The file ends early: export or copy it again."},
    {"XML_TAG_MISMATCH", kError, "An end tag does not match its start: export the file again."},
    {"XML_ENCODING", kError, "Bytes do not fit the declared encoding: export as UTF-8."},
    {"XML_DTD_REFUSED", kError, "Remove the document type declaration: a census has none."},
    {"XML_TOO_DEEP", kError, "Elements are nested deeper than in any census: export again."},
    {"XML_TAG_TOO_LONG", kError, "A tag or comment is longer than any in a census: export again."},
    {"NOT_A_CENSUS", kError, "The outermost element must be Message, the collection CIN."},
    {"READ_FAILED", kError, "The file could not be read to its end: check the disk, then again."},
    {"LEA_MISSING", kError, "Give the authority's three digits in Header/Source/LEA."},
    {"HEADER_DATE", kQuery, "Give Source/DateTime and ReferenceDate as dates."},
    // The child.
    {"8500", kError, "Give every child an LAchildID."},
    {"8510", kError, "Each LAchildID stands once in a file: merge or renumber the children."},
    {"CHILD_ID_UNUSABLE", kError, "An LAchildID is letters and digits, at most 20."},
    {"CHILD_TOO_LARGE", kError, "More elements than a child can have: check the export."},
    {"UNDATED_CHILD", kError, "Give a referral date or a birth date."},
    {"1510", kQuery, "The UPN's first letter does not fit its digits: check the UPN."},
    {"1520", kQuery, "A child before this one has the same UPN: check both."},
    {"1530", kQuery, "The UPN's characters 2 to 4 are no authority's number: check the UPN."},
    {"1540", kQuery, "The UPN's characters 5 to 12 must be digits: check the UPN."},
    {"1550", kQuery, "The UPN's last character must be a digit or a UPN letter: check the UPN."},
    {"UPN_LENGTH", kQuery, "A UPN has 13 characters: check the UPN."},
    {"1560Q", kQuery, "The former UPN is not a UPN: check it."},
    {"1570", kQuery, "An LAchildID has at most 20 characters."},
    {"1580", kQuery, "An LAchildID is letters and digits only."},
    {"8525Q", kQuery, "Give either the birth date or the expected one."},
    {"8530Q", kQuery, "A birth is expected from March to December of the census year."},
    {"8770Q", kQuery, "A child of six or more has a UPN or a reason, UN2 to UN7, for having none."},
    {"8750", kQuery, "The sex of an unborn child is U (before 2025: 0)."},
    {"8790", kQuery, "NONE excludes every other disability."},
    // Any element.
    {"DATE_MISSING", kError, "Give the date: without it the event has no place."},
    {"DATE_MALFORMED", kError, "Write a real date as YYYY-MM-DD."},
    {"DATE_AFTER_FILE", kQuery, "The date is after the file was made: correct one of the two."},
    {"FLAG_MALFORMED", kError, "Write 0 or 1, or true or false."},
    {"FLAG_MISSING", kQuery, "Give 0 or 1: without it nothing is known of the decision."},
    {"DETAIL_MALFORMED", kQuery, "Not in its form, so left out of the event: correct it."},
    {"TEXT_TOO_LONG", kQuery, "Far longer than the element can be, so left out: correct it."},
    {"UNKNOWN_CODE", kQuery, "Not a code of the census, so kept as sent: check it."},
    // The episode.
    {"8600", kError, "Give the referral date."},
    {"REFERRAL_AFTER_YEAR", kQuery, "The referral is after the reference date (8600): check both."},
    {"8606", kQuery, "Referred more than 40 weeks before birth: check both dates."},
    {"8610", kQuery, "A referral that led to action has a primary need."},
    {"8805", kQuery, "A closure date comes with a reason."},
    {"8810", kError, "A reason for closure comes with a date."},
    {"8815", kQuery, "Only one episode can be open: close the others."},
    {"8816", kQuery, "An open episode must be the latest: close it or check the dates."},
    {"8820", kQuery, "Episodes must not overlap: check their dates."},
    {"8831", kQuery,
     "No assessment, section 47 or conference follows a no-further-action referral."},
    {"8832", kQuery, "No child protection plan follows a no-further-action referral."},
    {"4000", kQuery, "No child-in-need plan follows a no-further-action referral."},
    {"8565", kQuery, "Nothing happens in an episode after its closure: check both dates."},
    {"2990", kQuery, "Closed after assessment (RC8, RC9), yet a plan or enquiry followed."},
    // Assessments.
    {"1103", kQuery, "An assessment starts on or after its referral: check both dates."},
    {"8608", kQuery, "An assessment ends on or after its start: check both dates."},
    {"8614", kQuery, "Factors belong to a finished assessment: give its end, or remove them."},
    {"8897Q", kQuery, "A finished assessment has factors: give them, or 21 for none."},
    {"8896", kQuery, "Only one assessment can be open in an episode."},
    {"8863Q", kQuery, "Assessments of an episode should not overlap: check their dates."},
    {"8867", kQuery, "The episode is closed with an assessment open: end it."},
    {"8869", kQuery, "Factor 21 excludes every other."},
    {"8873Q", kQuery, "An assessment without factors should lead to closure RC8 or RC9."},
    {"8898", kQuery, "A factor stands twice in one assessment."},
    {"8670Q", kQuery, "Open for more than 45 working days at the end of the year: end it."},
    {"8945Q", kQuery, "Factor 18A is retired: use 18B or 18C."},
    {"8950Q", kQuery, "Factor 19A is retired: use 19B or 19C."},
    // Section 47 and conferences.
    {"2889", kQuery, "A section 47 enquiry starts on or after its referral: check both dates."},
    {"1104", kQuery, "A conference is held on or after the referral: check both dates."},
    {"8615", kQuery, "A conference is held on or after the enquiry's start: check both dates."},
    {"8839", kQuery, "Only one section 47 enquiry can be open in an episode."},
    {"8890", kQuery, "An enquiry starts while another of the episode lasts: check their dates."},
    {"8675Q", kQuery, "Open for more than 15 working days at the end of the year: check it."},
    {"8868", kQuery, "The episode is closed with a section 47 enquiry open."},
    {"8870Q", kQuery, "A conference target falls on a working day: check the date."},
    {"8875", kQuery, "A conference is held on a working day: check the date."},
    {"2884", kQuery, "A conference came by transfer or from an enquiry, not both."},
    {"2883", kQuery, "More child protection plans than conferences: check the episode."},
    {"2885", kQuery, "A plan starts on the day of its conference: check both dates."},
    {"2991Q", kQuery, "A section 47 enquiry without an assessment: check the episode."},
    // Child protection plans.
    {"1105", kQuery, "A plan starts on or after its referral: check both dates."},
    {"8840", kQuery, "A plan cannot start and end on one day: check both dates."},
    {"8925", kQuery, "A plan ends after its start: check both dates."},
    {"8935", kQuery, "Only one child protection plan can be open."},
    {"8940", kQuery, "Child protection plans must not overlap: check their dates."},
    {"8905", kQuery, "The first category of abuse is not one of the census: check it."},
    {"8910", kQuery, "The latest category of abuse is not one of the census: check it."},
    {"8915", kQuery, "A plan cannot start after the child's death: check both dates."},
    {"8920", kQuery, "A plan cannot end after the child's death: check both dates."},
    {"8842Q", kQuery, "A review without its date: give it."},
    // Child-in-need plans.
    {"4001", kQuery, "A child-in-need plan and a child protection plan are both open: end one."},
    {"4003", kQuery, "A protection review within a child-in-need plan: check both dates."},
    {"4004", kQuery, "Only one child-in-need plan can be open in an episode."},
    {"4014", kQuery, "Child-in-need plans of an episode must not overlap: check their dates."},
    {"4016", kQuery, "A child-in-need plan starts while a protection plan lasts: check both."},
    {"4017", kQuery, "A protection plan starts while a child-in-need plan lasts: check both."},
    {"8841", kQuery, "A review is held after its plan's start: check both dates."},
};

}  // namespace

std::span<const CensusRule> CensusRules() { return kRules; }

void ProblemList::Add(std::string_view rule, std::string_view field, int64_t line) {
  const auto* found = std::find_if(std::begin(kRules), std::end(kRules),
                                   [&](const CensusRule& entry) { return entry.code == rule; });
  GT_CHECK(found != std::end(kRules));
  problems_.push_back({line, child_, field, found->code, found->severity, found->remedy});
}

}  // namespace goldthread::cin_census
