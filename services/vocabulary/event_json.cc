#include "services/vocabulary/event_json.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cctype>

namespace goldthread {
namespace {

// "(subjects[0].role): invalid value "X" for type Y" → "subjects[0].role". What follows the
// path may quote the line, so it is not used.
std::string FieldOf(std::string_view complaint) {
  const size_t open = complaint.find('(');
  const size_t close = complaint.find("):", open == complaint.npos ? 0 : open);
  if (open == complaint.npos || close == complaint.npos) return "";
  const std::string_view path = complaint.substr(open + 1, close - open - 1);
  const bool is_path = path.size() <= 100 && std::ranges::all_of(path, [](char c) {
                         return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                                std::string_view("._[]").find(c) != std::string_view::npos;
                       });
  return is_path ? std::string(path) : "";
}

}  // namespace

int JsonDepth(std::string_view json) {
  int depth = 0;
  int deepest = 0;
  bool in_text = false;
  for (size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (in_text) {
      if (c == '\\') ++at;
      if (c == '"') in_text = false;
      continue;
    }
    if (c == '"') in_text = true;
    if (c == '{' || c == '[') deepest = std::max(deepest, ++depth);
    if (c == '}' || c == ']') --depth;
  }
  return deepest;
}

std::optional<EventJsonProblem> ReadEventJson(std::string_view json, v1::Event* event) {
  event->Clear();
  if (JsonDepth(json) > kEventJsonDepthMax) return EventJsonProblem{.too_deep = true, .field = ""};
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = false;
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(json.data(), json.size()), event, options);
  if (status.ok()) return std::nullopt;
  event->Clear();
  return EventJsonProblem{.too_deep = false, .field = FieldOf(status.ToString())};
}

}  // namespace goldthread
