#include "connectors/outbound/delivery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <set>

#include "services/vocabulary/calendar.h"

namespace goldthread::outbound {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Carried kTaken{Carried::Result::kTaken, ""};

Notice NoticeOf(const std::string& id) {
  Notice notice;
  notice.id = id;
  notice.alert_id = "alert-" + id;
  return notice;
}

// Does as it is told; by itself it takes everything.
class ScriptedCarrier final : public Carrier {
 public:
  Carried Carry(const Notice& notice) override {
    sent.push_back(notice.id);
    json.push_back(notice.json);
    if (script.empty()) return kTaken;
    const Carried next = script.front();
    script.pop_front();
    return next;
  }
  std::vector<std::string> sent;
  std::vector<std::string> json;
  std::deque<Carried> script;
};

// What the log and its views come to: notices in order, and the first record under each id.
class Ledger {
 public:
  Source AsSource() {
    return {[this](const std::string& place) -> StatusOr<Source::Batch> {
              Source::Batch batch;
              const size_t from = place.empty() ? 0 : std::stoul(place);
              for (size_t at = from; at < notices.size(); ++at) {
                if (!settled.contains(notices[at].id)) batch.due.push_back({notices[at], 0});
              }
              for (const Due& due : asked_again) {
                if (!settled.contains(due.notice.id)) batch.due.push_back(due);
              }
              batch.place = notices.empty() ? place : std::to_string(notices.size());
              return batch;
            },
            [this](const Notice& notice) -> StatusOr<std::optional<Notice>> {
              if (broken_views) return Error(Code::kUnavailable, "DISK_FULL: no");
              if (hidden.contains(notice.id)) return std::optional<Notice>();
              Notice now = notice;
              now.json = json;
              return std::optional<Notice>(std::move(now));
            },
            [this](const v1::Event& event) -> Status {
              if (broken) return Error(Code::kUnavailable, "DISK_FULL: no");
              if (!ids.insert(event.id()).second) return OkStatus();
              records.push_back(event);
              settled.insert(event.has_alert_delivered() ? event.alert_delivered().change()
                                                         : event.alert_undeliverable().change());
              return OkStatus();
            }};
  }
  std::vector<Notice> notices;
  std::vector<Due> asked_again;
  std::set<std::string> settled;
  std::set<std::string> ids;
  std::vector<v1::Event> records;
  bool broken = false;
  bool broken_views = false;
  std::set<std::string> hidden;  // Not to be told now.
  std::string json;              // What may be told now.
};

class DeliveryTest : public ::testing::Test {
 protected:
  Delivery Begin(int attempts = 3) {
    return Delivery({"court-desk", {attempts, seconds(2), seconds(60)}}, carrier_, clock_,
                    ledger_.AsSource());
  }
  void Later(seconds by) { clock_.Set(clock_.Now() + by); }

