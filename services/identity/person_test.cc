#include "services/identity/person.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/identity/identity_fixture.h"

namespace goldthread::identity {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const RecordId kAtGp{"gp", "1"};
const RecordId kAtCouncil{"council", "1"};

class PersonTest : public ::testing::Test {
 protected:
  void Given(const Told& told) {
    const Status folded = Fold(told, rows_);
    ASSERT_TRUE(folded.ok()) << folded;
  }
  Person AsKnownBefore(const RecordId& record, std::optional<int64_t> before_us) const {
    std::optional<Instant> before;
    if (before_us.has_value()) before = At(*before_us);
    const auto person = PersonOf(SnapshotOf(rows_), record, before);
    EXPECT_TRUE(person.ok()) << person.status();
    return person.ok() ? *person : Person();
  }
  std::vector<std::string> With(const RecordId& record, std::optional<int64_t> before_us) const {
    return Texts(AsKnownBefore(record, before_us).records);
  }

  MapRows rows_;
};

TEST_F(PersonTest, ARecordNeverHeardOfIsAPersonOfItsOwn) {
  for (const std::optional<int64_t> before : {std::optional<int64_t>(), {5}}) {
    const Person person = AsKnownBefore(kAtGp, before);
    EXPECT_THAT(Texts(person.records), ElementsAre("gp/1"));
    EXPECT_EQ(person.in_review, 0);
    EXPECT_EQ(person.birth_date, "");
  }
}

TEST_F(PersonTest, TheIdStandsForTheSetOfRecords) {
  const std::string alone = AsKnownBefore(kAtGp, std::nullopt).id;
  EXPECT_THAT(alone, ::testing::MatchesRegex("p-[0-9a-f]{16}"));
  Given(Tell("gp", "1", 10).Of("1").Nhs(NhsNumber(1)));
  EXPECT_EQ(AsKnownBefore(kAtGp, std::nullopt).id, alone);
  Given(Tell("council", "1", 20).Of("1").Nhs(NhsNumber(1)));
  const std::string together = AsKnownBefore(kAtGp, std::nullopt).id;
  EXPECT_NE(together, alone);
  EXPECT_EQ(AsKnownBefore(kAtCouncil, std::nullopt).id, together);
  Given(Tell("council", "2", 30).Withdraws("1"));
  EXPECT_EQ(AsKnownBefore(kAtGp, std::nullopt).id, alone);
  // No two sets that run together the same way when written one after the other.
  EXPECT_NE(AsKnownBefore({"a", "bc"}, std::nullopt).id,
            AsKnownBefore({"ab", "c"}, std::nullopt).id);
}

TEST_F(PersonTest, IsWhoWasKnownToBeOneAtTheTime) {
  Given(Tell("gp", "1", 10).Of("1").Nhs(NhsNumber(1)).Born("2015-02-03"));
  Given(Tell("council", "1", 20).Of("1").Nhs(NhsNumber(1)));
  Given(Tell("council", "2", 30).Withdraws("1"));
  Given(Tell("council", "3", 40).Withdraws("2"));
  EXPECT_THAT(With(kAtGp, 20), ElementsAre("gp/1"));
  EXPECT_THAT(With(kAtGp, 21), ElementsAre("council/1", "gp/1"));
  EXPECT_THAT(With(kAtGp, 30), ElementsAre("council/1", "gp/1"));
  EXPECT_THAT(With(kAtGp, 31), ElementsAre("gp/1"));
  EXPECT_THAT(With(kAtGp, 41), ElementsAre("council/1", "gp/1"));
  EXPECT_EQ(AsKnownBefore(kAtGp, 10).birth_date, "");
  EXPECT_EQ(AsKnownBefore(kAtCouncil, 21).birth_date, "2015-02-03");
}

TEST_F(PersonTest, AWithdrawalReceivedFirstNeverLetItStand) {
  Given(Tell("council", "2", 15).Withdraws("1"));
  Given(Tell("council", "1", 20).Of("1").Nhs(NhsNumber(1)));
  Given(Tell("gp", "1", 10).Of("1").Nhs(NhsNumber(1)));
  EXPECT_THAT(With(kAtGp, 21), ElementsAre("gp/1"));
}

TEST_F(PersonTest, DecisionsCountFromWhenTheyWereReceived) {
  Given(Tell("council", "1", 10).Links(kAtGp, kAtCouncil));
  Given(Tell("council", "2", 20).Separates(kAtGp, kAtCouncil));
  EXPECT_THAT(With(kAtGp, 10), ElementsAre("gp/1"));
  EXPECT_THAT(With(kAtGp, 20), ElementsAre("council/1", "gp/1"));
  EXPECT_THAT(With(kAtGp, 21), ElementsAre("gp/1"));
}

TEST_F(PersonTest, ANumberJoinedUntilItHadTooManyOwners) {
  for (int i = 0; i < 60; ++i) {
    Given(Tell("gp", std::to_string(i), 100 + i).Of(std::to_string(i)).Nhs(NhsNumber(1)));
  }
  EXPECT_EQ(With(kAtGp, 150).size(), 50u);
  EXPECT_EQ(With(kAtGp, 151).size(), 1u);
  EXPECT_EQ(With(kAtGp, std::nullopt).size(), 1u);
}

TEST_F(PersonTest, AReviewWasOpenUntilItWasDecided) {
  Given(Tell("gp", "1", 10).Of("1").Nhs(NhsNumber(1)).Sex(v1::SEX_MALE));
  Given(Tell("council", "1", 20).Of("1").Nhs(NhsNumber(1)).Sex(v1::SEX_FEMALE));
  Given(Tell("council", "2", 30).Separates(kAtGp, kAtCouncil));
  EXPECT_EQ(AsKnownBefore(kAtGp, 20).in_review, 0);
  EXPECT_EQ(AsKnownBefore(kAtGp, 30).in_review, 1);
  EXPECT_EQ(AsKnownBefore(kAtGp, 31).in_review, 0);
}

class CountingSnapshot final : public ViewSnapshot {
 public:
  explicit CountingSnapshot(MapSnapshot rows) : rows_(std::move(rows)) {}
  Position NextPosition() const override { return rows_.NextPosition(); }
  StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    ++gets;
    return rows_.Get(key);
  }
  std::unique_ptr<RowCursor> Scan(const KeyRange& range, Direction direction) const override {
    ++scans;
    return rows_.Scan(range, direction);
  }

