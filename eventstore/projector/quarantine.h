// What folds could not take (design D9): how it is kept among the rows of the views, and read
// back. Ids and reasons only.
//
//   \x01 position place            a cause: why the fold at that place (1 is the first) could not
//                                  take the record; place 0: the record is no event
//   \x03 position place            the fold there missed what others announced of the record
//   \x02                           how many records there are of which it is known whom they are
//                                  about; no row: none
//   \x02 feed record position      about whom it is, as far as that can be read
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/position.h"
#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/event.pb.h"
#include "goldthread/v1/record.pb.h"

namespace goldthread {

inline constexpr char kQuarantineSpace = '\x01';
inline constexpr char kQuarantinedAboutSpace = '\x02';
inline constexpr std::string_view kAboutCountKey("\x02", 1);

struct QuarantineCause {
  std::string fold;    // Empty: the record itself does not parse.
  std::string reason;  // "UNIMPLEMENTED: …"
};

// A record that one fold or more could not take.
struct Quarantined {
  Position position;
  std::string feed;  // Empty when not even the header parses.
  std::string event_id;
  int64_t received_us = 0;
  std::vector<QuarantineCause> causes;  // By the folds' order: the first cause first.
};

// By position, those from `from` on, at most `limit`. Errors: of the store; kDataLoss.
StatusOr<std::vector<Quarantined>> ListQuarantined(const ViewSnapshot& views, Position from,
                                                   size_t limit);

// A quarantined record, as far as it is about one source record.
struct QuarantinedFact {
  Position position;
  std::string event_id;
  std::string agency;
  v1::InformationCategory category = v1::INFORMATION_CATEGORY_UNSPECIFIED;
  int64_t received_us = 0;
  int64_t recorded_us = 0;
};

// Those about this source record, by position. None, as a rule, at the price of a look-up.
// Errors: as ListQuarantined.
StatusOr<std::vector<QuarantinedFact>> QuarantinedAbout(const ViewSnapshot& views,
                                                        std::string_view feed,
                                                        std::string_view record);

// For the pass that folds.
std::string CauseKey(Position position, size_t place);
std::string UnheardKey(Position position, size_t place);
std::string CauseValue(std::string_view fold, const v1::RecordHeader& header, const Status& reason);
int64_t AboutCount(std::optional<std::string_view> row);
std::string AboutKey(std::string_view feed, std::string_view record, Position position);
std::string AboutValue(const v1::RecordHeader& header, const v1::Event& event);

}  // namespace goldthread
