// One child of a Children in Need census file, element by element, as the file has it: text
// and line, nothing judged.
//
// Source: domain/formats.md §1.1. Names follow the census elements; both the older
// GenderCurrent and the newer Sex are here, because files of all years keep coming.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace goldthread::cin_census {

// A leaf element, trimmed. An empty element counts as not given.
struct Field {
  std::string text;
  int64_t line = 0;
  bool given() const { return !text.empty(); }
};

struct Assessment {
  int64_t line = 0;
  Field start;
  Field internal_review;
  Field authorised;
  std::vector<Field> factors;
};

struct CinPlan {
  int64_t line = 0;
  Field start;
  Field end;
};

struct Section47 {
  int64_t line = 0;
  Field start;
  Field conference_target;
  Field conference;
  Field conference_not_required;
};

struct ProtectionPlan {
  int64_t line = 0;
  Field start;
  Field end;
  Field initial_category;
  Field latest_category;
  Field previous_plans;
  std::vector<Field> reviews;
  // Where in `reviews` those of each Reviews element begin.
  struct ReviewGroup {
    int64_t line = 0;
    size_t first = 0;
  };
  std::vector<ReviewGroup> review_groups;
};

// From a referral to its closure (CINdetails).
struct Episode {
  int64_t line = 0;
  Field referral;
  Field source;
  Field primary_need;
  Field closure;
  Field closure_reason;
  Field transfer_in_conference;
  Field no_further_action;
  std::vector<Assessment> assessments;
  std::vector<CinPlan> cin_plans;
  std::vector<Section47> section47s;
  std::vector<ProtectionPlan> protection_plans;
};

struct Place {
  std::string_view field;  // An element path of ours (namespace path below).
  int64_t line = 0;
};

struct CensusChild {
  int64_t ordinal = 0;  // 1 is the first child of the file.
  int64_t line = 0;
  Field id;
  Field upn;
  Field former_upn;
  Field upn_unknown;
  Field birth;
  Field expected_birth;
  Field gender_current;
  Field sex;
  Field death;
  Field ethnicity;
  std::vector<Field> disabilities;
  std::vector<Episode> episodes;

  // Text that was too long to be what it should be, and was left out.
  std::vector<Place> overlong;
  // The child was cut off at this line: more elements than any child has.
  int64_t cut_off_line = 0;
};

// Where in a child a problem lies; the line says which of several.
namespace path {
inline constexpr std::string_view kMessage = "Message";
inline constexpr std::string_view kLea = "Header/Source/LEA";
inline constexpr std::string_view kDateTime = "Header/Source/DateTime";
inline constexpr std::string_view kReferenceDate = "Header/CollectionDetails/ReferenceDate";
inline constexpr std::string_view kCollection = "Header/CollectionDetails/Collection";
inline constexpr std::string_view kChild = "Child";
inline constexpr std::string_view kId = "ChildIdentifiers/LAchildID";
inline constexpr std::string_view kUpn = "ChildIdentifiers/UPN";
inline constexpr std::string_view kFormerUpn = "ChildIdentifiers/FormerUPN";
inline constexpr std::string_view kUpnUnknown = "ChildIdentifiers/UPNunknown";
inline constexpr std::string_view kBirth = "ChildIdentifiers/PersonBirthDate";
inline constexpr std::string_view kExpectedBirth = "ChildIdentifiers/ExpectedPersonBirthDate";
inline constexpr std::string_view kGenderCurrent = "ChildIdentifiers/GenderCurrent";
inline constexpr std::string_view kSex = "ChildIdentifiers/Sex";
inline constexpr std::string_view kDeath = "ChildIdentifiers/PersonDeathDate";
inline constexpr std::string_view kEthnicity = "ChildCharacteristics/Ethnicity";
inline constexpr std::string_view kDisability = "ChildCharacteristics/Disabilities/Disability";
inline constexpr std::string_view kReferral = "CINdetails/CINreferralDate";
inline constexpr std::string_view kSource = "CINdetails/ReferralSource";
inline constexpr std::string_view kPrimaryNeed = "CINdetails/PrimaryNeedCode";
inline constexpr std::string_view kClosure = "CINdetails/CINclosureDate";
inline constexpr std::string_view kClosureReason = "CINdetails/ReasonForClosure";
inline constexpr std::string_view kTransferIn = "CINdetails/DateOfInitialCPC";
inline constexpr std::string_view kNoFurtherAction = "CINdetails/ReferralNFA";
inline constexpr std::string_view kAssessmentStart =
    "CINdetails/Assessments/AssessmentActualStartDate";
inline constexpr std::string_view kAssessmentReview =
    "CINdetails/Assessments/AssessmentInternalReviewDate";
inline constexpr std::string_view kAuthorised =
    "CINdetails/Assessments/AssessmentAuthorisationDate";
inline constexpr std::string_view kFactor =
    "CINdetails/Assessments/FactorsIdentifiedAtAssessment/AssessmentFactors";
inline constexpr std::string_view kCinPlanStart = "CINdetails/CINPlanDates/CINPlanStartDate";
inline constexpr std::string_view kCinPlanEnd = "CINdetails/CINPlanDates/CINPlanEndDate";
inline constexpr std::string_view kSection47Start = "CINdetails/Section47/S47ActualStartDate";
inline constexpr std::string_view kConferenceTarget = "CINdetails/Section47/InitialCPCtarget";
inline constexpr std::string_view kConference = "CINdetails/Section47/DateOfInitialCPC";
inline constexpr std::string_view kNotRequired = "CINdetails/Section47/ICPCnotRequired";
inline constexpr std::string_view kPlanStart = "CINdetails/ChildProtectionPlans/CPPstartDate";
inline constexpr std::string_view kPlanEnd = "CINdetails/ChildProtectionPlans/CPPendDate";
inline constexpr std::string_view kInitialCategory =
    "CINdetails/ChildProtectionPlans/InitialCategoryOfAbuse";
inline constexpr std::string_view kLatestCategory =
    "CINdetails/ChildProtectionPlans/LatestCategoryOfAbuse";
inline constexpr std::string_view kPreviousPlans =
    "CINdetails/ChildProtectionPlans/NumberOfPreviousCPP";
inline constexpr std::string_view kReview = "CINdetails/ChildProtectionPlans/Reviews/CPPreviewDate";
}  // namespace path

}  // namespace goldthread::cin_census
