#include "tests/faults/sender.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "services/server/hub_client.h"

namespace goldthread::faults {
namespace {

constexpr int64_t kBatchMax = 6;
constexpr int64_t kChildren = 5;

}  // namespace

v1::Event Sender::Numbered(int64_t number) const {
  v1::Event event = event_;
  event.set_id(fmt::format("e{}", number));
  event.set_feed_sequence(number);
  event.mutable_subjects(0)->set_record(fmt::format("child-{}", number % kChildren));
  event.mutable_subjects(0)->clear_described();
  return event;
}

int64_t Sender::TimesSent(int64_t number) const {
  return number <= std::ssize(sent_) ? sent_[static_cast<size_t>(number - 1)] : 0;
}

bool Sender::Send(v1::EventService::Stub& hub, int64_t more) {
  const int64_t until = acknowledged() + more;
  while (acknowledged() < until) {
    const int64_t size = 1 + static_cast<int64_t>(random_() % kBatchMax);
    if (!SendBatch(hub, std::min(size, until - acknowledged())).ok()) return false;
  }
  return true;
}

Status Sender::SendBatch(v1::EventService::Stub& hub, int64_t count) {
  v1::PublishBatchRequest request;
  for (int64_t number = acknowledged() + 1; number <= acknowledged() + count; ++number) {
    *request.add_events() = Numbered(number);
    if (number > std::ssize(sent_)) sent_.push_back(0);
    ++sent_[static_cast<size_t>(number - 1)];
  }
  const auto response = server::Ask(hub, &v1::EventService::Stub::PublishBatch, request);
  GT_RETURN_IF_ERROR(response.status());
  EXPECT_EQ(response->receipts_size(), count);
  for (const v1::Receipt& receipt : response->receipts()) {
    EXPECT_TRUE(receipt.has_accepted());
    positions_.push_back(receipt.accepted().position());
  }
  return OkStatus();
}

}  // namespace goldthread::faults
