#include "services/access/open_calls.h"

namespace goldthread::access {

bool OpenCalls::Begin(int most) {
  const MutexLock lock(mutex_);
  if (open_ >= most) return false;
  ++open_;
  return true;
}

void OpenCalls::End() {
  const MutexLock lock(mutex_);
  --open_;
  ended_.NotifyAll();
}

void OpenCalls::EndAll(std::chrono::steady_clock::time_point deadline) {
  stop_.request_stop();
  const MutexLock lock(mutex_);
  while (open_ > 0 && ended_.WaitUntil(mutex_, deadline)) {
  }
}

void OpenCalls::Wait() {
  const MutexLock lock(mutex_);
  while (open_ > 0) ended_.Wait(mutex_);
}

}  // namespace goldthread::access
