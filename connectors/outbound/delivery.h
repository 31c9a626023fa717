// One subscriber's notices, from the alert to the record that it was told: carried, tried again
// ever more seldom, given up after so many times, and written down, once each.
//
// What was delivered or given up is a fact in the log (AlertDelivered, AlertUndeliverable), whose
// event id is made of subscriber and change. So whatever crashes between carrying and writing down,
// a subscriber may be told twice, under the same notice id, and there is one record.
//
// Source: docs/decisions/0022-deliveries-are-facts.md.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connectors/outbound/carrier.h"
#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"
#include "goldthread/v1/event.pb.h"

namespace goldthread::outbound {

struct RetryTerms {
  int attempts = 12;  // Then it is given up, until somebody asks again.
  std::chrono::seconds first{2};
  std::chrono::seconds longest{3'600};
};

// How long to wait after so many attempts, at least 1: twice as long each time, less up to half of
// it, so that what failed together does not come back together. The same for the same notice.
std::chrono::milliseconds WaitAfter(const RetryTerms& terms, int attempts, std::string_view notice);

struct Due {
  Notice notice;
  int round = 0;  // How often somebody had it tried again after it was given up.
};

// What a subscriber is still to be told.
struct Source {
  struct Batch {
    std::vector<Due> due;
    std::string place;  // Where the next one goes on. Unmoved: there is no more now.
  };
  // What came after `place` ("": from the beginning) and is neither delivered nor given up, and
  // what somebody asked to be tried again.
  std::function<StatusOr<Batch>(const std::string& place)> next;
  // The notice as it may be told now: it may have waited for hours, and somebody may have been
  // shielded since. Nothing: it may not be told any more.
  std::function<StatusOr<std::optional<Notice>>(const Notice& notice)> as_now;
  // Durable when it returns. Writing the same down twice is harmless.
  std::function<Status(const v1::Event& event)> write_down;
};

// The records' events, with their ids; `now` is when.
v1::Event DeliveredEvent(const std::string& subscriber, const Notice& notice, int attempts,
                         Instant now);
v1::Event UndeliverableEvent(const std::string& subscriber, const Due& due, int attempts,
                             const std::string& cause, Instant now);

// Threads: one.
class Delivery {
 public:
  struct Config {
    std::string subscriber;
    RetryTerms retry{};
    size_t pending_max = 1'000;  // While so many wait, no more are fetched.
  };
  // Lent.
  Delivery(Config config, Carrier& carrier, const Clock& clock, Source source)
      : config_(std::move(config)), carrier_(carrier), clock_(clock), source_(std::move(source)) {}

  // Fetches what is new and carries all that is due now. An error is the source's: ask again later;
  // nothing is lost.
  Status Step();

  // When the next is due; nothing: none waits.
  std::optional<Instant> NextDue() const;

 private:
  struct Waiting {
    Due due;
    int attempts = 0;
    Instant next;
    std::optional<v1::Event> record;  // What is still to be written down: no more carrying.
  };
  Status Fetch();
  Status Try(Waiting& waiting);

  const Config config_;
  Carrier& carrier_;
  const Clock& clock_;
  const Source source_;
  std::string place_;
  std::map<std::string, Waiting> waiting_;  // By notice and round.
};

}  // namespace goldthread::outbound