  mutable int gets = 0;
  mutable int scans = 0;

 private:
  MapSnapshot rows_;
};

TEST_F(PersonTest, NowIsOneLookUpHoweverManyRecordsThePersonHas) {
  for (int i = 0; i < 30; ++i) {
    Given(Tell("gp", std::to_string(i), i).Of(std::to_string(i)).Nhs(NhsNumber(1)));
  }
  const CountingSnapshot views(SnapshotOf(rows_));
  ASSERT_EQ(PersonOf(views, kAtGp, std::nullopt)->records.size(), 30u);
  EXPECT_EQ(views.gets, 1);
  EXPECT_EQ(views.scans, 0);
}

TEST_F(PersonTest, TheReviewListStopsAtItsLimit) {
  for (int i = 0; i < 5; ++i) {
    Given(Tell("gp", std::to_string(i), i)
              .Of(std::to_string(i))
              .Nhs(NhsNumber(1))
              .Born("2015-01-0" + std::to_string(i + 1)));
  }
  EXPECT_EQ(ListReview(SnapshotOf(rows_), 100)->size(), 10u);
  EXPECT_EQ(ListReview(SnapshotOf(rows_), 3)->size(), 3u);
  EXPECT_THAT(*ListReview(SnapshotOf(rows_), 0), IsEmpty());
}

TEST_F(PersonTest, TheReviewListGoesOnBehindAnyOfItsPairs) {
  // Pairs of people, and default numbers: two of them first claimed by the same two records.
  for (int i = 0; i < 5; ++i) {
    Given(Tell("gp", std::to_string(i), i)
              .Of(std::to_string(i))
              .Nhs(NhsNumber(1))
              .Born("2015-01-0" + std::to_string(i + 1)));
  }
  for (int i = 0; i < 60; ++i) {
    Given(Tell("gp", "d" + std::to_string(i), 100 + i)
              .Of("d" + std::to_string(i))
              .Nhs(NhsNumber(2))
              .Nhs(NhsNumber(3)));
  }
  const auto views = SnapshotOf(rows_);
  const auto whole = *ListReview(views, 1000);
  ASSERT_GT(whole.size(), 10u);
  ASSERT_EQ(whole.back().reason, ReviewReason::kIdentifierOverused);
  std::vector<ReviewPair> paged;
  for (size_t pages = 0; pages <= whole.size(); ++pages) {
    const auto page =
        *ListReview(views, 1, paged.empty() ? std::nullopt : std::optional(paged.back()));
    if (page.empty()) break;
    paged.insert(paged.end(), page.begin(), page.end());
  }
  // The second number says nothing that the first did not.
  EXPECT_EQ(whole[whole.size() - 2], whole.back());
  paged.push_back(whole.back());
  EXPECT_EQ(paged, whole);
  // A pair that has been decided since passes nothing over.
  ReviewPair gone = whole[3];
  gone.second.record += "x";
  EXPECT_EQ(ListReview(views, 1, gone)->front(), whole[4]);
  gone = whole.back();
  gone.second.record += "x";
  EXPECT_EQ(ListReview(views, 1, gone)->front().reason, ReviewReason::kIdentifierOverused);
}

TEST_F(PersonTest, ADamagedRowIsReportedAndNotReadAsNoRow) {
  Given(Tell("gp", "1", 10).Of("1").Nhs(NhsNumber(1)));
  std::map<std::string, std::string> stored;
  for (const auto& [key, value] : rows_.rows()) {
    stored[IdentityFold().Space() + key] = value.empty() ? value : "\xff\xff";
  }
  const MapSnapshot views(std::move(stored), Position{1});
  EXPECT_EQ(PersonOf(views, kAtGp, std::nullopt).status().code(), Code::kDataLoss);
  EXPECT_EQ(PersonOf(views, kAtGp, At(50)).status().code(), Code::kDataLoss);
}

}  // namespace
}  // namespace goldthread::identity
