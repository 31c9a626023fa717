// A way of spoiling a good event, and all that must be found wrong with it.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "services/ingest/catalogue.h"
#include "services/ingest/sample_event.h"

namespace goldthread::ingest {

inline std::vector<std::string> Words(const std::vector<v1::Violation>& violations) {
  std::vector<std::string> words;
  for (const v1::Violation& violation : violations) {
    EXPECT_FALSE(violation.remedy().empty()) << violation.rule();
    words.push_back(violation.rule() + " " + violation.field());
  }
  return words;
}

inline Verdict JudgeSample(const v1::Event& event) {
  static const Registry* const registry = new Registry(SampleRegistry());
  return Judge(event, *registry, kSampleNow);
}

// What each spoiling breaks, all of it: "RULE field", in order of the table.
struct Case {
  const char* name;
  std::function<void(v1::Event&)> spoil;
  std::vector<std::string> broken;
  std::vector<std::string> doubts = {};
};

inline void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

inline std::string NameOf(const ::testing::TestParamInfo<Case>& param) { return param.param.name; }

}  // namespace goldthread::ingest