  ManualClock clock_{StartOfDayInLondon(*ParseDay("2026-03-02"))};
  ScriptedCarrier carrier_;
  Ledger ledger_;
};

TEST_F(DeliveryTest, WhatIsTakenIsWrittenDownOnce) {
  ledger_.notices = {NoticeOf("a"), NoticeOf("b")};
  Delivery delivery = Begin();
  ASSERT_TRUE(delivery.Step().ok());
  ASSERT_TRUE(delivery.Step().ok());
  EXPECT_THAT(carrier_.sent, ElementsAre("a", "b"));
  ASSERT_THAT(ledger_.records, SizeIs(2));
  EXPECT_EQ(ledger_.records[0].alert_delivered().alert_id(), "alert-a");
  EXPECT_EQ(ledger_.records[0].alert_delivered().subscriber(), "court-desk");
  EXPECT_EQ(delivery.NextDue(), std::nullopt);
}

TEST_F(DeliveryTest, WhatIsNotTakenIsTriedAgainWhenItIsTimeAndNotBefore) {
  ledger_.notices = {NoticeOf("a")};
  carrier_.script = {{Carried::Result::kTryLater, "STATUS_503"}, kTaken};
  Delivery delivery = Begin();
  ASSERT_TRUE(delivery.Step().ok());
  ASSERT_TRUE(delivery.Step().ok());
  EXPECT_THAT(carrier_.sent, ElementsAre("a"));
  ASSERT_TRUE(delivery.NextDue().has_value());
  clock_.Set(*delivery.NextDue());
  ASSERT_TRUE(delivery.Step().ok());
  EXPECT_THAT(carrier_.sent, ElementsAre("a", "a"));
  ASSERT_THAT(ledger_.records, SizeIs(1));
  EXPECT_EQ(ledger_.records[0].alert_delivered().attempts(), 2);
}

TEST_F(DeliveryTest, WhatIsSentIsWhatMayBeToldWhenItIsSent) {
  ledger_.notices = {NoticeOf("a")};
  ledger_.json = "where she lives";
  carrier_.script = {{Carried::Result::kTryLater, "STATUS_503"}};
  Delivery delivery = Begin();
  ASSERT_TRUE(delivery.Step().ok());
  ledger_.json = "";
  Later(seconds(61));
  ASSERT_TRUE(delivery.Step().ok());
  EXPECT_THAT(carrier_.json, ElementsAre("where she lives", ""));
}

TEST_F(DeliveryTest, WhatMayNoLongerBeToldIsNotSentAndSaysSo) {
  ledger_.notices = {NoticeOf("a"), NoticeOf("b")};
  carrier_.script = {{Carried::Result::kTryLater, "STATUS_503"}};
  Delivery delivery = Begin();
  ASSERT_TRUE(delivery.Step().ok());
  ledger_.hidden = {"a"};
  Later(seconds(61));
  ASSERT_TRUE(delivery.Step().ok());
  EXPECT_THAT(carrier_.sent, ElementsAre("a", "b"));
  ASSERT_THAT(ledger_.records, SizeIs(2));
  EXPECT_EQ(ledger_.records[1].alert_undeliverable().cause(), "NO_LONGER_SHOWN");
}

TEST_F(DeliveryTest, WhileNobodyKnowsWhatMayBeToldNothingIsSent) {
  ledger_.notices = {NoticeOf("a")};
  ledger_.broken_views = true;
  Delivery delivery = Begin();
  EXPECT_FALSE(delivery.Step().ok());
  EXPECT_THAT(carrier_.sent, IsEmpty());
  ledger_.broken_views = false;
  ASSERT_TRUE(delivery.Step().ok());
  EXPECT_THAT(carrier_.sent, ElementsAre("a"));
}

TEST_F(DeliveryTest, AfterSoManyTimesItIsGivenUpAndSaysWhy) {
  ledger_.notices = {NoticeOf("a")};
  carrier_.script.assign(3, {Carried::Result::kTryLater, "TIMED_OUT"});
  Delivery delivery = Begin(3);
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(delivery.Step().ok());
    Later(seconds(61));
  }
  EXPECT_THAT(carrier_.sent, SizeIs(3));
  ASSERT_THAT(ledger_.records, SizeIs(1));
  EXPECT_EQ(ledger_.records[0].alert_undeliverable().cause(), "TIMED_OUT");
  EXPECT_EQ(ledger_.records[0].alert_undeliverable().attempts(), 3);
}

TEST_F(DeliveryTest, WhatIsRefusedIsGivenUpAtOnce) {
  ledger_.notices = {NoticeOf("a")};
  carrier_.script = {{Carried::Result::kRefused, "STATUS_410"}};
  Delivery delivery = Begin();
  ASSERT_TRUE(delivery.Step().ok());
  ASSERT_THAT(ledger_.records, SizeIs(1));
  EXPECT_EQ(ledger_.records[0].alert_undeliverable().cause(), "STATUS_410");
}

TEST_F(DeliveryTest, WhatSomebodyAskedForAgainIsTriedAnewAndGivenUpUnderAnIdOfItsOwn) {
  ledger_.notices = {NoticeOf("a")};
  carrier_.script.assign(2, {Carried::Result::kRefused, "STATUS_410"});
  Delivery delivery = Begin();
  ASSERT_TRUE(delivery.Step().ok());
  ledger_.settled.clear();
  ledger_.asked_again = {{NoticeOf("a"), 1}};
  ASSERT_TRUE(delivery.Step().ok());
  ASSERT_THAT(ledger_.records, SizeIs(2));
  EXPECT_NE(ledger_.records[0].id(), ledger_.records[1].id());
}

