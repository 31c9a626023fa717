#include "connectors/county/out_file.h"

namespace goldthread::county {
namespace {

constexpr size_t kBufferBytes = 1 << 18;

}  // namespace

OutFile::OutFile(const std::string& path)
    : path_(path), out_(path, std::ios::binary | std::ios::trunc) {
  buffer_.reserve(kBufferBytes + 4'096);
}

void OutFile::Write(std::string_view bytes) {
  buffer_.append(bytes);
  if (buffer_.size() < kBufferBytes) return;
  out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  buffer_.clear();
}

void OutFile::WriteRow(std::initializer_list<std::string_view> cells) {
  std::string row;
  bool first = true;
  for (const std::string_view cell : cells) {
    if (!first) row.push_back(',');
    first = false;
    if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
      row.append(cell);
      continue;
    }
    row.push_back('"');
    for (const char c : cell) row.append(c == '"' ? 2 : 1, c);
    row.push_back('"');
  }
  row.push_back('\n');
  Write(row);
}

Status OutFile::Close() {
  out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  buffer_.clear();
  out_.close();
  return out_.fail() ? Error(Code::kUnavailable, "cannot write " + path_) : OkStatus();
}

}  // namespace goldthread::county
