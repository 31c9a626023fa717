#include "eventstore/log/kafka/end_question.h"

namespace goldthread {

StatusOr<Position> EndQuestion::Answer() {
  {
    const MutexLock lock(mutex_);
    // An answer under way may be older than what this caller has seen appended.
    const int64_t enough = put_ + 1;
    while (asking_) {
      if (!last_.ok()) return last_;
      ++waiting_;
      answered_.Wait(mutex_);
      --waiting_;
      const int64_t answered = put_ - (asking_ ? 1 : 0);
      if (!last_.ok() || answered >= enough) return last_;
    }
    asking_ = true;
    ++put_;
  }
  StatusOr<Position> answer = ask_();
  const MutexLock lock(mutex_);
  last_ = answer;
  asking_ = false;
  answered_.NotifyAll();
  return answer;
}

int EndQuestion::Waiting() {
  const MutexLock lock(mutex_);
  return waiting_;
}

}  // namespace goldthread
