#include "connectors/inbound/csv/date_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace goldthread::csv {
namespace {

using Part = DateFormat::Part;

struct Letters {
  std::string_view text;
  Part part;
};

// Longer before shorter where one begins like the other.
constexpr Letters kLetters[] = {
    {"YYYY", Part::kYear},  {"Month", Part::kMonthName}, {"Mon", Part::kMonthName},
    {"MM", Part::kMonth},   {"M", Part::kMonthShort},    {"DD", Part::kDay},
    {"D", Part::kDayShort}, {"hh", Part::kHour},         {"h", Part::kHourShort},
    {"mm", Part::kMinute},  {"ss", Part::kSecond},       {"fff", Part::kFraction},
    {"Z", Part::kZone},
};

constexpr std::string_view kHowToWriteDates =
    "write it with YYYY, MM or M or Mon, DD or D, hh or h, mm, ss, fff, Z, for example "
    "\"DD/MM/YYYY hh:mm\"";

constexpr std::array<std::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool StartsWithWord(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && std::equal(word.begin(), word.end(), text.begin(),
                                                  [](char w, char t) { return w == Lower(t); });
}

// What has been read so far, and what is left.
struct Reading {
  std::string_view rest;
  int year = 0;
  unsigned month = 1;
  unsigned day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::chrono::microseconds fraction{};
  bool zoned = false;  // Else it is London's time.
  std::chrono::minutes ahead_of_utc{};

  bool Digits(size_t least, size_t most, int* value) {
    size_t count = 0;
    *value = 0;
    while (count < most && count < rest.size() && rest[count] >= '0' && rest[count] <= '9') {
      *value = *value * 10 + (rest[count++] - '0');
    }
    rest.remove_prefix(count);
    return count >= least;
  }

  bool Digits(size_t least, size_t most, unsigned* value) {
    int number = 0;
    const bool read = Digits(least, most, &number);
    *value = static_cast<unsigned>(number);
    return read;
  }

  bool Literal(char c) {
    if (rest.empty() || Lower(rest.front()) != Lower(c)) return false;
    rest.remove_prefix(1);
    return true;
  }

  // In full or by its first three letters ("Sept" too).
  bool MonthName() {
    for (size_t i = 0; i < kMonths.size(); ++i) {
      const std::string_view full = kMonths[i];
      if (!StartsWithWord(rest, full.substr(0, 3))) continue;
      size_t length = 3;
      if (StartsWithWord(rest, "sept")) length = 4;
      if (StartsWithWord(rest, full)) length = full.size();
      rest.remove_prefix(length);
      month = static_cast<unsigned>(i) + 1;
      return true;
    }
    return false;
  }

  // Any number of digits; the log keeps microseconds.
  bool Fraction() {
    int64_t weight = 1'000'000;
    int64_t value = 0;
    size_t count = 0;
    for (; count < rest.size() && rest[count] >= '0' && rest[count] <= '9'; ++count) {
      weight /= 10;
      value += weight * (rest[count] - '0');
    }
    rest.remove_prefix(count);
    fraction = std::chrono::microseconds(value);
    return count > 0;
  }

  // "Z", "+01:00", "-0530", "+01".
  bool Zone() {
    if (Literal('Z')) {
      zoned = true;
      return true;
    }
    const bool behind = !rest.empty() && rest.front() == '-';
    int hours = 0;
    int minutes = 0;
    if (!(behind ? Literal('-') : Literal('+')) || !Digits(2, 2, &hours)) return false;
    const bool more = Literal(':') || !rest.empty();
    if ((more && !Digits(2, 2, &minutes)) || hours > 23 || minutes > 59) return false;
    zoned = true;
    ahead_of_utc = std::chrono::minutes((behind ? -1 : 1) * (hours * 60 + minutes));
    return true;
  }

  bool One(Part part, char literal) {
    switch (part) {
      case Part::kLiteral:
        return Literal(literal);
      case Part::kYear:
        return Digits(4, 4, &year);
      case Part::kMonth:
        return Digits(2, 2, &month);
      case Part::kMonthShort:
        return Digits(1, 2, &month);
      case Part::kMonthName:
        return MonthName();
      case Part::kDay:
        return Digits(2, 2, &day);
      case Part::kDayShort:
        return Digits(1, 2, &day);
      case Part::kHour:
        return Digits(2, 2, &hour) && hour < 24;
      case Part::kHourShort:
        return Digits(1, 2, &hour) && hour < 24;
      case Part::kMinute:
        return Digits(2, 2, &minute) && minute < 60;
      case Part::kSecond:
        return Digits(2, 2, &second) && second < 60;
      case Part::kFraction:
        return Fraction();
      case Part::kZone:
        return Zone();
    }
    return false;
  }
};

}  // namespace

