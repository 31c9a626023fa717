#include "services/vocabulary/identifiers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace goldthread {
namespace {

// Locale-free on purpose.
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return c >= 'A' && c <= 'Z'; }

bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

int64_t Value(std::string_view digits) {
  int64_t value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

std::string TrimmedUpper(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return "";
  std::string result(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return result;
}

// "943 476 5919" and "943-476-5919" are the number 9434765919.
std::string Compact(std::string_view text) {
  std::string result = TrimmedUpper(text);
  std::erase_if(result, [](char c) { return c == ' ' || c == '-'; });
  return result;
}

bool OneDigitRepeated(std::string_view digits) {
  return digits.find_first_not_of(digits.front()) == std::string_view::npos;
}

// Weights 10, 9 … on the leading digits, modulo 11.
int WeightedMod11(std::string_view digits) {
  int sum = 0;
  int weight = 10;
  for (const char c : digits) sum += weight-- * (c - '0');
  return sum % 11;
}

IdentifierStatus CheckNhsNumber(std::string_view number) {
  if (number.size() != 10 || !AllDigits(number)) return IdentifierStatus::kBadSyntax;
  const int check = (11 - WeightedMod11(number.substr(0, 9))) % 11;
  if (check != number[9] - '0') return IdentifierStatus::kBadCheckDigit;
  return OneDigitRepeated(number) ? IdentifierStatus::kPlaceholder : IdentifierStatus::kValid;
}

IdentifierStatus CheckUln(std::string_view number) {
  if (number.size() != 10 || !AllDigits(number) || number[0] == '0') {
    return IdentifierStatus::kBadSyntax;
  }
  return WeightedMod11(number) == 10 ? IdentifierStatus::kValid : IdentifierStatus::kBadCheckDigit;
}

// Without I, O and S, so that none is taken for a digit.
constexpr std::string_view kUpnLetters = "ABCDEFGHJKLMNPQRTUVWXYZ";

IdentifierStatus CheckUpn(std::string_view upn) {
  if (upn.size() != 13 || kUpnLetters.find(upn[0]) == std::string_view::npos ||
      !AllDigits(upn.substr(1, 11))) {
    return IdentifierStatus::kBadSyntax;
  }
  size_t sum = 0;
  for (size_t i = 1; i <= 11; ++i) sum += static_cast<size_t>(upn[i] - '0') * (i + 1);
  // The last character is a digit, or in a temporary UPN a letter of the same alphabet.
  size_t last = static_cast<size_t>(upn[12] - '0');
  if (!IsDigit(upn[12])) {
    last = kUpnLetters.find(upn[12]);
    if (last == std::string_view::npos) return IdentifierStatus::kBadSyntax;
  }
  sum += last * 13;
  if (kUpnLetters[sum % kUpnLetters.size()] != upn[0]) return IdentifierStatus::kBadCheckDigit;
  // No authority has the number 000: typed to satisfy a form.
  return AllDigits(upn.substr(1)) && OneDigitRepeated(upn.substr(1)) && upn[1] == '0'
             ? IdentifierStatus::kPlaceholder
             : IdentifierStatus::kValid;
}

char PoliceLetter(int64_t number) {
  constexpr std::string_view kLetters = "ZABCDEFGHJKLMNPQRTUVWXY";
  return kLetters[static_cast<size_t>(number % 23)];
}

IdentifierStatus CheckLetter(char letter, int64_t number) {
  return letter == PoliceLetter(number) ? IdentifierStatus::kValid
                                        : IdentifierStatus::kBadCheckDigit;
}

// Canonical "1981/0000034U" from "81/34U", "8134U" or "1981/0000034U".
void CheckPncId(int today_year, CheckedIdentifier* id) {
  const std::string_view text = id->canonical;
  id->status = IdentifierStatus::kBadSyntax;
  if (text.size() < 4 || !IsLetter(text.back())) return;
  const char letter = text.back();
  const std::string_view digits = text.substr(0, text.size() - 1);
  const size_t slash = digits.find('/');
  // Without a slash only the full length tells a year of four digits.
  const size_t year_digits = slash != std::string_view::npos ? slash : digits.size() == 11 ? 4 : 2;
  if (year_digits != 2 && year_digits != 4) return;
  const std::string_view year_text = digits.substr(0, year_digits);
  const std::string_view serial =
      digits.substr(year_digits + (slash != std::string_view::npos ? 1 : 0));
  if (!AllDigits(year_text) || !AllDigits(serial) || serial.size() > 7) return;
  int64_t year = Value(year_text);
  if (year_digits == 2) {
    const int century = today_year / 100 * 100;
    year += year <= today_year % 100 ? century : century - 100;
  }
  const int64_t serial_number = Value(serial);
  id->status = CheckLetter(letter, year % 100 * 10'000'000 + serial_number);
  id->canonical = fmt::format("{:04}/{:07}{}", year, serial_number, letter);
}

// Canonical "065656/91H"; the special file's "SF83/50058Z" has no padding.
void CheckCroNumber(CheckedIdentifier* id) {
  std::string_view text = id->canonical;
  id->status = IdentifierStatus::kBadSyntax;
  const bool special = text.starts_with("SF");
  if (special) text.remove_prefix(2);
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos || text.size() < slash + 3 || !IsLetter(text.back())) return;
  const char letter = text.back();
  std::string_view serial = text.substr(0, slash);
  std::string_view year = text.substr(slash + 1, text.size() - slash - 2);
  if (special) std::swap(serial, year);
  if (!AllDigits(serial) || serial.size() > 6 || !AllDigits(year) || year.size() != 2) return;
  const int64_t serial_number = Value(serial);
  int64_t scale = 1'000'000;
  // Here the letter was worked out before the serial was padded.
  if (special) {
    for (scale = 10; scale <= serial_number;) scale *= 10;
  }
  id->status = CheckLetter(letter, Value(year) * scale + serial_number);
  id->canonical = special ? fmt::format("SF{}/{}{}", year, serial_number, letter)
                          : fmt::format("{:06}/{}{}", serial_number, year, letter);
}

// Rules 1570 and 1580. Only unique within its council, so worth nothing without one.
IdentifierStatus CheckCouncilChildId(std::string_view id, std::string_view issuer) {
  const bool plain =
      std::all_of(id.begin(), id.end(), [](char c) { return IsDigit(c) || IsLetter(c); });
  return !id.empty() && id.size() <= 20 && plain && !issuer.empty() ? IdentifierStatus::kUnchecked
                                                                    : IdentifierStatus::kBadSyntax;
}

}  // namespace

