// Where people lived, as far as was told, with whom, whose parents and partners they were, and
// what risk was asserted of them: today, and as it was known on any day.
//
// Worked out when it is asked for, from the facts that the asker may see and from nothing else: so
// that no day and no neighbour gives away what another fact says.
//
// Source: design §5.4; domain/adults-posing-risk.md §6; homes.h for when a stay ends.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/event.pb.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::adults {

struct ToldFact {
  std::string feed;
  std::string event_id;
  RecordId record;  // Whose it is.
  v1::InformationCategory category = v1::INFORMATION_CATEGORY_UNSPECIFIED;
  bool says_place = false;
};

// At one place without a word to the contrary.
struct PastStay {
  std::string place;  // A digest, as in alerts.
  bool as_child = false;
  Day from{};
  std::optional<Day> to;      // The first day elsewhere; nothing: not known to have ended.
  bool end_inferred = false;  // By rule; nobody told it.
  std::vector<ToldFact> facts;
};

// Somebody else at one of the places on the same days.
struct Companion {
  size_t stay = 0;  // Which of the person's.
  std::vector<RecordId> person;
  bool as_child = false;
  Day from{};  // Of the days they have in common.
  std::optional<Day> to;
  ToldFact fact;  // The first that says the other was there.
};

// A feed's last word on where the person lives, where another feed's is of another home.
struct HomeSaid {
  std::string place;
  Day on{};
  ToldFact fact;
};

struct Kinship {
  enum class How { kChild, kParent, kPartner, kProtector };
  How how = How::kChild;  // What the other is to the person.
  RecordId other;
  bool unborn = false;
  Day from{};
  ToldFact fact;
};

struct AssertedRisk {
  ToldFact fact;
  std::string kind;
  std::optional<Day> review_due;
  bool live = true;
  bool disputed = false;  // By the adult.
};

class Households {
 public:
  // `views` and `may_see` are lent. `known_before`: only what the hub had received before that
  // instant; nothing: all.
  using MaySee = std::function<StatusOr<bool>(const ToldFact& fact)>;
  // Who the record's person was then.
  using PersonWith = std::function<StatusOr<std::vector<RecordId>>(const RecordId& record)>;
  struct Question {
    const ViewSnapshot& views;
    std::optional<Instant> known_before;
    const MaySee& may_see;
    const PersonWith& person_with;
  };
  explicit Households(const Question& question);
  ~Households();

  // Errors of all: kUnavailable, kDataLoss from the store; what the two functions say.
  // By the day they began.
  StatusOr<std::vector<PastStay>> StaysOf(const std::vector<RecordId>& records);
  // Newest first; empty: all who say where the person lives agree, or it died.
  StatusOr<std::vector<HomeSaid>> ConflictingHomesOf(const std::vector<RecordId>& records);
  // By the day they came together, then by person.
  StatusOr<std::vector<Companion>> CompanionsOf(const std::vector<RecordId>& records);
  StatusOr<std::vector<Kinship>> KinOf(const std::vector<RecordId>& records);
  StatusOr<std::vector<AssertedRisk>> RisksOf(const std::vector<RecordId>& records);

 private:
  class Facts;
  // Read once, whatever is asked of the person.
  StatusOr<Facts*> FactsOf(const std::vector<RecordId>& records);

  const Question question_;
  std::map<std::vector<RecordId>, std::unique_ptr<Facts>> facts_;
};

}  // namespace goldthread::adults
