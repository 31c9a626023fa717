#include "connectors/inbound/cin_census/census_elements.h"

namespace goldthread::cin_census {
namespace {

struct Container {
  Part parent;
  std::string_view name;
  Part part;
};

constexpr Container kContainers[] = {
    {Part::kFile, "Message", Part::kMessage},
    {Part::kMessage, "Header", Part::kHeader},
    {Part::kHeader, "CollectionDetails", Part::kCollection},
    {Part::kHeader, "Source", Part::kSource},
    {Part::kMessage, "Children", Part::kChildren},
    {Part::kChildren, "Child", Part::kChild},
    {Part::kChild, "ChildIdentifiers", Part::kIdentifiers},
    {Part::kChild, "ChildCharacteristics", Part::kCharacteristics},
    {Part::kCharacteristics, "Disabilities", Part::kDisabilities},
    {Part::kChild, "CINdetails", Part::kEpisode},
    {Part::kEpisode, "Assessments", Part::kAssessment},
    {Part::kAssessment, "FactorsIdentifiedAtAssessment", Part::kFactors},
    {Part::kEpisode, "CINPlanDates", Part::kCinPlan},
    {Part::kEpisode, "Section47", Part::kSection47},
    {Part::kEpisode, "ChildProtectionPlans", Part::kProtectionPlan},
    {Part::kProtectionPlan, "Reviews", Part::kReviews},
};

constexpr Leaf kLeaves[] = {
    {Part::kCollection, "CollectionDetails/Collection",
     [](Reading& r) { return &r.header.collection; }},
    {Part::kCollection, "CollectionDetails/Year", [](Reading& r) { return &r.header.year; }},
    {Part::kCollection, "CollectionDetails/ReferenceDate",
     [](Reading& r) { return &r.header.reference_date; }},
    {Part::kSource, "Source/LEA", [](Reading& r) { return &r.header.lea; }},
    {Part::kSource, "Source/SoftwareCode", [](Reading& r) { return &r.header.software; }},
    {Part::kSource, "Source/DateTime", [](Reading& r) { return &r.header.date_time; }},
    {Part::kSource, "Source/Release", [](Reading& r) { return &r.header.release; }},
    {Part::kSource, "Source/SourceLevel", [](Reading& r) { return &r.header.source_level; }},
    {Part::kSource, "Source/SerialNo", [](Reading& r) { return &r.header.serial_number; }},
    {Part::kIdentifiers, path::kId, [](Reading& r) { return &r.child.id; }},
    {Part::kIdentifiers, path::kUpn, [](Reading& r) { return &r.child.upn; }},
    {Part::kIdentifiers, path::kFormerUpn, [](Reading& r) { return &r.child.former_upn; }},
    {Part::kIdentifiers, path::kUpnUnknown, [](Reading& r) { return &r.child.upn_unknown; }},
    {Part::kIdentifiers, path::kBirth, [](Reading& r) { return &r.child.birth; }},
    {Part::kIdentifiers, path::kExpectedBirth, [](Reading& r) { return &r.child.expected_birth; }},
    {Part::kIdentifiers, path::kGenderCurrent, [](Reading& r) { return &r.child.gender_current; }},
    {Part::kIdentifiers, path::kSex, [](Reading& r) { return &r.child.sex; }},
    {Part::kIdentifiers, path::kDeath, [](Reading& r) { return &r.child.death; }},
    {Part::kCharacteristics, path::kEthnicity, [](Reading& r) { return &r.child.ethnicity; }},
    {Part::kDisabilities, path::kDisability,
     [](Reading& r) { return &r.child.disabilities.emplace_back(); }},
    {Part::kEpisode, path::kReferral, [](Reading& r) { return &r.episode().referral; }},
    {Part::kEpisode, path::kSource, [](Reading& r) { return &r.episode().source; }},
    {Part::kEpisode, path::kPrimaryNeed, [](Reading& r) { return &r.episode().primary_need; }},
    {Part::kEpisode, path::kClosure, [](Reading& r) { return &r.episode().closure; }},
    {Part::kEpisode, path::kClosureReason, [](Reading& r) { return &r.episode().closure_reason; }},
    {Part::kEpisode, path::kTransferIn,
     [](Reading& r) { return &r.episode().transfer_in_conference; }},
    {Part::kEpisode, path::kNoFurtherAction,
     [](Reading& r) { return &r.episode().no_further_action; }},
    {Part::kAssessment, path::kAssessmentStart, [](Reading& r) { return &r.assessment().start; }},
    {Part::kAssessment, path::kAssessmentReview,
     [](Reading& r) { return &r.assessment().internal_review; }},
    {Part::kAssessment, path::kAuthorised, [](Reading& r) { return &r.assessment().authorised; }},
    {Part::kFactors, path::kFactor,
     [](Reading& r) { return &r.assessment().factors.emplace_back(); }},
    {Part::kCinPlan, path::kCinPlanStart, [](Reading& r) { return &r.cin_plan().start; }},
    {Part::kCinPlan, path::kCinPlanEnd, [](Reading& r) { return &r.cin_plan().end; }},
    {Part::kSection47, path::kSection47Start, [](Reading& r) { return &r.section47().start; }},
    {Part::kSection47, path::kConferenceTarget,
     [](Reading& r) { return &r.section47().conference_target; }},
    {Part::kSection47, path::kConference, [](Reading& r) { return &r.section47().conference; }},
    {Part::kSection47, path::kNotRequired,
     [](Reading& r) { return &r.section47().conference_not_required; }},
    {Part::kProtectionPlan, path::kPlanStart,
     [](Reading& r) { return &r.protection_plan().start; }},
    {Part::kProtectionPlan, path::kPlanEnd, [](Reading& r) { return &r.protection_plan().end; }},
    {Part::kProtectionPlan, path::kInitialCategory,
     [](Reading& r) { return &r.protection_plan().initial_category; }},
    {Part::kProtectionPlan, path::kLatestCategory,
     [](Reading& r) { return &r.protection_plan().latest_category; }},
    {Part::kProtectionPlan, path::kPreviousPlans,
     [](Reading& r) { return &r.protection_plan().previous_plans; }},
    {Part::kReviews, path::kReview,
     [](Reading& r) { return &r.protection_plan().reviews.emplace_back(); }},
};

}  // namespace

Part PartInside(Part parent, std::string_view name) {
  for (const Container& container : kContainers) {
    if (container.parent == parent && container.name == name) return container.part;
  }
  return Part::kNone;
}

const Leaf* LeafInside(Part parent, std::string_view name) {
  for (const Leaf& leaf : kLeaves) {
    if (leaf.parent == parent && leaf.name() == name) return &leaf;
  }
  return nullptr;
}

void OpenPart(Part part, int64_t line, Reading* reading) {
  switch (part) {
    case Part::kChild:
      reading->child = {};
      reading->child.line = line;
      break;
    case Part::kEpisode:
      reading->child.episodes.emplace_back().line = line;
      break;
    case Part::kAssessment:
      reading->episode().assessments.emplace_back().line = line;
      break;
    case Part::kCinPlan:
      reading->episode().cin_plans.emplace_back().line = line;
      break;
    case Part::kSection47:
      reading->episode().section47s.emplace_back().line = line;
      break;
    case Part::kProtectionPlan:
      reading->episode().protection_plans.emplace_back().line = line;
      break;
    case Part::kReviews:
      reading->protection_plan().review_groups.push_back(
          {line, reading->protection_plan().reviews.size()});
      break;
    case Part::kNone:
    case Part::kFile:
    case Part::kMessage:
    case Part::kHeader:
    case Part::kCollection:
    case Part::kSource:
    case Part::kChildren:
    case Part::kIdentifiers:
    case Part::kCharacteristics:
    case Part::kDisabilities:
    case Part::kFactors:
      break;
  }
}

}  // namespace goldthread::cin_census
