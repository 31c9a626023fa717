#include "tests/arch/source_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

namespace goldthread::arch {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = GT_SOURCE_DIR;

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<SourceFile> ReadAll() {
  std::vector<SourceFile> files;
  for (const char* top : {"eventstore", "services", "connectors", "tests"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / top)) {
      const fs::path extension = entry.path().extension();
      if (extension != ".h" && extension != ".cc") continue;
      const fs::path path = entry.path().lexically_relative(kRoot);
      files.push_back({path.string(), path.parent_path().string(), Lines(ReadText(path.string()))});
    }
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

}  // namespace

bool SourceFile::IsTest() const {
  return path.ends_with("_test.cc") || path.starts_with("tests/") || IsTestSupport(path);
}

bool IsTestSupport(std::string_view header) {
  if (!header.ends_with(".h")) return false;
  static const std::regex kNames("/(fake|faulty|map|toy)_[^/]*$|_(contract|fixture|oracle)\\.h$");
  static const std::regex kFrameworks("#include <g(test|mock)/");
  return std::regex_search(header.begin(), header.end(), kNames) ||
         std::regex_search(ReadText(header), kFrameworks);
}

const std::vector<SourceFile>& Sources() {
  static const auto* const files = new std::vector<SourceFile>(ReadAll());
  return *files;
}

std::string ReadText(std::string_view path) {
  std::ifstream stream(kRoot / path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

bool Exists(std::string_view path) { return fs::exists(kRoot / path); }

std::vector<Include> IncludesOf(const SourceFile& file) {
  static const std::regex kInclude(R"re(^\s*#\s*include\s*["<]([^">]+)[">])re");
  std::vector<Include> includes;
  for (size_t i = 0; i < file.lines.size(); ++i) {
    std::smatch match;
    if (std::regex_search(file.lines[i], match, kInclude)) {
      includes.push_back({match[1], i + 1});
    }
  }
  return includes;
}

std::string_view CodeOf(std::string_view line) { return line.substr(0, line.find("//")); }

std::string At(const SourceFile& file, size_t line, std::string_view what) {
  return fmt::format("{}:{}: {}", file.path, line, what);
}

}  // namespace goldthread::arch