StatusOr<DateFormat> DateFormat::Parse(std::string_view pattern) {
  DateFormat format;
  while (!pattern.empty()) {
    const auto* const letters = std::ranges::find_if(
        kLetters, [&](const Letters& known) { return pattern.starts_with(known.text); });
    if (letters != std::end(kLetters)) {
      format.tokens_.push_back({letters->part});
      pattern.remove_prefix(letters->text.size());
      continue;
    }
    if (pattern.starts_with("YY")) {
      return Error(Code::kInvalidArgument,
                   "a year of two digits does not say its century; have the file written with "
                   "four, and write YYYY");
    }
    const char c = pattern.front();
    // T is ISO 8601's; any other letter is a mistake.
    if (((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) && c != 'T') {
      return Error(Code::kInvalidArgument,
                   fmt::format("\"{}\" means nothing here; {}", c, kHowToWriteDates));
    }
    format.tokens_.push_back({Part::kLiteral, c});
    pattern.remove_prefix(1);
  }
  if (const Status judged = format.Judge(); !judged.ok()) return judged;
  return format;
}

bool DateFormat::Has(Part part) const {
  return std::ranges::find(tokens_, part, &Token::part) != tokens_.end();
}

Status DateFormat::Judge() {
  const bool month = Has(Part::kMonth) || Has(Part::kMonthShort) || Has(Part::kMonthName);
  const bool day = Has(Part::kDay) || Has(Part::kDayShort);
  const bool hour = Has(Part::kHour) || Has(Part::kHourShort);
  const auto wrong = [](std::string_view what) {
    return Error(Code::kInvalidArgument, fmt::format("{}; {}", what, kHowToWriteDates));
  };
  for (size_t i = 0; i < tokens_.size(); ++i) {
    if (tokens_[i].part == Part::kLiteral) continue;
    const auto again = std::ranges::count(tokens_, tokens_[i].part, &Token::part);
    if (again > 1) return wrong("a part stands in it twice");
  }
  if (!Has(Part::kYear)) return wrong("it has no year");
  if (day && !month) return wrong("it has a day but no month");
  if (hour && !day) return wrong("it has a time but no day");
  if (hour != Has(Part::kMinute)) return wrong("a time needs hours and minutes");
  if ((Has(Part::kSecond) || Has(Part::kZone)) && !hour) return wrong("it has half a time");
  if (Has(Part::kFraction) && !Has(Part::kSecond)) return wrong("it has half a time");
  precision_ = hour    ? v1::PRECISION_INSTANT
               : day   ? v1::PRECISION_DAY
               : month ? v1::PRECISION_MONTH
                       : v1::PRECISION_YEAR;
  return OkStatus();
}

std::optional<Moment> DateFormat::Read(std::string_view text) const {
  Reading reading{.rest = text};
  for (const Token& token : tokens_) {
    if (!reading.One(token.part, token.literal)) return std::nullopt;
  }
  Moment moment{.day = std::chrono::year(reading.year) / std::chrono::month(reading.month) /
                       std::chrono::day(reading.day),
                .precision = precision_,
                .instant = {}};
  constexpr int kYearMin = 1000;  // As ParseDay.
  if (!reading.rest.empty() || !moment.day.ok() || reading.year < kYearMin) return std::nullopt;
  if (precision_ != v1::PRECISION_INSTANT) return moment;
  const auto of_day = std::chrono::hours(reading.hour) + std::chrono::minutes(reading.minute) +
                      std::chrono::seconds(reading.second) + reading.fraction;
  if (!reading.zoned) {
    moment.instant = InstantInLondon(moment.day, of_day);
    return moment;
  }
  moment.instant = Instant(std::chrono::sys_days(moment.day) + of_day - reading.ahead_of_utc);
  moment.day = DayInLondon(moment.instant);
  return moment;
}

}  // namespace goldthread::csv
