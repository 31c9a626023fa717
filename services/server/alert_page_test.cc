// docs/alerts.md shows what the program prints: its commands are run, and their output compared.
#include <gtest/gtest.h>

#include <regex>

#include "services/server/alert_fixture.h"
#include "services/server/file_clock.h"

namespace goldthread::server {
namespace {

constexpr uint64_t kFormerHome = 100'000'000'099;

v1::Event On(v1::Event event, const std::string& day) {
  event.mutable_occurred()->set_date(day);
  return event;
}

v1::Event LivedBefore() {
  v1::Event event = AdultLives("stay-0");
  event.mutable_address_observed()->mutable_address()->set_uprn(kFormerHome);
  return On(event, "2025-01-10");
}

struct Shown {
  std::vector<std::string> words;
  std::string printed;
};

// The page's blocks that begin with a command.
std::vector<Shown> CommandsOn(const std::string& page) {
  std::vector<Shown> all;
  const std::regex block("```\n\\$ goldthread ([^\n]*)\n([^`]*)```");
  for (std::sregex_iterator at(page.begin(), page.end(), block), end; at != end; ++at) {
    Shown shown;
    std::istringstream words((*at)[1]);
    for (std::string word; words >> word;) shown.words.push_back(word);
    shown.printed = (*at)[2];
    all.push_back(std::move(shown));
  }
  return all;
}

class AlertPageTest : public HubWithSettings {};

TEST_F(AlertPageTest, ItsCommandsPrintWhatItShows) {
  files_.Write("hub.toml", "mode = \"development\"\nclock = \"clock\"\n");
  ASSERT_TRUE(FileClock::Set(files_.File("clock"), clock_.Now()).ok());
  Open();
  Tell({Asserted(), LivedBefore(), On(ChildLives("child-2", kFormerHome), "2025-06-01"),
        On(ChildLives("child-1"), "2024-06-01"), AdultLives()});
  hub_.reset();
  const std::vector<Shown> commands =
      CommandsOn(ReadWhole(std::string(GT_SOURCE_DIR) + "/docs/alerts.md"));
  ASSERT_EQ(commands.size(), 3u);
  for (Shown shown : commands) {
    const std::string asked = shown.words[0] + " " + shown.words[1];
    std::ranges::replace(shown.words, "DIR", files_.File(""));
    const Ran ran = RunCommand(shown.words);
    EXPECT_EQ(ran.out, shown.printed) << asked << ran.err;
  }
}

}  // namespace
}  // namespace goldthread::server
