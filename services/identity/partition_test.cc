#include "services/identity/partition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <utility>

namespace goldthread::identity {
namespace {

using ::testing::ElementsAre;

class PartitionTest : public ::testing::Test {
 protected:
  std::vector<size_t> Parted(size_t members, std::vector<Edge> edges) const {
    const auto persons = Partition(members, std::move(edges), [&](size_t i, size_t j, Bond bond) {
      const auto known = accords_.find({std::min(i, j), std::max(i, j)});
      const bool spoken = known != accords_.end() && bond >= from_;
      return StatusOr<Accord>(spoken ? known->second : Accord::kAgree);
    });
    EXPECT_TRUE(persons.ok()) << persons.status();
    return persons.ok() ? *persons : std::vector<size_t>();
  }

  std::map<std::pair<size_t, size_t>, Accord> accords_;
  Bond from_ = Bond::kDecided;  // Conflicts are none where a stronger bond holds.
};

TEST_F(PartitionTest, WhoeverHangsTogetherWithoutConflictIsOnePerson) {
  EXPECT_THAT(Parted(4, {{0, 1, 90}, {1, 3, kTokenStrength}}), ElementsAre(0, 0, 2, 0));
}

TEST_F(PartitionTest, AConflictPartsAtTheWeakestTie) {
  accords_[{0, 2}] = Accord::kConflict;
  EXPECT_THAT(Parted(3, {{0, 1, 90}, {1, 2, 80}}), ElementsAre(0, 0, 2));
  EXPECT_THAT(Parted(3, {{0, 1, 80}, {1, 2, 90}}), ElementsAre(0, 1, 1));
}

TEST_F(PartitionTest, TiesThatAreEquallyStrongFallTogether) {
  accords_[{0, 2}] = Accord::kConflict;
  EXPECT_THAT(Parted(3, {{0, 1, 90}, {1, 2, 90}}), ElementsAre(0, 1, 2));
}

TEST_F(PartitionTest, WhoeverIsInNoConflictStaysTogetherWithoutThem) {
  accords_[{0, 3}] = Accord::kConflict;
  EXPECT_THAT(Parted(4, {{0, 1, 90}, {1, 2, 90}, {2, 3, 90}, {1, 3, 90}}), ElementsAre(0, 1, 1, 3));
  EXPECT_THAT(Parted(4, {{0, 1, 90}, {1, 3, 90}, {0, 2, 80}, {2, 3, 70}}), ElementsAre(0, 1, 2, 3));
}

TEST_F(PartitionTest, ADoubtTakesWithItWhatIsHardlyStronger) {
  accords_[{0, 2}] = Accord::kDoubt;
  EXPECT_THAT(Parted(3, {{0, 1, 139}, {1, 2, 80}}), ElementsAre(0, 1, 2));
  EXPECT_THAT(Parted(3, {{0, 1, 140}, {1, 2, 80}}), ElementsAre(0, 0, 2));
}

TEST_F(PartitionTest, WhatJoinsAGroupThatFellStaysWhatItWas) {
  accords_[{0, 1}] = Accord::kDoubt;
  EXPECT_THAT(Parted(4, {{0, 1, 200}, {2, 3, 90}, {1, 2, 80}}), ElementsAre(0, 1, 2, 2));
}

TEST_F(PartitionTest, NumbersHoldWhatWeighingWouldPartAndLinksWhatNumbersWould) {
  accords_[{0, 2}] = Accord::kDoubt;
  from_ = Bond::kToken;
  EXPECT_THAT(Parted(3, {{0, 1, kTokenStrength}, {1, 2, 80}}), ElementsAre(0, 0, 2));
  EXPECT_THAT(Parted(3, {{0, 1, kTokenStrength}, {1, 2, kTokenStrength}}), ElementsAre(0, 1, 2));
  EXPECT_THAT(Parted(3, {{0, 1, kDecidedStrength}, {1, 2, kTokenStrength}}), ElementsAre(0, 0, 2));
  EXPECT_THAT(Parted(3, {{0, 1, kDecidedStrength}, {1, 2, kDecidedStrength}}),
              ElementsAre(0, 0, 0));
}

}  // namespace
}  // namespace goldthread::identity
