// When a feed usually comes, so that its silence can be told from its weekend.
//
// Kept are the gaps between the last 31 days (UTC) on which anything came. A feed's usual gap is
// that which nine in ten of them do not exceed: 1 for a feed that comes every day, 3 for one that
// rests at weekends, 7 for a weekly one. It is silent when nothing has come for longer than twice
// its usual gap. Nine in ten and not the longest, or one past failure would excuse the next; not
// the mean, or every weekend would be an alarm. Twice, because a false alarm at Christmas costs a
// look, and one every bank holiday costs belief in them. The last 30 gaps, so that a feed that
// changes from weekly to daily is soon held to its new rhythm. A feed that came on fewer than 10
// days (a yearly census) has no rhythm: it is late by a calendar, not by habit.
//
// Source: design D14; experience notes P11.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/projector/projection.h"

namespace goldthread::feeds {

inline constexpr size_t kGapsKept = 30;
inline constexpr int64_t kDaysForARhythm = 10;

struct Rhythm {
  int64_t arrival_days = 0;     // Days on which anything came.
  std::vector<int64_t> gaps{};  // In days, oldest first, at most kGapsKept.

  friend bool operator==(const Rhythm&, const Rhythm&) = default;
};

std::string RhythmKey(std::string_view feed);
std::string RhythmValue(const Rhythm& rhythm);
// Nothing: the row is damaged.
std::optional<Rhythm> ParseRhythm(std::string_view value);

// For the fold: the feed is heard at `now_us`, before that at `last_us` (nothing: never). Touches
// its row only when a day has begun meanwhile. kDataLoss: the row is damaged.
Status HearOn(std::string_view feed, std::optional<int64_t> last_us, int64_t now_us,
              FoldRows& rows);

// 0: it has no rhythm yet.
int64_t UsualGapDays(const Rhythm& rhythm);

struct Silence {
  int64_t days = 0;  // Whole days since it last came.
  bool unusual = false;
};
// Of a feed that last came at `last_us`, as of an instant not before that.
Silence SilenceAt(const Rhythm& rhythm, int64_t last_us, Instant as_of);

}  // namespace goldthread::feeds
