// The source tree as text, for tests that hold it to the house's rules.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace goldthread::arch {

struct SourceFile {
  std::string path;    // From the root: "services/ingest/ingest.cc".
  std::string folder;  // "services/ingest"
  std::vector<std::string> lines;

  bool IsTest() const;  // x_test.cc, what only tests include, or anything under tests/.
  bool IsHeader() const { return path.ends_with(".h"); }
};

struct Include {
  std::string path;  // Without its quotes or brackets.
  size_t line = 0;
};

// A header for tests beside the code: it includes the test framework, or says so by its name:
// fake_x.h, map_x.h, toy_x.h, faulty_x.h stand in for the real thing, x_fixture.h sets it up,
// x_contract.h is what every x must pass, x_oracle.h a second opinion on it.
bool IsTestSupport(std::string_view header);

// Every .h and .cc of ours, by path.
const std::vector<SourceFile>& Sources();

// The whole of one file; empty when there is none. `path` from the root.
std::string ReadText(std::string_view path);
bool Exists(std::string_view path);

std::vector<Include> IncludesOf(const SourceFile& file);

// Without its // comment. (A // inside a string literal is taken for one, which hides the
// rest of that line from the rules: rare, and harmless.)
std::string_view CodeOf(std::string_view line);

// "path:line: what", as compilers say it.
std::string At(const SourceFile& file, size_t line, std::string_view what);

}  // namespace goldthread::arch
