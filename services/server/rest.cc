#include "services/server/rest.h"

#include <condition_variable>
#include <mutex>

namespace goldthread::server {

void Rest(const std::stop_token& stop, std::chrono::milliseconds pause) {
  std::mutex mutex;
  std::condition_variable_any bell;
  std::unique_lock lock(mutex);
  bell.wait_for(lock, stop, pause, [] { return false; });
}

}  // namespace goldthread::server
