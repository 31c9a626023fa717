#include "services/server/event_messages.h"

#include <google/protobuf/util/delimited_message_util.h>
#include <gtest/gtest.h>

#include <random>
#include <sstream>
#include <vector>

#include "eventstore/log/event_log.h"

namespace goldthread::server {
namespace {

v1::Event Named(const std::string& id, size_t padding = 0) {
  v1::Event event;
  event.set_id(id);
  event.set_feed(std::string(padding, 'f'));
  return event;
}

// By the library's own writer.
std::string Written(const std::vector<v1::Event>& events) {
  std::ostringstream out;
  for (const v1::Event& event : events) {
    EXPECT_TRUE(google::protobuf::util::SerializeDelimitedToOstream(event, &out));
  }
  return out.str();
}

std::vector<EventLine> ReadMessages(const std::string& bytes) {
  std::istringstream in(bytes);
  EventMessageReader reader(in);
  std::vector<EventLine> messages;
  while (auto message = reader.Next()) messages.push_back(*std::move(message));
  return messages;
}

TEST(EventMessagesTest, ReadsWhatTheLibraryWritesOfAnyLength) {
  const auto read = ReadMessages(Written({Named("a"), Named("b", 200), Named("c", 100'000)}));
  ASSERT_EQ(read.size(), 3u);
  EXPECT_EQ(read[0].event.id(), "a");
  EXPECT_EQ(read[1].event.feed().size(), 200u);
  EXPECT_EQ(read[2].event.feed().size(), 100'000u);
  EXPECT_EQ(read[2].number, 3);
  EXPECT_TRUE(ReadMessages("").empty());
}

TEST(EventMessagesTest, AFileThatIsCutShortSaysWhere) {
  const std::string whole = Written({Named("a"), Named("b", 300)});
  const std::string first = Written({Named("a")});
  for (size_t size = first.size() + 1; size < whole.size(); ++size) {
    const auto read = ReadMessages(whole.substr(0, size));
    ASSERT_EQ(read.size(), 2u) << size;
    EXPECT_FALSE(read[0].problem.has_value()) << size;
    ASSERT_TRUE(read[1].problem.has_value()) << size;
    EXPECT_EQ(read[1].problem->rule(), "MESSAGE_NOT_AN_EVENT");
    EXPECT_EQ(read[1].event.ByteSizeLong(), 0u);
  }
}

TEST(EventMessagesTest, OfWhatIsNoSuchFileOneProblemIsTold) {
  std::string longer = Written({Named("a", kRecordBytesMax)});
  longer += Written({Named("b")});
  for (const std::string& bytes :
       {std::string(R"({"id":"e1","feed":"f"})") + "\n", std::string(1'000, '\xff'), longer}) {
    const auto read = ReadMessages(bytes);
    ASSERT_FALSE(read.empty());
    EXPECT_TRUE(read.back().problem.has_value());
    EXPECT_EQ(read.size(), 1u);
  }
}

TEST(EventMessagesTest, AnyBytesEndWithAtMostOneProblem) {
  const unsigned seed = 11;
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 500; ++round) {
    std::string bytes(random() % 200, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    int problems = 0;
    for (const EventLine& message : ReadMessages(bytes)) problems += message.problem ? 1 : 0;
    EXPECT_LE(problems, 1);
  }
}

}  // namespace
}  // namespace goldthread::server
