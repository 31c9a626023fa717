// Why two records that seem to be one person are not, until somebody decides.
#pragma once

#include <cstdint>

namespace goldthread::identity {

// Kept in rows: numbers never change their meaning.
enum class ReviewReason : int32_t {
  kBirthDatesConflict = 1,
  kSexConflicts = 2,
  // The two agree, but joining them would join others that conflict or were separated.
  kOthersConflict = 3,
  // One unborn child's record is named by the births of several children.
  kSeveralBirths = 4,
  // They hang together with more records than one person can have.
  kTooManyRecords = 5,
  // They were linked, but through others also separated.
  kDecisionsConflict = 6,
  // Of an identifier, not of a pair: so many records have it that it is a default number.
  kIdentifierOverused = 7,
  // By what they say they are more likely one person than not, but it is not sure.
  kLooksAlike = 8,
};

}  // namespace goldthread::identity
