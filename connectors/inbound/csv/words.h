// Small words on text that headers, mappings and cells share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldthread::csv {

// Without spaces and tabs at either end.
std::string_view Trimmed(std::string_view text);

// The pieces between the separators, trimmed.
std::vector<std::string_view> Split(std::string_view text, char separator);

std::string Lowered(std::string_view text);  // ASCII only.

// As headers are compared: trimmed, and upper and lower case alike.
std::string HeaderKey(std::string_view name);

// The one of `words` that was most likely meant, if any is near enough.
std::optional<std::string> NearestOf(std::string_view word, const std::vector<std::string>& words);

}  // namespace goldthread::csv
