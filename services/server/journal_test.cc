#include "services/server/journal.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace goldthread::server {
namespace {

class JournalTest : public ::testing::Test {
 protected:
  std::string Written(Journal::Form form, std::string_view message) {
    std::ostringstream out;
    Journal journal(out, form, clock_);
    journal.Write(Journal::Level::kWarning, message);
    return out.str();
  }
  ManualClock clock_{Instant(std::chrono::seconds(1'773'300'000))};
};

TEST_F(JournalTest, ALineOfJsonSaysWhenHowBadAndWithWhichCode) {
  const auto line = nlohmann::json::parse(
      Written(Journal::Form::kJson, "publishing: TOKEN_EXPIRED: key school-1"));
  EXPECT_EQ(line["time"], "2026-03-12T07:20:00Z");
  EXPECT_EQ(line["level"], "warning");
  EXPECT_EQ(line["code"], "TOKEN_EXPIRED");
  EXPECT_EQ(line["message"], "publishing: TOKEN_EXPIRED: key school-1");
  EXPECT_FALSE(nlohmann::json::parse(Written(Journal::Form::kJson, "serving")).contains("code"));
}

TEST_F(JournalTest, WhateverIsSaidIsOneLine) {
  const std::string nasty = "a\nb\x1b[31mc\r\"} \xff";
  for (const auto form : {Journal::Form::kJson, Journal::Form::kText}) {
    const std::string line = Written(form, nasty);
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    EXPECT_EQ(line.find('\x1b'), line.npos);
    EXPECT_EQ(line.find('\r'), line.npos);
  }
  EXPECT_TRUE(nlohmann::json::accept(Written(Journal::Form::kJson, nasty)));
}

}  // namespace
}  // namespace goldthread::server
