#include "connectors/county/json_text.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "connectors/county/county.h"

namespace goldthread::county {
namespace {

using google::protobuf::util::JsonStringToMessage;
using google::protobuf::util::MessageDifferencer;

TEST(JsonTextTest, ReadsBackAsTheSameEvent) {
  NoTruth nobody_asks;
  County county({.people = 1'000, .years = 1, .seed = 5}, nobody_asks);
  Delivery delivery;
  int read = 0;
  while (county.Next(&delivery)) {
    std::string line;
    AppendJson(delivery.event(), &line);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    v1::Event back;
    ASSERT_TRUE(JsonStringToMessage(line, &back).ok()) << delivery.event().id();
    EXPECT_TRUE(MessageDifferencer::Equals(back, delivery.event())) << delivery.event().id();
    ++read;
  }
  EXPECT_GT(read, 300);
}

TEST(JsonTextTest, TextThatWouldBreakALineIsEscaped) {
  v1::Event event;
  event.mutable_concern_recorded()->set_summary("a\"b\\c\nd\te\x01 Małgorzata");
  std::string line;
  AppendJson(event, &line);
  v1::Event back;
  ASSERT_TRUE(JsonStringToMessage(line, &back).ok());
  EXPECT_EQ(back.concern_recorded().summary(), event.concern_recorded().summary());
}

}  // namespace
}  // namespace goldthread::county
