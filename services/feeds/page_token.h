// What questions about lists have alike: how fresh, how many, and where a list goes on, as its
// reader gives it back. A feed's name and an event's id are no
// secret and each page is decided anew, so a token is sealed against mistakes only: one that
// belongs to another question or was mistyped.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "eventstore/base/status.h"
#include "goldthread/v1/caller.pb.h"

namespace goldthread::feeds {

// `question`: the method and what it asks about; `place`: the last of the page, not empty.
std::string PageToken(std::string_view question, std::string_view place);

// "" for no token. kInvalidArgument "BAD_PAGE_TOKEN": not a token of this question.
StatusOr<std::string> PlaceOf(std::string_view question, const std::string& token);

// As a `min_position`: the log's end when the question comes, whatever it is. Who asks is not told
// where that is: it moves with what the caller may not see.
inline constexpr int64_t kNewest = -1;

// kInvalidArgument: neither a position nor kNewest.
Status CheckMinPosition(int64_t position);

// What an answer says of its position: no more than was demanded or written.
v1::LogPosition PositionShown(std::string_view shard, int64_t next);

inline constexpr int32_t kPageSizeDefault = 100;
inline constexpr int32_t kPageSizeMax = 1'000;

// How many of a list are asked for: `usual` for 0, never more than `most`. kInvalidArgument: a
// negative number.
StatusOr<size_t> PageSize(int32_t asked, int32_t usual, int32_t most);

}  // namespace goldthread::feeds
