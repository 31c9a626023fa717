// What one caller may know of two records: all that tells who they are, that they exist, or
// nothing.
//
// That two records wait to be called one person tells of both. So a pair is shown to whom both are
// shown; where one may be told of by existence alone it is withheld, with whom to ring; where of
// one nothing may be told it is as if there were no such pair.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/matching_service.pb.h"
#include "services/access/disclosed.h"
#include "services/chronology/shields.h"
#include "services/reviews/decision_event.h"
#include "services/reviews/pair_view.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::reviews {

// Who looks at what. Lent.
struct Viewing {
  const ViewSnapshot& views;
  const access::Door& door;
  const v1::Caller& caller;
};

struct SeenRecord {
  // Of what is least shown of all that it says; where it says nothing, of its facts.
  access::Outcome outcome = access::Outcome::kNothing;
  Side side;                      // Of what it says, as much as the caller may see.
  std::set<std::string> keepers;  // The agencies of which no more than existence is told.
  access::Sight sight;            // By what right.
  std::vector<RecordId> person;   // All records of its person.
};

// Each record is looked at once. `viewing` is lent. Threads: one. Errors of all: of the store.
class PairSight {
 public:
  explicit PairSight(const Viewing& viewing) : viewing_(viewing), shields_(viewing.views) {}

  StatusOr<const SeenRecord*> Of(const RecordId& record);
  // The less of the two.
  StatusOr<access::Outcome> Of(const Pair& pair);
  // Whether the pair is shown; one that is withheld is counted, once.
  StatusOr<bool> Shows(const Pair& pair);
  void AddWithheld(google::protobuf::RepeatedPtrField<v1::MatchWithheld>* withheld) const;

  // Of a fact about the record's person, as far as the caller's purpose asks for it.
  access::Outcome OutcomeOf(const access::Sight& sight, v1::InformationCategory category,
                            const std::string& agency) const;
  const Viewing& viewing() const { return viewing_; }

 private:
  using Records = std::pair<RecordId, RecordId>;

  StatusOr<SeenRecord> Look(const RecordId& record);

  const Viewing viewing_;
  chronology::Shields shields_;
  std::map<RecordId, SeenRecord> seen_;
  std::map<std::string, std::set<Records>> withheld_;
};

}  // namespace goldthread::reviews
