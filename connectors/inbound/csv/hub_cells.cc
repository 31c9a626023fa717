#include "connectors/inbound/csv/hub_cells.h"

#include <google/protobuf/util/json_util.h>

#include "connectors/inbound/csv/words.h"
#include "eventstore/base/digest.h"
#include "services/vocabulary/utf8.h"

namespace goldthread::csv {
namespace {

// "%20" for a space.
std::optional<std::string> Unescaped(std::string_view item) {
  std::string text;
  for (size_t at = 0; at < item.size(); ++at) {
    if (item[at] != '%') {
      text += item[at];
      continue;
    }
    const auto byte = FromHex(item.substr(at + 1, 2));
    if (!byte || byte->size() != 1) return std::nullopt;
    text += *byte;
    at += 2;
  }
  return text;
}

}  // namespace

std::optional<std::vector<std::string>> ListItems(std::string_view cell) {
  std::vector<std::string> items;
  if (Trimmed(cell).empty()) return items;
  for (const std::string_view piece : Split(cell, ' ')) {
    std::optional<std::string> item = Unescaped(piece);
    if (!item || item->empty() || !IsUtf8(*item)) return std::nullopt;
    items.push_back(*std::move(item));
  }
  return items;
}

bool AddSubjects(std::string_view cell, const std::map<std::string, int, std::less<>>& roles,
                 v1::Event* event) {
  const auto items = ListItems(cell);
  if (!items) return false;
  for (const std::string& item : *items) {
    const size_t colon = item.find(':');
    const auto role = roles.find(std::string_view(item).substr(0, colon));
    if (colon == item.npos || role == roles.end()) return false;
    v1::Subject& subject = *event->add_subjects();
    subject.set_record(item.substr(colon + 1));
    subject.set_role(static_cast<v1::SubjectRole>(role->second));
  }
  return true;
}

bool ReadJson(std::string_view cell, google::protobuf::Message* message) {
  return !cell.empty() &&
         google::protobuf::util::JsonStringToMessage({cell.data(), cell.size()}, message).ok();
}

}  // namespace goldthread::csv
