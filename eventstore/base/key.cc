#include "eventstore/base/key.h"

#include <array>

namespace goldthread {
namespace {

constexpr std::string_view kEscapedZero("\x00\xff", 2);
constexpr std::string_view kTextEnd("\x00\x01", 2);
constexpr uint64_t kSignBit = uint64_t{1} << 63;

}  // namespace

KeyWriter& KeyWriter::Text(std::string_view text) {
  for (size_t zero = text.find('\0'); zero != std::string_view::npos; zero = text.find('\0')) {
    key_.append(text.substr(0, zero));
    key_.append(kEscapedZero);
    text.remove_prefix(zero + 1);
  }
  key_.append(text);
  key_.append(kTextEnd);
  return *this;
}

KeyWriter& KeyWriter::Number(int64_t number) {
  const uint64_t bits = static_cast<uint64_t>(number) ^ kSignBit;
  std::array<char, 8> bytes;
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(bits >> (8 * (bytes.size() - 1 - i)));
  }
  key_.append(bytes.data(), bytes.data() + bytes.size());
  return *this;
}

bool KeyReader::Byte(char* byte) {
  if (rest_.empty()) return false;
  *byte = rest_.front();
  rest_.remove_prefix(1);
  return true;
}

bool KeyReader::Text(std::string* text) {
  std::string_view rest = rest_;
  text->clear();
  while (true) {
    const size_t zero = rest.find('\0');
    if (zero == std::string_view::npos || zero + 1 >= rest.size()) return false;
    text->append(rest.substr(0, zero));
    const char mark = rest[zero + 1];
    rest.remove_prefix(zero + 2);
    if (mark == kTextEnd[1]) break;
    if (mark != kEscapedZero[1]) return false;
    text->push_back('\0');
  }
  rest_ = rest;
  return true;
}

bool KeyReader::Number(int64_t* number) {
  if (rest_.size() < 8) return false;
  uint64_t bits = 0;
  for (int i = 0; i < 8; ++i) {
    bits = bits << 8 | static_cast<unsigned char>(rest_[static_cast<size_t>(i)]);
  }
  *number = static_cast<int64_t>(bits ^ kSignBit);
  rest_.remove_prefix(8);
  return true;
}

std::string PrefixEnd(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xff') end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(end.back() + 1);
  return end;
}

}  // namespace goldthread
