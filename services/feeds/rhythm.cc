#include "services/feeds/rhythm.h"

#include <algorithm>
#include <utility>

#include "eventstore/base/key.h"
#include "services/feeds/feed_rows.h"

namespace goldthread::feeds {
namespace {

constexpr int64_t kDayMicroseconds = kDaySeconds * kMicrosecondsPerSecond;
constexpr size_t kUsualInTen = 9;

int64_t DayOf(int64_t us) { return us / kDayMicroseconds - (us % kDayMicroseconds < 0 ? 1 : 0); }

}  // namespace

std::string RhythmKey(std::string_view feed) { return std::move(KeyWriter("r").Text(feed)).Take(); }

std::string RhythmValue(const Rhythm& rhythm) {
  KeyWriter value;
  value.Number(rhythm.arrival_days);
  for (const int64_t gap : rhythm.gaps) value.Number(gap);
  return std::move(value).Take();
}

std::optional<Rhythm> ParseRhythm(std::string_view value) {
  Rhythm rhythm;
  KeyReader reader(value);
  if (!reader.Number(&rhythm.arrival_days)) return std::nullopt;
  int64_t gap = 0;
  while (reader.Number(&gap)) rhythm.gaps.push_back(gap);
  if (!reader.rest().empty() || rhythm.gaps.size() > kGapsKept) return std::nullopt;
  return rhythm;
}

Status HearOn(std::string_view feed, std::optional<int64_t> last_us, int64_t now_us,
              FoldRows& rows) {
  Rhythm rhythm;
  if (last_us.has_value()) {
    const int64_t gap = DayOf(now_us) - DayOf(*last_us);
    if (gap <= 0) return OkStatus();
    const std::optional<std::string_view> row = rows.Get(RhythmKey(feed));
    std::optional<Rhythm> parsed = row.has_value() ? ParseRhythm(*row) : std::nullopt;
    if (!parsed.has_value()) return Error(Code::kDataLoss, "a row of the feed ledger is damaged");
    rhythm = *std::move(parsed);
    rhythm.gaps.push_back(gap);
    if (rhythm.gaps.size() > kGapsKept) rhythm.gaps.erase(rhythm.gaps.begin());
  }
  ++rhythm.arrival_days;
  rows.Put(RhythmKey(feed), RhythmValue(rhythm));
  return OkStatus();
}

int64_t UsualGapDays(const Rhythm& rhythm) {
  if (rhythm.arrival_days < kDaysForARhythm || rhythm.gaps.empty()) return 0;
  std::vector<int64_t> gaps = rhythm.gaps;
  std::ranges::sort(gaps);
  return gaps[(gaps.size() * kUsualInTen + 9) / 10 - 1];
}

Silence SilenceAt(const Rhythm& rhythm, int64_t last_us, Instant as_of) {
  Silence silence;
  const int64_t us = as_of.time_since_epoch().count() - last_us;
  silence.days = std::max<int64_t>(0, us / kDayMicroseconds);
  const int64_t usual = UsualGapDays(rhythm);
  silence.unusual = usual > 0 && silence.days > 2 * usual;
  return silence;
}

}  // namespace goldthread::feeds
