// What one event says that bears on who is who: what it says of its subjects themselves, a
// birth, a person's decision, an amendment. All other content is nothing to identity.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "eventstore/base/status.h"
#include "goldthread/v1/event.pb.h"
#include "goldthread/v1/identity_rows.pb.h"
#include "services/identity/matching/portrait.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::identity {

struct Decision {
  RecordId first;
  RecordId second;
  bool linked = false;
};

// What an event says of one record, as it came. Points into the event.
struct Said {
  const v1::PersonDescription* described = nullptr;
  const v1::Address* observed = nullptr;  // Where the subject was seen to live, if anywhere.
  std::string birth_token;                // Of a birth that names the unborn record; or empty.
  bool shielded = false;
};

struct EventSays {
  // By record (of the event's feed), by the saying's name: its fingerprint. More than one where
  // an event names a record twice.
  std::map<std::string, std::map<std::string, Said>> sayings;
  std::optional<Decision> decision;
  // Earlier or later events of the same feed; empty for none, and for the event itself.
  std::string withdraws;
  std::string corrects;

  bool empty() const {
    return sayings.empty() && !decision.has_value() && withdraws.empty() && corrects.empty();
  }
};

// kUnimplemented: the event's kind is newer than this build.
StatusOr<EventSays> ReadEvent(const v1::Event& event);

// In one spelling, with its tokens and blocks. Costs microseconds: once for all that say it.
v1::IdentitySaying SayingOf(const Said& said);

// The token of a number of a portrait, or nothing where its kind makes none.
std::optional<std::string> TokenOf(const matching::NumberForm& number);

v1::IdentityPortrait ToRow(const matching::Portrait& portrait);
// Adds what the row says; for the caller to settle.
void AddFrom(const v1::IdentityPortrait& row, matching::Portrait* portrait);

}  // namespace goldthread::identity
