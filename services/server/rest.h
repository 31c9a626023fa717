// A pause of a thread that looks again and again, which ends when the thread is to stop.
#pragma once

#include <chrono>
#include <stop_token>

namespace goldthread::server {

void Rest(const std::stop_token& stop, std::chrono::milliseconds pause);

}  // namespace goldthread::server
