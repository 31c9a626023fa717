// Events that break no rule, for tests to spoil. All people are invented.
#pragma once

#include <string>

#include "eventstore/base/check.h"
#include "eventstore/base/clock.h"
#include "goldthread/v1/event.pb.h"
#include "services/ingest/registry.h"

namespace goldthread::ingest {

// 2026-03-09T12:00:00Z: when the samples reach the hub.
inline constexpr int64_t kSampleNowSeconds = 1'773'057'600;
inline constexpr Instant kSampleNow{std::chrono::seconds(kSampleNowSeconds)};

inline Registry SampleRegistry() {
  StatusOr<Registry> registry = Registry::Parse(DefaultRegistryToml());
  GT_CHECK(registry.ok());
  return *std::move(registry);
}

// A child's unexplained absence, told by a school an hour after it was recorded.
inline v1::Event SampleEvent(const std::string& id = "a-1") {
  v1::Event event;
  event.set_id(id);
  event.set_feed("northmere-school/attendance");
  event.mutable_occurred()->set_date("2026-03-09");
  event.mutable_recorded_at()->set_seconds(kSampleNowSeconds - 3600);
  event.set_category(v1::INFORMATION_CATEGORY_EDUCATION);
  v1::Subject* child = event.add_subjects();
  child->set_record("p1");
  child->set_role(v1::SUBJECT_ROLE_CHILD);
  event.mutable_attendance_concern()->set_concern("unexplained-absence");
  return event;
}

}  // namespace goldthread::ingest
