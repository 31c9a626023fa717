// The mappings that come with the program, by name: the files of mappings/.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace goldthread::csv {

struct ShippedMapping {
  std::string_view name;  // "police-incidents"
  std::string_view toml;
};

std::span<const ShippedMapping> ShippedMappings();

// Nothing when none has this name.
std::optional<std::string_view> FindShippedMapping(std::string_view name);

}  // namespace goldthread::csv
