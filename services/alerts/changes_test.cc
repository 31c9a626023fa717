#include "services/alerts/changes.h"

#include <gtest/gtest.h>

namespace goldthread::alerts {
namespace {

TEST(ChangesTest, WhoAskedForARuleIsToldOfItsBeginningsAndOfEveryEnd) {
  const auto wanted = [](v1::AlertChangeKind kind, const char* rule) {
    v1::AlertChange change;
    change.set_kind(kind);
    change.mutable_alert()->set_rule(rule);
    EXPECT_TRUE(IsOfRules(change, {}));
    return IsOfRules(change, {"order-ends", "child-lost-before"});
  };
  for (const auto kind : {v1::ALERT_CHANGE_KIND_RAISED, v1::ALERT_CHANGE_KIND_CHANGED,
                          v1::ALERT_CHANGE_KIND_CONTINUED, v1::ALERT_CHANGE_KIND_OVERDUE}) {
    EXPECT_TRUE(wanted(kind, "order-ends"));
    EXPECT_FALSE(wanted(kind, "adult-came-to-child"));
  }
  for (const auto kind : {v1::ALERT_CHANGE_KIND_WITHDRAWN, v1::ALERT_CHANGE_KIND_RESTORED,
                          v1::ALERT_CHANGE_KIND_MERGED, v1::ALERT_CHANGE_KIND_MADE_HISTORIC}) {
    EXPECT_TRUE(wanted(kind, "order-ends"));
    EXPECT_TRUE(wanted(kind, "adult-came-to-child"));
  }
}

}  // namespace
}  // namespace goldthread::alerts
