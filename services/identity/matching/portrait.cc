#include "services/identity/matching/portrait.h"

#include <algorithm>
#include <array>
#include <utility>

#include "services/identity/matching/folded.h"
#include "services/identity/matching/place_lines.h"
#include "services/vocabulary/identifiers.h"

namespace goldthread::matching {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string Digits(std::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), IsDigit);
  return digits;
}

// "+44 1632 960001" and "01632 960001" are one line: its last nine digits.
std::string PhoneForm(std::string_view text) {
  const std::string digits = Digits(text);
  if (digits.size() < 9 || IsTypedForNone(digits)) return "";
  return digits.substr(digits.size() - 9);
}

std::string EmailForm(std::string_view text) {
  std::string form;
  for (const char c : text) {
    if (c > ' ') form.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  const size_t at = form.find('@');
  return at == 0 || at == std::string::npos || at + 1 == form.size() ? "" : form;
}

// A number whose check digit fails was mistyped: near to the right one it still says something,
// so it stays unless it is no number at all.
void AddNumber(Portrait& portrait, const v1::Identifier& identifier) {
  const CheckedIdentifier checked = CheckIdentifier(identifier, 0);  // Numbers of no child's era.
  if (checked.status == IdentifierStatus::kPlaceholder ||
      checked.status == IdentifierStatus::kBadSyntax || IsTypedForNone(checked.canonical)) {
    return;
  }
  const v1::IdentifierType type =
      checked.type == v1::IDENTIFIER_TYPE_FORMER_UPN ? v1::IDENTIFIER_TYPE_UPN : checked.type;
  portrait.numbers.push_back(
      {std::to_string(static_cast<int>(type)) + ' ' + checked.issuer, checked.canonical});
}

template <class T>
void SettleList(std::vector<T>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
  std::erase(list, T());
  if (list.size() > kSayingsMax) list.resize(kSayingsMax);
}

}  // namespace

std::string BirthForm(std::string_view text) {
  std::string digits = Digits(text);
  const bool known = digits.size() == 4 || digits.size() == 6 || digits.size() == 8;
  // The first of January 1900 is what systems fill in.
  return known && digits != "19000101" ? digits : "";
}

bool IsTypedForNone(std::string_view value) {
  if (value.size() < 4) return true;
  bool same = true;
  bool rising = true;
  for (size_t i = 1; i < value.size(); ++i) {
    same = same && value[i] == value[0];
    rising = rising && value[i] == value[i - 1] + 1;
  }
  return same || rising;
}

std::string PostcodeForm(std::string_view text) {
  std::string form = Compact(Folded(text));
  return form.starts_with("zz99") ? "" : form;  // No fixed abode, or unknown.
}

void AddPlace(Portrait& portrait, const v1::Address& address) {
  PlaceForm place = PlaceOfLines({address.lines().begin(), address.lines().end()});
  place.postcode = PostcodeForm(address.postcode());
  place.uprn = address.uprn();
  portrait.places.push_back(std::move(place));
}

void AddTo(Portrait& portrait, const v1::PersonDescription& described) {
  for (const v1::PersonName& name : described.names()) {
    portrait.names.push_back({Folded(name.given()), Folded(name.family())});
  }
  portrait.births.push_back(BirthForm(described.birth_date()));
  if (described.sex() == v1::SEX_MALE || described.sex() == v1::SEX_FEMALE) {
    portrait.sexes.push_back(described.sex());
  }
  for (const v1::Identifier& identifier : described.identifiers()) AddNumber(portrait, identifier);
  for (const v1::Address& address : described.addresses()) AddPlace(portrait, address);
  for (const std::string& phone : described.phones()) portrait.phones.push_back(PhoneForm(phone));
  for (const std::string& email : described.emails()) portrait.emails.push_back(EmailForm(email));
  Settle(portrait);
}

void Settle(Portrait& portrait) {
  SettleList(portrait.names);
  SettleList(portrait.births);
  SettleList(portrait.sexes);
  SettleList(portrait.numbers);
  SettleList(portrait.places);
  SettleList(portrait.phones);
  SettleList(portrait.emails);
}

Portrait PortraitOf(const v1::PersonDescription& described) {
  Portrait portrait;
  AddTo(portrait, described);
  return portrait;
}

}  // namespace goldthread::matching
