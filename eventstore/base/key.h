// Keys whose byte order is the order of what they are made of, so that a range of rows is
// a range of meaning.
//
// Text is escaped (00 → 00 FF) and ended with 00 01: a shorter text sorts before any longer
// one that begins with it, whatever follows. Numbers are big-endian with the sign bit
// turned. A key is read back by KeyReader with the same calls in the same order.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace goldthread {

class KeyWriter {
 public:
  KeyWriter() = default;
  explicit KeyWriter(std::string_view prefix) { Bytes(prefix); }

  KeyWriter& Byte(char byte) {
    key_.push_back(byte);
    return *this;
  }
  KeyWriter& Text(std::string_view text);
  KeyWriter& Number(int64_t number);

  std::string_view view() const { return {key_.data(), key_.size()}; }
  std::string Take() { return std::string(view()); }

 private:
  void Bytes(std::string_view bytes) {
    const size_t size = key_.size();
    key_.resize(size + bytes.size());
    std::memcpy(key_.data() + size, bytes.data(), bytes.size());
  }

  fmt::basic_memory_buffer<char, 128> key_;  // Most keys fit: folds make several an event.
};

// Each call takes the next part off the front; false (and no change) when it is not there
// or malformed.
class KeyReader {
 public:
  explicit KeyReader(std::string_view key) : rest_(key) {}

  bool Byte(char* byte);
  bool Text(std::string* text);
  bool Number(int64_t* number);

  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

// The first key after every key that begins with `prefix`; empty when there is none (the
// prefix is all FF).
std::string PrefixEnd(std::string_view prefix);

}  // namespace goldthread