CheckedIdentifier CheckIdentifier(const v1::Identifier& identifier, int today_year) {
  CheckedIdentifier result;
  result.type = identifier.type();
  result.issuer = TrimmedUpper(identifier.issuer());
  result.canonical = TrimmedUpper(identifier.value());
  switch (identifier.type()) {
    case v1::IDENTIFIER_TYPE_NHS_NUMBER:
      result.canonical = Compact(result.canonical);
      result.status = CheckNhsNumber(result.canonical);
      break;
    case v1::IDENTIFIER_TYPE_UPN:
    case v1::IDENTIFIER_TYPE_FORMER_UPN:
      result.canonical = Compact(result.canonical);
      result.status = CheckUpn(result.canonical);
      break;
    case v1::IDENTIFIER_TYPE_ULN:
      result.canonical = Compact(result.canonical);
      result.status = CheckUln(result.canonical);
      break;
    case v1::IDENTIFIER_TYPE_LA_CHILD_ID:
      result.status = CheckCouncilChildId(result.canonical, result.issuer);
      break;
    case v1::IDENTIFIER_TYPE_PNC_ID:
      result.canonical = Compact(result.canonical);
      CheckPncId(today_year, &result);
      break;
    case v1::IDENTIFIER_TYPE_CRO_NUMBER:
      result.canonical = Compact(result.canonical);
      CheckCroNumber(&result);
      break;
    default:
      // Nothing to check, or a type newer than this build.
      break;
  }
  return result;
}

}  // namespace goldthread
