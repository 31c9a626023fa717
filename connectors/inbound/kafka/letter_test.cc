#include "connectors/inbound/kafka/letter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/inbound/kafka/inbox_fixture.h"

namespace goldthread::inbox {
namespace {

constexpr std::string_view kFeed = "northmere-school/attendance";

v1::Event Absence() { return EventOf(std::string(kFeed), "a-1"); }

// "field RULE", or empty.
std::string Problem(const InboxRecord& record) {
  const Letter letter = ReadLetter(record, kFeed);
  if (!letter.problem.has_value()) return "";
  EXPECT_NE(letter.problem->remedy(), "");
  return letter.problem->field() + " " + letter.problem->rule();
}

std::string Structured(const std::string& data, const std::string& source = "") {
  const std::string from = source.empty() ? "/feeds/" + std::string(kFeed) : source;
  return R"({"specversion":"1.0","type":"goldthread.v1.Event","source":")" + from +
         R"(","id":"a-1","datacontenttype":"application/json","data":)" + data + "}";
}

const std::string kData =
    R"({"id":"a-1","feed":"northmere-school/attendance","feed_sequence":"9007199254740993",)"
    R"("attendance_concern":{"concern":"unexplained-absence"}})";

TEST(LetterTest, BinaryModeIsRead) {
  const Letter letter = ReadLetter(BinaryRecord(Absence()), kFeed);
  EXPECT_FALSE(letter.problem.has_value()) << letter.problem->rule();
  EXPECT_EQ(letter.event.SerializeAsString(), Absence().SerializeAsString());
}

TEST(LetterTest, StructuredModeIsReadToTheSameEvent) {
  const Letter letter = ReadLetter(StructuredRecord(Structured(kData)), kFeed);
  EXPECT_FALSE(letter.problem.has_value()) << letter.problem->rule();
  v1::Event expected = Absence();
  expected.set_feed_sequence(9'007'199'254'740'993);
  EXPECT_EQ(letter.event.SerializeAsString(), expected.SerializeAsString());
}

TEST(LetterTest, AMediaTypeIsKnownInAnyCaseAndWithParameters) {
  InboxRecord record = StructuredRecord(Structured(kData));
  record.headers = {{"content-type", "Application/CloudEvents+JSON ;x=y"}};
  EXPECT_EQ(Problem(record), "");
}

TEST(LetterTest, AnotherMediaTypeOrNoneIsRefused) {
  InboxRecord record = BinaryRecord(Absence());
  for (const char* const type : {"", "text/plain", "application/cloudevents+protobuf"}) {
    record.headers.back().second = type;
    EXPECT_EQ(Problem(record), "content-type CONTENT_TYPE_UNKNOWN") << type;
  }
  record.headers.clear();
  EXPECT_EQ(Problem(record), "content-type CONTENT_TYPE_UNKNOWN");
}

TEST(LetterTest, BytesThatAreNoEventAreToldAndNeverQuoted) {
  InboxRecord record = BinaryRecord(Absence());
  for (const char* const bytes : {"\xff\xff\xff", "\x0a\x02\xc3\x28", "Jane Doe"}) {
    record.value = bytes;
    EXPECT_EQ(Problem(record), "value RECORD_UNREADABLE");
  }
  EXPECT_EQ(Problem(StructuredRecord("Jane Doe")), "value RECORD_UNREADABLE");
  EXPECT_EQ(Problem(StructuredRecord("[]")), "value RECORD_UNREADABLE");
  EXPECT_EQ(Problem(StructuredRecord("")), "value RECORD_UNREADABLE");
  EXPECT_EQ(Problem(StructuredRecord(R"({"data":"Jane Doe"})")), "data RECORD_UNREADABLE");
  const Letter letter =
      ReadLetter(StructuredRecord(Structured(R"({"id":"a-1","category":"Jane Doe"})")), kFeed);
  EXPECT_THAT(letter.problem->ShortDebugString(), testing::Not(testing::HasSubstr("Jane")));
  EXPECT_EQ(letter.problem->field(), "data.category");
}

TEST(LetterTest, JsonThatIsTooDeepOrTooLongIsNotEvenParsed) {
  EXPECT_EQ(Problem(StructuredRecord(std::string(100'000, '['))), "value RECORD_UNREADABLE");
  EXPECT_EQ(Problem(StructuredRecord(Structured(kData + std::string(600 * 1024, ' ')))),
            "value RECORD_UNREADABLE");
}

TEST(LetterTest, AttributesMustSayWhatTheEventSays) {
  for (size_t at = 0; at < 4; ++at) {
    InboxRecord record = BinaryRecord(Absence());
    const std::string name = record.headers[at].first;
    record.headers[at].second = "other";
    EXPECT_EQ(Problem(record), name + " ATTRIBUTE_WRONG");
    record.headers.erase(record.headers.begin() + static_cast<std::ptrdiff_t>(at));
    EXPECT_EQ(Problem(record), name + " ATTRIBUTE_WRONG");
  }
  EXPECT_EQ(Problem(StructuredRecord(Structured(kData, "/feeds/other"))), "source ATTRIBUTE_WRONG");
}

TEST(LetterTest, AnEventOfAnotherFeedIsRefused) {
  EXPECT_EQ(Problem(BinaryRecord(EventOf("northmere-police/incidents", "a-1"))),
            "feed FEED_OF_ANOTHER_INBOX");
}

TEST(LetterTest, NothingAtAllIsNoEvent) {
  InboxRecord record = BinaryRecord(v1::Event());
  EXPECT_EQ(record.value, "");
  EXPECT_EQ(Problem(record), "value RECORD_UNREADABLE");
}

}  // namespace
}  // namespace goldthread::inbox
