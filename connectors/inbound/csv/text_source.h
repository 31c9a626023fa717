// A file's bytes as UTF-8: the byte order mark gone, Windows-1252 converted, and files that are
// no text refused by what they are, since each has its own remedy.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "connectors/inbound/file/byte_source.h"

namespace goldthread::csv {

enum class Encoding { kUtf8, kWindows1252 };

// What stands for a byte that Windows-1252 does not have; no such file can hold it otherwise.
inline constexpr std::string_view kNoCharacter = "\xef\xbf\xbd";

class TextSource {
 public:
  // A byte order mark of UTF-8 goes before what `encoding` says.
  TextSource(ByteSource bytes, Encoding encoding);

  // Fills `buffer` (at least 16 bytes) with UTF-8, as far as the file itself is: whether it is
  // well formed is for the reader of rows to say. 0 at the end, or when the file is refused.
  size_t Read(char* buffer, size_t size);

  // "" or a rule: ENCODING_UTF16, ENCODING_UTF32, FILE_IS_WORKBOOK, FILE_UNREADABLE.
  std::string_view refused() const { return refused_; }
  Encoding encoding() const { return encoding_; }
  int64_t bytes_read() const { return bytes_read_; }

 private:
  void Open();
  size_t FromFile(char* buffer, size_t size);
  size_t Raw(char* buffer, size_t size);  // What was read ahead, then the file.

  ByteSource bytes_;
  Encoding encoding_;
  bool open_ = false;
  std::array<char, 8> head_{};  // What was read to see what the file is.
  size_t head_begin_ = 0;
  size_t head_end_ = 0;
  std::vector<char> raw_;
  std::string_view refused_;
  int64_t bytes_read_ = 0;
};

}  // namespace goldthread::csv
