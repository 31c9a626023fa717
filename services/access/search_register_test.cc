#include "services/access/search_register.h"

#include <gtest/gtest.h>

#include "services/access/disclosed.h"
#include "services/access/fake_log.h"
#include "services/access/reason.h"

namespace goldthread::access {
namespace {

class SearchRegisterTest : public ::testing::Test {
 protected:
  SearchRegisterTest() {
    caller_.set_agency("council");
    caller_.set_user("w-1");
    caller_.set_role("social-worker");
    caller_.set_purpose(v1::PURPOSE_SECTION_47);
    look_.action = kSearchAction;
    look_.task = Task::kSearch;
  }
  // As a handler does; the code of the refusal, or OK.
  Code Search(Door& door) {
    const Status admitted = door.AdmitToSearch(caller_, look_);
    if (!admitted.ok()) return admitted.code();
    return door.Disclose(caller_, look_, 0).status().code();
  }

  FakeLog log_;
  ManualClock clock_{Instant(std::chrono::hours(24 * 365 * 50))};
  v1::Caller caller_;
  Look look_;
};

TEST_F(SearchRegisterTest, CountsEachUserByTheHour) {
  const SearchTerms terms{.per_hour = 2};
  SearchRegister searches(terms);
  const Instant now = clock_.Now();
  EXPECT_TRUE(searches.Count(caller_, now));
  EXPECT_TRUE(searches.Count(caller_, now + std::chrono::minutes(30)));
  EXPECT_FALSE(searches.Count(caller_, now + std::chrono::minutes(59)));
  EXPECT_TRUE(searches.Count(caller_, now + std::chrono::minutes(60)));
  caller_.set_user("w-2");
  EXPECT_TRUE(searches.Count(caller_, now));
}

TEST_F(SearchRegisterTest, AHubThatStartsAgainCountsOn) {
  Door before(log_, clock_);
  for (int i = 0; i < DefaultPolicy().search().per_hour; ++i) ASSERT_EQ(Search(before), Code::kOk);
  EXPECT_EQ(Search(before), Code::kResourceExhausted);
  Door after(log_, clock_);
  ASSERT_TRUE(after.RestoreGrants(log_).ok());
  EXPECT_EQ(Search(after), Code::kResourceExhausted);
  clock_.Set(clock_.Now() + kSearchHour);
  EXPECT_EQ(Search(after), Code::kOk);
}

TEST_F(SearchRegisterTest, WhoMayLookAtNobodyMaySearchForNobody) {
  Door door(log_, clock_);
  caller_.set_role("operator");
  caller_.set_purpose(v1::PURPOSE_OPERATION);
  EXPECT_EQ(Search(door), Code::kPermissionDenied);
}

}  // namespace
}  // namespace goldthread::access
