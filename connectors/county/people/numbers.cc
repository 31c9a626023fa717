#include "connectors/county/people/numbers.h"

#include <fmt/compile.h>

#include <string_view>

namespace goldthread::county {
namespace {

constexpr uint32_t kNhsNumbers = 1'000'000;
// No common factor with the million, so no two people meet.
constexpr uint64_t kNhsStride = 387'731;
constexpr uint64_t kNhsStart = 104'729;

}  // namespace

std::string NhsNumber(PersonIndex person) {
  if (person >= kNhsNumbers) return "";
  uint64_t rest = (person * kNhsStride + kNhsStart) % kNhsNumbers;
  std::string digits = "9990000000";
  for (size_t at = 8; at >= 3; --at) {
    digits[at] = static_cast<char>('0' + rest % 10);
    rest /= 10;
  }
  int sum = 0;
  for (int i = 0; i < 9; ++i) sum += (digits[static_cast<size_t>(i)] - '0') * (10 - i);
  const int check = (11 - sum % 11) % 11;
  if (check == 10) return "";
  digits[9] = static_cast<char>('0' + check);
  return digits;
}

std::string Upn(PersonIndex person, int lea, DayNumber birth) {
  constexpr std::string_view kLetters = "ABCDEFGHJKLMNPQRTUVWXYZ";
  const uint32_t serial = person % 10'000'000;
  const int year = (YearOf(birth) + kStartsSchool) % 100;
  std::string upn =
      fmt::format(FMT_COMPILE("?{:03}{:04}{:02}{:03}"), lea, serial / 1'000, year, serial % 1'000);
  size_t sum = 0;
  for (size_t i = 1; i < upn.size(); ++i) sum += static_cast<size_t>(upn[i] - '0') * (i + 1);
  upn[0] = kLetters[sum % kLetters.size()];
  return upn;
}

std::string PncId(PersonIndex person, DayNumber birth) {
  constexpr std::string_view kLetters = "ZABCDEFGHJKLMNPQRTUVWXY";
  const int year = YearOf(birth) + 19;
  const uint64_t serial = person % 10'000'000;
  const uint64_t number = static_cast<uint64_t>(year % 100) * 10'000'000 + serial;
  return fmt::format(FMT_COMPILE("{:04}/{:07}{}"), year, serial, kLetters[number % 23]);
}

std::string ProbationCrn(PersonIndex person) {
  return fmt::format(FMT_COMPILE("{}{:06}"), static_cast<char>('A' + person / 1'000'000 % 26),
                     person % 1'000'000);
}

std::string MobilePhone(PersonIndex person) {
  return fmt::format(FMT_COMPILE("07700 900{:03}"), (person * 7919ULL + 13) % 1'000);
}

std::string Slipped(std::string number, uint32_t at) {
  for (size_t i = 0; i < number.size(); ++i) {
    char& c = number[(at + i) % number.size()];
    if (c < '0' || c > '9') continue;
    c = static_cast<char>('0' + (c - '0' + 1) % 10);
    return number;
  }
  return number;
}

}  // namespace goldthread::county
