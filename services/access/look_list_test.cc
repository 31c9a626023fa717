#include "services/access/look_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/access/audit_entry.h"
#include "services/access/fake_log.h"

namespace goldthread::access {
namespace {

using ::testing::ElementsAre;

std::string Owner(std::string_view feed) { return std::string(feed.substr(0, feed.find('/'))); }

v1::Caller Watcher(const std::string& agency, const std::string& role,
                   v1::Purpose purpose = v1::PURPOSE_AUDIT) {
  v1::Caller caller;
  caller.set_agency(agency);
  caller.set_user("w");
  caller.set_role(role);
  caller.set_purpose(purpose);
  return caller;
}

class LookListTest : public ::testing::Test {
 protected:
  void Looked(const std::string& user, std::vector<RecordId> records, Instant at = {}) {
    Look look;
    look.action = "chronology.read";
    look.records = std::move(records);
    look.rows = 3;
    for (const char* agency : {"hospital", "police"}) {
      v1::Shown& shown = look.shown.emplace_back();
      shown.set_agency(agency);
      shown.set_rows(agency == std::string("police") ? 1 : 2);
    }
    v1::Caller caller = Watcher("council", "social-worker", v1::PURPOSE_SECTION_47);
    caller.set_user(user);
    ASSERT_TRUE(WriteAudit(log_, AuditRecordOf(caller, look, at)).ok());
  }
  std::vector<std::string> Users(const LookQuestion& question) {
    const auto page = ListLooks(log_, question, Owner);
    EXPECT_TRUE(page.ok());
    std::vector<std::string> users;
    for (const v1::AuditedLook& look : page->looks) {
      users.push_back(look.record().caller().user());
    }
    return users;
  }

  FakeLog log_;
};

TEST_F(LookListTest, AnAgencyIsToldTheLooksAtItsOwnRecordsAndOnlyItsPart) {
  Looked("a", {{"hospital/ed", "h1"}, {"police/incidents", "n1"}});
  Looked("b", {{"hospital/ed", "h2"}});
  EXPECT_THAT(Users({.agency = "police"}), ElementsAre("a"));
  EXPECT_THAT(Users({.agency = "hospital"}), ElementsAre("a", "b"));
  EXPECT_THAT(Users({.agency = "school"}), ElementsAre());
  const auto page = ListLooks(log_, {.agency = "police"}, Owner);
  const v1::AuditRecord& part = page->looks[0].record();
  ASSERT_EQ(part.records_size(), 1);
  EXPECT_EQ(part.records(0).feed(), "police/incidents");
  ASSERT_EQ(part.shown_size(), 1);
  EXPECT_EQ(part.shown(0).agency(), "police");
  EXPECT_EQ(part.rows(), 1);
}

TEST_F(LookListTest, ABrokenGlassIsToldToEveryAgencyNamedAndNamesNoOther) {
  v1::AuditRecord broken;
  broken.set_action("glass.broken");
  broken.mutable_glass()->add_tells("police");
  broken.mutable_glass()->add_tells("hospital");
  const auto part = PartOf(broken, "police", Owner);
  ASSERT_TRUE(part.has_value());
  EXPECT_THAT(part->glass().tells(), ElementsAre("police"));
  EXPECT_FALSE(PartOf(broken, "school", Owner).has_value());
}

TEST_F(LookListTest, LooksAtOneRecordAreFoundAndPagesMeet) {
  for (const char* user : {"a", "b", "c"}) Looked(user, {{"hospital/ed", user}});
  EXPECT_THAT(Users({.record = RecordId{"hospital/ed", "b"}}), ElementsAre("b"));
  const auto first = ListLooks(log_, {.limit = 2}, Owner);
  ASSERT_TRUE(first.ok());
  ASSERT_EQ(first->next, 2);
  EXPECT_THAT(Users({.from = *first->next}), ElementsAre("c"));
  EXPECT_FALSE(ListLooks(log_, {.limit = 3}, Owner)->next.has_value());
  EXPECT_THAT(Users({.from = INT64_MAX}), ElementsAre());
}

TEST_F(LookListTest, WhoMayListIsThePolicys) {
  const auto may = [](const v1::Caller& caller, const std::string& asked) -> std::string {
    const auto agency = AgencyToList(DefaultPolicy(), caller, asked);
    return agency.ok() ? "<" + *agency + ">" : "refused";
  };
  EXPECT_EQ(may(Watcher("hub", "auditor"), ""), "<>");
  EXPECT_EQ(may(Watcher("hub", "auditor"), "police"), "<police>");
  EXPECT_EQ(may(Watcher("hospital", "caldicott-guardian"), ""), "<hospital>");
  EXPECT_EQ(may(Watcher("hospital", "caldicott-guardian"), "police"), "refused");
  EXPECT_EQ(may(Watcher("hub", "auditor", v1::PURPOSE_REVIEW), ""), "refused");
  EXPECT_EQ(may(Watcher("hospital", "ed-nurse"), ""), "refused");
}

TEST_F(LookListTest, LooksOfOneUserOrOfOneStretchOfTimeAreListedAlone) {
  const auto second = [](int number) { return Instant(std::chrono::seconds(number)); };
  Looked("a", {{"hospital/ed", "h1"}}, second(10));
  Looked("b", {{"hospital/ed", "h1"}}, second(20));
  Looked("a", {{"hospital/ed", "h1"}}, second(30));
  EXPECT_EQ(Users({.user = "a"}).size(), 2u);
  EXPECT_THAT(Users({.user = "nobody"}), ElementsAre());
  EXPECT_THAT(Users({.since = second(20)}), ElementsAre("b", "a"));
  EXPECT_THAT(Users({.until = second(20)}), ElementsAre("a"));
  EXPECT_THAT(Users({.user = "a", .since = second(11), .until = second(31)}), ElementsAre("a"));
}

}  // namespace
}  // namespace goldthread::access
