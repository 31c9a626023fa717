#include "eventstore/projector/log_witness.h"

#include <gtest/gtest.h>

#include "eventstore/log/embedded_log.h"
#include "eventstore/projector/fold_pass.h"
#include "eventstore/projector/toy_folds.h"
#include "eventstore/projector/toy_log.h"

namespace goldthread {
namespace {

class LogWitnessTest : public ::testing::Test {
 protected:
  // Of the log as it is now.
  std::string Mark(int64_t position) {
    LogBatch batch;
    EXPECT_TRUE(log_.NewReader()->Read({position}, 1, {}, &batch).ok());
    return MarkOf(batch.records()[0]);
  }

  toy::ChangedLog log_{{"a", "b", "c"}, {"a", "x", "y", "z"}};
  LogWitness witness_{log_.NewReader(), ""};
};

TEST_F(LogWitnessTest, WhatIsThereIsSeen) {
  EXPECT_TRUE(witness_.Look("").ok());
  EXPECT_TRUE(witness_.Look(Mark(1)).ok());
  EXPECT_TRUE(witness_.Look(Mark(2)).ok());
  EXPECT_TRUE(witness_.Look("").ok());
  EXPECT_EQ(witness_.held_to(), Mark(2));
}

TEST_F(LogWitnessTest, AnotherRecordInItsPlaceIsNotIt) {
  const std::string mark = Mark(1);
  log_.BecomeAnother();
  EXPECT_EQ(witness_.Look(mark).code(), Code::kOutOfRange);
}

// Who folds on in the other log marks records of that one.
TEST_F(LogWitnessTest, WhatWasSeenOnceIsAskedForWhateverIsMarkedSince) {
  const std::string mark = Mark(2);
  ASSERT_TRUE(witness_.Look(mark).ok());
  log_.BecomeAnother();
  EXPECT_EQ(witness_.Look(Mark(3)).code(), Code::kOutOfRange);
  EXPECT_EQ(witness_.Look(Mark(3)).code(), Code::kOutOfRange);
  EXPECT_EQ(witness_.held_to(), mark);
  log_.BecomeItselfAgain();
  EXPECT_TRUE(witness_.Look(mark).ok());
}

TEST_F(LogWitnessTest, WhatIsMissingAtItsFirstLookIsAskedForToo) {
  const std::string mark = Mark(1);
  log_.BecomeAnother();
  ASSERT_EQ(witness_.Look(mark).code(), Code::kOutOfRange);
  EXPECT_EQ(witness_.Look(Mark(3)).code(), Code::kOutOfRange);
}

TEST_F(LogWitnessTest, ALogThatEndsBeforeItIsWithoutIt) {
  log_.BecomeAnother();
  const std::string mark = Mark(3);
  ASSERT_TRUE(witness_.Look(mark).ok());
  log_.BecomeItselfAgain();
  EXPECT_EQ(witness_.Look(mark).code(), Code::kOutOfRange);
}

}  // namespace
}  // namespace goldthread
