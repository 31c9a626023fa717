#include "connectors/inbound/csv/text_source.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace goldthread::csv {
namespace {

using namespace std::string_view_literals;

// 0x80 to 0x9f; the rest of Windows-1252 is Latin-1, whose bytes are the code points.
// Source: the Unicode Consortium's mapping table CP1252. 0: no such character.
constexpr std::array<uint16_t, 32> kWindows1252 = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

constexpr size_t kUtf8BytesMax = 3;  // Of one byte of Windows-1252.

size_t AppendUtf8(unsigned char byte, char* out) {
  const uint16_t point = byte >= 0x80 && byte < 0xa0 ? kWindows1252[byte - 0x80u] : byte;
  if (point == 0 && byte != 0) {
    std::memcpy(out, kNoCharacter.data(), kNoCharacter.size());
    return kNoCharacter.size();
  }
  if (point < 0x80) {
    out[0] = static_cast<char>(point);
    return 1;
  }
  if (point < 0x800) {
    out[0] = static_cast<char>(0xc0 | (point >> 6));
    out[1] = static_cast<char>(0x80 | (point & 0x3f));
    return 2;
  }
  out[0] = static_cast<char>(0xe0 | (point >> 12));
  out[1] = static_cast<char>(0x80 | ((point >> 6) & 0x3f));
  out[2] = static_cast<char>(0x80 | (point & 0x3f));
  return 3;
}

// What a file is, by how it begins. A table's first character is no NUL, so one among the
// first two bytes is half of a wider character.
std::string_view WhyNoText(std::string_view head) {
  if (head.starts_with("\xff\xfe\0\0"sv) || head.starts_with("\0\0\xfe\xff"sv)) {
    return "ENCODING_UTF32";
  }
  if (head.starts_with("\xff\xfe"sv) || head.starts_with("\xfe\xff"sv)) return "ENCODING_UTF16";
  if (head.size() >= 2 && (head[0] == '\0') != (head[1] == '\0')) return "ENCODING_UTF16";
  if (head.starts_with("PK\x03\x04"sv) || head.starts_with("\xd0\xcf\x11\xe0"sv)) {
    return "FILE_IS_WORKBOOK";
  }
  return "";
}

}  // namespace

TextSource::TextSource(ByteSource bytes, Encoding encoding)
    : bytes_(std::move(bytes)), encoding_(encoding) {}

void TextSource::Open() {
  open_ = true;
  while (head_end_ < head_.size()) {
    const size_t got = FromFile(head_.data() + head_end_, head_.size() - head_end_);
    if (got == 0) break;
    head_end_ += got;
  }
  const std::string_view head(head_.data(), head_end_);
  if (refused_.empty()) refused_ = WhyNoText(head);
  if (head.starts_with("\xef\xbb\xbf")) {
    head_begin_ = 3;
    encoding_ = Encoding::kUtf8;
  }
}

size_t TextSource::FromFile(char* buffer, size_t size) {
  const int64_t read = bytes_(buffer, size);
  if (read < 0) refused_ = "FILE_UNREADABLE";
  if (read <= 0) return 0;
  bytes_read_ += read;
  return static_cast<size_t>(read);
}

size_t TextSource::Raw(char* buffer, size_t size) {
  if (head_begin_ == head_end_) return FromFile(buffer, size);
  const size_t count = std::min(size, head_end_ - head_begin_);
  std::memcpy(buffer, head_.data() + head_begin_, count);
  head_begin_ += count;
  return count;
}

size_t TextSource::Read(char* buffer, size_t size) {
  if (!open_) Open();
  if (!refused_.empty()) return 0;
  if (encoding_ == Encoding::kUtf8) return Raw(buffer, size);
  raw_.resize(size / kUtf8BytesMax);
  const size_t count = Raw(raw_.data(), raw_.size());
  size_t written = 0;
  for (size_t i = 0; i < count; ++i) {
    written += AppendUtf8(static_cast<unsigned char>(raw_[i]), buffer + written);
  }
  return written;
}

}  // namespace goldthread::csv
