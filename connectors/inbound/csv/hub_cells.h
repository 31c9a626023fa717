// Cells that hold a part of an event as the hub itself writes it: lists of words and JSON.
//
// Source: docs/chronology-csv.md.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "goldthread/v1/event.pb.h"

namespace goldthread::csv {

// The items of a list, what parts them undone. Nothing: it is no list.
std::optional<std::vector<std::string>> ListItems(std::string_view cell);

// Who is in it, "child:nominal%207 mother:a:b", by the words of their parts. False: no list of
// that, or an unknown part; some may have been added.
bool AddSubjects(std::string_view cell, const std::map<std::string, int, std::less<>>& roles,
                 v1::Event* event);

// False: it is no JSON of this message.
bool ReadJson(std::string_view cell, google::protobuf::Message* message);

}  // namespace goldthread::csv
