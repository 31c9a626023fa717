#include "services/server/words.h"

#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <cctype>
#include <numeric>

namespace goldthread::server {
namespace {

// "InformationCategory" → "INFORMATION_CATEGORY_", as buf's lint asks of value names.
std::string PrefixOf(std::string_view type_name) {
  std::string prefix;
  for (const char c : type_name) {
    if (std::isupper(static_cast<unsigned char>(c)) != 0 && !prefix.empty()) prefix += '_';
    prefix += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return prefix + "_";
}

std::string WordOf(const google::protobuf::EnumValueDescriptor& value) {
  std::string word = value.name();
  const std::string prefix = PrefixOf(value.type()->name());
  if (word.starts_with(prefix)) word.erase(0, prefix.size());
  for (char& c : word) {
    c = c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return word;
}

size_t EditDistance(std::string_view from, std::string_view to) {
  std::vector<size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= from.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= to.size(); ++j) {
      const size_t replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[to.size()];
}

}  // namespace

std::string EnumWord(const google::protobuf::EnumDescriptor& type, int value) {
  if (value == 0) return "";
  const auto* found = type.FindValueByNumber(value);
  return found == nullptr ? fmt::format("{}", value) : WordOf(*found);
}

std::optional<int> EnumFromWord(const google::protobuf::EnumDescriptor& type,
                                std::string_view word) {
  for (int at = 0; at < type.value_count(); ++at) {
    const auto& value = *type.value(at);
    if (value.number() != 0 && WordOf(value) == word) return value.number();
  }
  return std::nullopt;
}

std::vector<std::string> EnumWords(const google::protobuf::EnumDescriptor& type) {
  std::vector<std::string> words;
  for (int at = 0; at < type.value_count(); ++at) {
    if (type.value(at)->number() != 0) words.push_back(WordOf(*type.value(at)));
  }
  return words;
}

Instant InstantOf(const google::protobuf::Timestamp& time) {
  return Instant(std::chrono::seconds(time.seconds()) +
                 std::chrono::microseconds(time.nanos() / 1000));
}

google::protobuf::Timestamp TimestampOf(Instant instant) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
  google::protobuf::Timestamp time;
  time.set_seconds(seconds.time_since_epoch().count());
  time.set_nanos(static_cast<int32_t>((instant - seconds).count() * 1000));
  return time;
}

std::string TimeText(const google::protobuf::Timestamp& time) {
  return google::protobuf::util::TimeUtil::ToString(time);
}

std::string OccurredText(const v1::Occurred& occurred) {
  switch (occurred.start_case()) {
    case v1::Occurred::kInstant:
      return TimeText(occurred.instant());
    case v1::Occurred::kDate:
      return occurred.date();
    case v1::Occurred::START_NOT_SET:
      break;
  }
  return "";
}

std::string OccurredEndText(const v1::Occurred& occurred) {
  switch (occurred.end_case()) {
    case v1::Occurred::kEndInstant:
      return TimeText(occurred.end_instant());
    case v1::Occurred::kEndDate:
      return occurred.end_date();
    case v1::Occurred::END_NOT_SET:
      break;
  }
  return "";
}

std::string PrecisionWord(const v1::Occurred& occurred) {
  if (occurred.precision() != v1::PRECISION_UNSPECIFIED) {
    return EnumWord(*v1::Precision_descriptor(), occurred.precision());
  }
  return occurred.has_instant() ? "instant" : "day";
}

std::optional<std::string> Nearest(std::string_view word, const std::vector<std::string>& words) {
  std::optional<std::string> nearest;
  size_t least = std::max<size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : words) {
    const size_t distance = EditDistance(word, candidate);
    if (distance >= least) continue;
    least = distance;
    nearest = candidate;
  }
  return nearest;
}

}  // namespace goldthread::server
