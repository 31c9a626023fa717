// The key that a group of partnerships shares, and what is made with it: proofs that two of them
// mean the same number, which say nothing to anybody else.
//
// There are few enough numbers of ten digits to try them all, so a digest without a key would be
// the number itself.
//
// Source: docs/decisions/0023-the-directory.md.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/base/status.h"
#include "goldthread/v1/people.pb.h"

namespace goldthread::directory {

// A number that stands for one person wherever it is told, and whose check digit holds.
struct PersonNumber {
  enum class Kind : char { kNhs = 'N', kPnc = 'P' };
  Kind kind = Kind::kNhs;
  std::string text;  // In one spelling.
  auto operator<=>(const PersonNumber&) const = default;
};

// Nothing: of another kind, or its check digit does not hold.
std::optional<PersonNumber> NumberIn(const v1::Identifier& identifier);
// As search spells numbers of any kind (NumberForm).
std::optional<PersonNumber> NumberSpelt(std::string_view form);

struct DirectoryKey {
  std::string id;      // What the partnerships call it: "2026".
  std::string secret;  // 32 bytes.
};

// From a key file: 64 hexadecimal digits and the end of a line, as `openssl rand -hex 32` writes
// them. kInvalidArgument.
StatusOr<DirectoryKey> ParseDirectoryKey(std::string id, std::string_view text);

// 32 bytes each; none can be had from another.
// Which key it is, to whoever has it.
std::string CheckOf(const DirectoryKey& key);
// The same in every partnership that has the key.
std::string DigestOf(const DirectoryKey& key, const PersonNumber& number);
// 32 lower-case hexadecimal digits. Another for each partnership, so that an entry is its own.
std::string EntryIdOf(const DirectoryKey& key, std::string_view partnership,
                      const PersonNumber& number);

}  // namespace goldthread::directory
