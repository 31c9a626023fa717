#include "connectors/directory/directory_key.h"

#include <fmt/format.h>

#include <utility>

#include "eventstore/base/digest.h"
#include "eventstore/base/hmac.h"
#include "services/vocabulary/identifiers.h"

namespace goldthread::directory {
namespace {

constexpr size_t kSecretBytes = 32;
constexpr size_t kEntryIdDigits = 32;

// A police number's year of two digits is of the hundred years up to this one: in every hub the
// same, whatever its clock says.
constexpr int kPoliceYearsUpTo = 2030;

std::string_view WithoutLineEnd(std::string_view text) {
  return text.substr(0, text.find_last_not_of("\r\n") + 1);
}

std::string TextOf(const PersonNumber& number) {
  return fmt::format("{} {}", static_cast<char>(number.kind), number.text);
}

}  // namespace

std::optional<PersonNumber> NumberIn(const v1::Identifier& identifier) {
  PersonNumber number;
  switch (identifier.type()) {
    case v1::IDENTIFIER_TYPE_NHS_NUMBER:
      number.kind = PersonNumber::Kind::kNhs;
      break;
    case v1::IDENTIFIER_TYPE_PNC_ID:
      number.kind = PersonNumber::Kind::kPnc;
      break;
    default:
      return std::nullopt;
  }
  CheckedIdentifier checked = CheckIdentifier(identifier, kPoliceYearsUpTo);
  if (checked.status != IdentifierStatus::kValid) return std::nullopt;
  number.text = std::move(checked.canonical);
  return number;
}

std::optional<PersonNumber> NumberSpelt(std::string_view form) {
  v1::Identifier identifier;
  identifier.set_value(std::string(form));
  for (const v1::IdentifierType type :
       {v1::IDENTIFIER_TYPE_NHS_NUMBER, v1::IDENTIFIER_TYPE_PNC_ID}) {
    identifier.set_type(type);
    if (auto number = NumberIn(identifier)) return number;
  }
  return std::nullopt;
}

StatusOr<DirectoryKey> ParseDirectoryKey(std::string id, std::string_view text) {
  auto secret = FromHex(WithoutLineEnd(text));
  if (secret.has_value() && secret->size() == kSecretBytes) {
    return DirectoryKey{std::move(id), *std::move(secret)};
  }
  return Error(Code::kInvalidArgument,
               "a directory key is 64 hexadecimal digits: openssl rand -hex 32");
}

std::string CheckOf(const DirectoryKey& key) {
  return HmacSha256(key.secret, "goldthread directory check");
}

std::string DigestOf(const DirectoryKey& key, const PersonNumber& number) {
  return HmacSha256(key.secret, "goldthread directory number " + TextOf(number));
}

std::string EntryIdOf(const DirectoryKey& key, std::string_view partnership,
                      const PersonNumber& number) {
  const std::string text =
      fmt::format("goldthread directory entry {} {}", TextOf(number), partnership);
  return Hex(HmacSha256(key.secret, text)).substr(0, kEntryIdDigits);
}

}  // namespace goldthread::directory
