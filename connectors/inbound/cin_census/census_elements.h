// Which elements of the census the hub carries, and where in a child each one goes.
//
// Source: domain/formats.md §1.1. What is not in these tables is counted as not carried.
#pragma once

#include <string_view>

#include "connectors/inbound/cin_census/census_child.h"

namespace goldthread::cin_census {

struct HeaderFields {
  Field collection;
  Field year;
  Field reference_date;
  Field lea;
  Field date_time;
  Field software;
  Field release;
  // Known, and of no use to the hub.
  Field source_level;
  Field serial_number;
};

// What is being read; a part is opened before anything in it is filled.
struct Reading {
  HeaderFields header;
  CensusChild child;

  Episode& episode() { return child.episodes.back(); }
  Assessment& assessment() { return episode().assessments.back(); }
  CinPlan& cin_plan() { return episode().cin_plans.back(); }
  Section47& section47() { return episode().section47s.back(); }
  ProtectionPlan& protection_plan() { return episode().protection_plans.back(); }
};

// An element with elements in it.
enum class Part {
  kNone,
  kFile,
  kMessage,
  kHeader,
  kCollection,
  kSource,
  kChildren,
  kChild,
  kIdentifiers,
  kCharacteristics,
  kDisabilities,
  kEpisode,
  kAssessment,
  kFactors,
  kCinPlan,
  kSection47,
  kProtectionPlan,
  kReviews,
};

// The part that `name` opens inside `parent`; kNone when it is no such element.
Part PartInside(Part parent, std::string_view name);

// Makes room in `reading` for what `part` holds.
void OpenPart(Part part, int64_t line, Reading* reading);

// An element with text in it.
struct Leaf {
  Part parent;
  std::string_view path;  // Its last step is the element's name.
  Field* (*slot)(Reading&);

  std::string_view name() const { return path.substr(path.rfind('/') + 1); }
};

// Nothing when there is no such element.
const Leaf* LeafInside(Part parent, std::string_view name);

}  // namespace goldthread::cin_census