TEST_F(DeliveryTest, WhatCouldNotBeWrittenDownIsNotSentAgain) {
  ledger_.notices = {NoticeOf("a")};
  ledger_.broken = true;
  Delivery delivery = Begin();
  EXPECT_FALSE(delivery.Step().ok());
  EXPECT_FALSE(delivery.Step().ok());
  ledger_.broken = false;
  ASSERT_TRUE(delivery.Step().ok());
  EXPECT_THAT(carrier_.sent, ElementsAre("a"));
  EXPECT_THAT(ledger_.records, SizeIs(1));
}

TEST_F(DeliveryTest, ACrashBetweenSendingAndWritingDownLeavesOneRecord) {
  ledger_.notices = {NoticeOf("a")};
  ledger_.broken = true;
  {
    Delivery crashes = Begin();
    EXPECT_FALSE(crashes.Step().ok());
  }
  ledger_.broken = false;
  Later(seconds(5));
  for (int start = 0; start < 3; ++start) {
    Delivery again = Begin();
    ASSERT_TRUE(again.Step().ok());
  }
  EXPECT_THAT(carrier_.sent, ElementsAre("a", "a"));
  EXPECT_THAT(ledger_.records, SizeIs(1));
}

TEST_F(DeliveryTest, TwoThatSendAtOnceWriteDownUnderOneId) {
  const Notice notice = NoticeOf("a");
  const Instant now = clock_.Now();
  EXPECT_EQ(DeliveredEvent("desk", notice, 1, now).id(),
            DeliveredEvent("desk", notice, 2, now + seconds(9)).id());
  EXPECT_NE(DeliveredEvent("desk", notice, 1, now).id(),
            DeliveredEvent("other", notice, 1, now).id());
  EXPECT_NE(DeliveredEvent("desk", notice, 1, now).id(),
            DeliveredEvent("desk", NoticeOf("b"), 1, now).id());
}

TEST_F(DeliveryTest, OneThatIsStuckHoldsUpNoOther) {
  ledger_.notices = {NoticeOf("a")};
  carrier_.script = {{Carried::Result::kTryLater, "STATUS_500"}};
  Delivery delivery = Begin();
  ASSERT_TRUE(delivery.Step().ok());
  ledger_.notices.push_back(NoticeOf("b"));
  ASSERT_TRUE(delivery.Step().ok());
  EXPECT_THAT(carrier_.sent, ElementsAre("a", "b"));
}

TEST_F(DeliveryTest, WhileManyWaitNoMoreAreFetched) {
  ledger_.notices = {NoticeOf("a")};
  carrier_.script.assign(2, {Carried::Result::kTryLater, "STATUS_500"});
  Delivery delivery({"desk", {}, 1}, carrier_, clock_, ledger_.AsSource());
  ASSERT_TRUE(delivery.Step().ok());
  ledger_.notices.push_back(NoticeOf("b"));
  ASSERT_TRUE(delivery.Step().ok());
  EXPECT_THAT(carrier_.sent, ElementsAre("a"));
}

TEST(WaitAfterTest, GrowsTwofoldLessUpToHalfAndNoLongerThanTheLongest) {
  const RetryTerms terms{12, seconds(2), seconds(60)};
  for (int attempts = 1; attempts < 40; ++attempts) {
    const seconds whole(std::min<int64_t>(60, attempts > 6 ? 64 : int64_t{2} << (attempts - 1)));
    for (const char* notice : {"a", "b", "c", "d"}) {
      const auto wait = WaitAfter(terms, attempts, notice);
      EXPECT_LE(wait, whole) << attempts;
      EXPECT_GE(wait, whole / 2) << attempts;
    }
  }
  EXPECT_NE(WaitAfter(terms, 3, "a"), WaitAfter(terms, 3, "b"));
}

}  // namespace
}  // namespace goldthread::outbound
