// An agency that sends until it has receipts, and remembers what it was promised: what is
// known about a hub without asking it.
#pragma once

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "eventstore/base/status.h"
#include "goldthread/v1/event.pb.h"
#include "goldthread/v1/event_service.grpc.pb.h"

namespace goldthread::faults {

class Sender {
 public:
  // Sends copies of `event`, told apart by id, feed sequence and subject.
  Sender(v1::Event event, uint64_t seed) : event_(std::move(event)), random_(seed) {}

  // Sends until `more` further events have receipts, or the hub gives none: then false, and
  // the next call begins with what has none. Threads: one.
  bool Send(v1::EventService::Stub& hub, int64_t more);
  // One batch of `count`. Without receipts it is sent again next time. Errors: the hub's.
  Status SendBatch(v1::EventService::Stub& hub, int64_t count);

  const std::string& feed() const { return event_.feed(); }
  v1::Event Numbered(int64_t number) const;
  // Events 1 to this have receipts.
  int64_t acknowledged() const { return static_cast<int64_t>(positions_.size()); }
  // Where event `number` is, by its first receipt.
  int64_t PositionOf(int64_t number) const { return positions_[static_cast<size_t>(number - 1)]; }
  // How often event `number` was sent.
  int64_t TimesSent(int64_t number) const;

 private:
  const v1::Event event_;
  std::mt19937_64 random_;
  std::vector<int64_t> positions_;
  std::vector<int64_t> sent_;
};

}  // namespace goldthread::faults
