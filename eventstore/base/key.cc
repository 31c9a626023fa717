#include "eventstore/base/key.h"

#include <endian.h>

#include <cstring>

namespace goldthread {
namespace {

constexpr std::string_view kEscapedZero("\x00\xff", 2);
constexpr std::string_view kTextEnd("\x00\x01", 2);
constexpr uint64_t kSignBit = uint64_t{1} << 63;

}  // namespace

KeyWriter& KeyWriter::Text(std::string_view text) {
  for (size_t zero = text.find('\0'); zero != std::string_view::npos; zero = text.find('\0')) {
    Bytes(text.substr(0, zero));
    Bytes(kEscapedZero);
    text.remove_prefix(zero + 1);
  }
  Bytes(text);
  Bytes(kTextEnd);
  return *this;
}

KeyWriter& KeyWriter::Number(int64_t number) {
  const uint64_t bits = htobe64(static_cast<uint64_t>(number) ^ kSignBit);
  Bytes({reinterpret_cast<const char*>(&bits), sizeof bits});
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
  uint64_t bits = 0;
  if (rest_.size() < sizeof bits) return false;
  std::memcpy(&bits, rest_.data(), sizeof bits);
  *number = static_cast<int64_t>(be64toh(bits) ^ kSignBit);
  rest_.remove_prefix(sizeof bits);
  return true;
}

std::string PrefixEnd(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xff') end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(end.back() + 1);
  return end;
}

}  // namespace goldthread
