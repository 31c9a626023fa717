// What one subscriber is to be told: the changes of alerts that its role may see, from its first
// day on, but for what the views say is settled. It is read like anybody else reads: through the
// door, audited.
//
// Source: docs/decisions/0022-deliveries-are-facts.md.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/projector/view_source.h"
#include "goldthread/v1/alert.pb.h"
#include "services/access/disclosed.h"
#include "services/alerts/changes.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::alerts {

struct Subscriber {
  std::string name;
  v1::Caller reads_as;
  std::vector<std::string> rules;  // None: all.
  Day since{};  // Alerts raised before it are not told, nor what days before it brought.
};

struct Tidings {
  v1::AlertChange change;
  int round = 0;  // How often somebody had it tried again.
};

// Lent, all of it. Threads: one.
class Subscription {
 public:
  struct Parts {
    const ViewSource& views;
    const access::Door& door;
    const Clock& clock;
  };
  Subscription(Subscriber subscriber, Parts parts)
      : subscriber_(std::move(subscriber)), parts_(parts) {}

  struct Batch {
    std::vector<access::Disclosed<Tidings>> tidings;
    std::string place;
  };
  // What comes after `place` ("": from the beginning), and what is to be tried again. Errors: of
  // the views and the door; ask again later.
  StatusOr<Batch> Next(const std::string& place);

  // One of those changes as it may be told now, which may be long after; nothing: no more, somebody
  // was shielded since, or the policy is another. Errors: as Next.
  StatusOr<std::optional<access::Disclosed<v1::AlertChange>>> AsNow(const std::string& id) const;
  // It was told, or given up: nobody asks for it again.
  void Settle(const std::string& id) { waiting_.erase(id); }

 private:
  const Subscriber subscriber_;
  const Parts parts_;
  std::set<std::string> handed_again_;  // By change and round: each is shown once.
  std::map<std::string, Told> waiting_;
};

}  // namespace goldthread::alerts
