// What is told to somebody outside the hub, and the one way in which it is told: a carrier takes it
// there, once, and says what became of it. Trying again is for delivery.h.
//
// Source: docs/decisions/0022-deliveries-are-facts.md.
#pragma once

#include <string>

namespace goldthread::outbound {

// One change of an alert, for one subscriber, as the sharing policy shows it to that one.
struct Notice {
  // Of the change: the same whenever it is sent again, so that whoever has it already can tell.
  std::string id;
  std::string alert_id;
  std::string rule;  // "adult-in-childs-home"
  std::string what;  // "raised", "withdrawn"
  std::string ask;   // Whom to ask: an agency.
  std::string json;  // All that the subscriber may see. Personal: for carriers that keep it safe.
};

struct Carried {
  enum class Result {
    kTaken,
    kTryLater,  // It may be taken another time.
    kRefused,   // It will not be taken as it is, however often it is sent.
  };
  Result result = Result::kTryLater;
  std::string cause;  // Why not: a code without personal data, "STATUS_503", "REFUSED_ADDRESS".
};

class Carrier {
 public:
  virtual ~Carrier() = default;
  // Takes it there. Blocks, for a bounded time. Whoever is told may be told twice: after a
  // kTryLater nobody knows whether it arrived. Threads: one.
  virtual Carried Carry(const Notice& notice) = 0;
};

}  // namespace goldthread::outbound
