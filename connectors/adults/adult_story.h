// Test support: a child, an adult and what is told of them, an event a line.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/adults/adult_fixture.h"

namespace goldthread::adults {

inline constexpr uint64_t kHome = 101;
inline constexpr uint64_t kElsewhere = 102;

class AdultStory : public ::testing::Test {
 protected:
  Tell Next(std::string_view feed, int day) {
    const int number = next_++;
    return Tell(feed, "e" + std::to_string(number), number, day);
  }
  void Child(uint64_t place, int day, v1::Residence how = v1::RESIDENCE_LIVES) {
    views_.Take(
        Next("school", day).Of("kid", v1::SUBJECT_ROLE_CHILD).Born("2018-06-01").At(place, how));
  }
  void Adult(uint64_t place, int day) {
    views_.Take(Next("police", day).Of("man").Born("1985-01-01").At(place));
  }
  std::string Risk(int day, std::string_view feed = "police") {
    Tell tell = Next(feed, day).Of("man", v1::SUBJECT_ROLE_ADULT_OF_CONCERN).Risk();
    views_.Take(tell);
    return tell->id();
  }
  std::vector<int> Rules() {
    std::vector<int> rules;
    for (const Alert& alert : views_.Standing()) rules.push_back(alert.rule);
    std::sort(rules.begin(), rules.end());
    return rules;
  }
  void Link(const RecordId& a, const RecordId& b, bool apart = false) {
    Tell tell = Next("goldthread/matching", 1);
    if (apart) {
      *tell->mutable_records_separated()->mutable_first() = ToRef(a);
      *tell->mutable_records_separated()->mutable_second() = ToRef(b);
    } else {
      *tell->mutable_records_linked()->mutable_first() = ToRef(a);
      *tell->mutable_records_linked()->mutable_second() = ToRef(b);
    }
    views_.Take(tell);
  }

  AdultViews views_;
  int next_ = 1;
};

}  // namespace goldthread::adults
