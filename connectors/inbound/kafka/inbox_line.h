// One feed's inbox, worked through in order: read, publish, answer, and only then say that it is
// done. Whatever fails is tried again from where it failed, for as long as it takes; a crash
// between two of these repeats the batch, which publishing takes for repeats.
//
// Threads: one of its own. A line that stands stops no other.
//
// Source: docs/decisions/0016-the-inbox.md.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "connectors/inbound/kafka/answers.h"
#include "eventstore/base/mutex.h"
#include "eventstore/log/kafka/kafka_inbox.h"
#include "eventstore/log/kafka/kafka_outbox.h"
#include "goldthread/v1/event_service.pb.h"
#include "services/vocabulary/hub_facts.h"

namespace goldthread::inbox {

// For the hub's operator: what stands and why, ids only. Threads: any.
using Tell = std::function<void(std::string_view line)>;

// Read and not yet answered, of one inbox.
inline constexpr size_t kBatchMax = 500;

class InboxLine {
 public:
  struct Config {
    std::string feed;
    std::unique_ptr<KafkaInbox> inbox;
    KafkaOutbox* outbox = nullptr;  // Lent.
    Publish publish;
    Tell tell;  // May be empty.
  };
  explicit InboxLine(Config config);
  // Ends what is under way, and waits for it.
  ~InboxLine();

 private:
  // What was read and is not done with, and how far it has come.
  struct Batch {
    std::vector<Answer> answers;        // One a record; those of events yet without an outcome.
    std::vector<v1::Event> events;      // To be published,
    std::vector<size_t> places;         // … and which answers theirs will be.
    std::vector<OutboxRecord> records;  // The answers, once there are all.
    Position next;
  };

  void Run(const std::stop_token& stop);
  // As far as it comes; an error: try again.
  Status Step();
  Status ReadBatch();
  Status PublishBatch();
  void Note(const Status& status);

  const Config config_;
  Batch batch_;
  std::string told_;  // What the operator heard last.
  Mutex mutex_;
  Condition stopped_;
  std::jthread thread_;  // Last: it uses the others.
};

}  // namespace goldthread::inbox
