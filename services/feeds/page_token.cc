#include "services/feeds/page_token.h"

#include <fmt/format.h>

#include <algorithm>

#include "eventstore/base/digest.h"
#include "services/access/reason.h"

namespace goldthread::feeds {
namespace {

constexpr size_t kSealBytes = 16;  // Hexadecimal.

}  // namespace

std::string PageToken(std::string_view question, std::string_view place) {
  return fmt::format("{:016x}{}", Checksum(fmt::format("{}:{}", question, place)), place);
}

StatusOr<std::string> PlaceOf(std::string_view question, const std::string& token) {
  if (token.empty()) return std::string();
  std::string place = token.substr(std::min(token.size(), kSealBytes));
  if (place.empty() || PageToken(question, place) != token) {
    return Error(Code::kInvalidArgument, "BAD_PAGE_TOKEN: not a token of this list; start again");
  }
  return place;
}

Status CheckMinPosition(int64_t position) {
  if (position >= kNewest) return OkStatus();
  return access::BadField("min_position", "a position, or -1 for all there is");
}

StatusOr<size_t> PageSize(int32_t asked, int32_t usual, int32_t most) {
  if (asked < 0) return access::BadField("page_size", "must not be negative");
  return static_cast<size_t>(asked == 0 ? usual : std::min(asked, most));
}

v1::LogPosition PositionShown(std::string_view shard, int64_t next) {
  v1::LogPosition position;
  position.set_shard(std::string(shard));
  position.set_next(std::max<int64_t>(0, next));
  return position;
}

}  // namespace goldthread::feeds
