// A log that becomes another one under its readers' eyes, as after an election of a broker that was
// behind: for testing who notices.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "eventstore/log/embedded_log.h"
#include "eventstore/projector/toy_folds.h"

namespace goldthread::toy {

class ChangedLog {
 public:
  ChangedLog(const std::vector<std::string>& ids, const std::vector<std::string>& others) {
    for (const std::string& id : ids) Append(*own_, id);
    for (const std::string& id : others) Append(*other_, id);
  }
  void BecomeAnother() { changed_ = true; }
  void BecomeItselfAgain() { changed_ = false; }
  std::unique_ptr<EventReader> NewReader() { return std::make_unique<Reader>(*this); }

 private:
  static void Append(EmbeddedLog& log, const std::string& id) {
    (void)*log.Append(std::vector<NewRecord>{Record(id)});
  }

  class Reader final : public EventReader {
   public:
    explicit Reader(ChangedLog& log)
        : changed_(log.changed_), own_(log.own_->NewReader()), other_(log.other_->NewReader()) {}
    Status Read(Position from, size_t limit, std::chrono::milliseconds wait,
                LogBatch* batch) override {
      return Now().Read(from, limit, wait, batch);
    }
    StatusOr<Position> End() override { return Now().End(); }

   private:
    EventReader& Now() { return changed_ ? *other_ : *own_; }
    const std::atomic<bool>& changed_;
    const std::unique_ptr<EventReader> own_;
    const std::unique_ptr<EventReader> other_;
  };

  std::atomic<bool> changed_ = false;
  const std::unique_ptr<EmbeddedLog> own_ = *EmbeddedLog::Open("");
  const std::unique_ptr<EmbeddedLog> other_ = *EmbeddedLog::Open("");
};

}  // namespace goldthread::toy
