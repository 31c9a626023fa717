// Where a person is believed to live, from all that was ever said of it. Pure.
//
// The rules by which stays overlap and end:
//   - "lives" is one place at a time: the latest word, by the day it is of, ends every earlier one.
//     That end is inferred: nobody need have told it. Prison and the like end a home and are none.
//   - "stays" goes beside it and beside other stays. A child has one second home at a time: the
//     latest word on it ends the earlier one. An adult's stay is believed for a year from the last
//     word on it.
//   - "visits" holds for 90 days, "seen" for 28.
//   - An end that was told ends it, whatever came before; so does death. An end that was fixed
//     beforehand (after the day on which it was written down) is the day until which it holds. The
//     end of a tenancy ends
//     the tenant's living there, and nobody else's; who lives elsewhere by then goes on there.
// Of words of one day the one recorded later holds.
//
// Source: domain/adults-posing-risk.md §6; docs/decisions/0020-adults-exposures-and-alerts.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "goldthread/v1/adult_rows.pb.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::adults {

// A fact that stands, and whose it is; both lent.
struct Held {
  const RecordId* record = nullptr;
  const v1::AdultFact* fact = nullptr;
};

v1::AdultFactRef RefOf(const Held& held);

// By the day, then by feed, event and record.
bool IsEarlierRef(const v1::AdultFactRef& a, const v1::AdultFactRef& b);
bool IsEarlierHeld(const Held& a, const Held& b);  // Likewise, by the record's feed.

// By the day it is of, then when it was recorded; ids decide the rest.
bool Earlier(const Held& a, const Held& b);

// A word on where the person is. Without a place: somewhere that is no household, or unknown; of
// the end of a tenancy: where that tenancy was.
struct Word {
  std::string place;
  Held held;
};

// Whether it says where somebody is, or is no longer.
bool IsWord(const v1::AdultFact& fact);

// By place. `words` in any order; `died`: nowhere.
std::vector<v1::AdultHome> HomesNow(std::vector<Word> words, bool died);

// At one place, until a later word ended it.
struct DatedHome {
  std::string place;
  int from = 0;
  std::optional<int> to;      // The first day elsewhere.
  bool end_inferred = false;  // By a word on another place, or because nobody said it again.
  bool as_child = false;      // One of the words is on a child.
  std::vector<Held> facts;    // In their order.
};

// All that ever were, by the day they began. Of what HomesNow says it is the past.
std::vector<DatedHome> HomesOverTime(std::vector<Word> words);

// Each feed's last word on where the person lives, newest first, where they name different homes
// and none was told to be over: somebody may go to the wrong door. Empty: they agree. Not who is
// right. Source: anchors.md §1c, row 17.
std::vector<Word> ConflictingHomes(std::vector<Word> words);

// Where the person lived on `day`, as far as was told; empty: unknown.
std::string LivedOn(std::vector<Word> words, int day);

}  // namespace goldthread::adults
