// How the contract's enums and times are written for people and in JSON: "domestic-abuse",
// "2026-03-04T09:30:00Z".
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/timestamp.pb.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/clock.h"
#include "goldthread/v1/event.pb.h"

namespace goldthread::server {

// The value's name without its enum's prefix, lower case, hyphens; "" for UNSPECIFIED, the
// number for one newer than this build.
std::string EnumWord(const google::protobuf::EnumDescriptor& type, int value);

// The reverse; nothing when the enum has no such word.
std::optional<int> EnumFromWord(const google::protobuf::EnumDescriptor& type,
                                std::string_view word);

// All words of the enum, for help and suggestions.
std::vector<std::string> EnumWords(const google::protobuf::EnumDescriptor& type);

Instant InstantOf(const google::protobuf::Timestamp& time);
google::protobuf::Timestamp TimestampOf(Instant instant);

// RFC 3339 in UTC with as much of a fraction as there is: nothing is lost.
std::string TimeText(const google::protobuf::Timestamp& time);

// When it started and ended, as given: a date, or an instant in UTC; "" where not given.
std::string OccurredText(const v1::Occurred& occurred);
std::string OccurredEndText(const v1::Occurred& occurred);
// "instant", "day", "month", "year", "approximate".
std::string PrecisionWord(const v1::Occurred& occurred);

// The word of `words` nearest to `word`, when it is near enough to have been meant.
std::optional<std::string> Nearest(std::string_view word, const std::vector<std::string>& words);

}  // namespace goldthread::server
