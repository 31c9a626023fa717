#include "connectors/inbound/csv/date_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace goldthread::csv {
namespace {

using ::testing::HasSubstr;

// "2025-02-14 day", "2025-02-14T23:30:00Z instant", or "" where it cannot be read.
std::string Read(std::string_view pattern, std::string_view text) {
  const auto format = DateFormat::Parse(pattern);
  if (!format.ok()) return std::string(Message(format.status()));
  const std::optional<Moment> moment = format->Read(text);
  if (!moment) return "";
  switch (moment->precision) {
    case v1::PRECISION_INSTANT:
      return InstantText(moment->instant) + " instant";
    case v1::PRECISION_DAY:
      return DayText(moment->day) + " day";
    case v1::PRECISION_MONTH:
      return DayText(moment->day) + " month";
    case v1::PRECISION_YEAR:
      return DayText(moment->day) + " year";
    default:
      return "?";
  }
}

TEST(DateFormatTest, PrecisionIsWhatTheFormatHolds) {
  EXPECT_EQ(Read("DD/MM/YYYY", "14/02/2025"), "2025-02-14 day");
  EXPECT_EQ(Read("Month YYYY", "February 2025"), "2025-02-01 month");
  EXPECT_EQ(Read("YYYY", "2025"), "2025-01-01 year");
  EXPECT_EQ(Read("DD/MM/YYYY hh:mm", "14/07/2025 09:05"), "2025-07-14T08:05:00Z instant");
}

TEST(DateFormatTest, TheMidnightThatASchoolCensusPrintsIsNoTime) {
  EXPECT_EQ(Read("YYYY-Mon-DD 00:00:00", "2025-Feb-14 00:00:00"), "2025-02-14 day");
  EXPECT_EQ(Read("YYYY-Mon-DD 00:00:00", "2025-Feb-14 09:30:00"), "");
}

TEST(DateFormatTest, MonthsMayBeNamedInFullOrInShortAndInAnyCase) {
  for (const char* text : {"3 sep 2024", "3 SEPT 2024", "3 September 2024"}) {
    EXPECT_EQ(Read("D Mon YYYY", text), "2024-09-03 day") << text;
  }
  EXPECT_EQ(Read("D Mon YYYY", "3 Septembre 2024"), "");
  EXPECT_EQ(Read("D Mon YYYY", "3 Foo 2024"), "");
}

TEST(DateFormatTest, OneOrTwoDigitsAreReadWhereTheFormatSaysSo) {
  EXPECT_EQ(Read("D/M/YYYY", "1/2/2025"), "2025-02-01 day");
  EXPECT_EQ(Read("D/M/YYYY", "21/12/2025"), "2025-12-21 day");
  EXPECT_EQ(Read("DD/MM/YYYY", "1/2/2025"), "");
}

TEST(DateFormatTest, AZoneIsHonouredAndWithoutOneTheTimeIsLondons) {
  EXPECT_EQ(Read("YYYY-MM-DDThh:mm:ssZ", "2025-07-14T09:05:07Z"), "2025-07-14T09:05:07Z instant");
  EXPECT_EQ(Read("YYYY-MM-DDThh:mm:ssZ", "2025-07-14T00:05:07+01:00"),
            "2025-07-13T23:05:07Z instant");
  EXPECT_EQ(Read("YYYY-MM-DD hh:mm:ssZ", "2025-01-14 22:05:07-0530"),
            "2025-01-15T03:35:07Z instant");
  EXPECT_EQ(Read("YYYY-MM-DD hh:mm:ss", "2025-01-14 22:05:07"), "2025-01-14T22:05:07Z instant");
  EXPECT_EQ(Read("YYYY-MM-DD hh:mm:ss.fffZ", "2025-01-14 22:05:07.1234567Z"),
            "2025-01-14T22:05:07Z instant");
}

TEST(DateFormatTest, TheDayOfAnInstantIsLondons) {
  const auto moment = DateFormat::Parse("YYYY-MM-DDThh:mmZ")->Read("2025-07-14T23:30Z");
  ASSERT_TRUE(moment.has_value());
  EXPECT_EQ(DayText(moment->day), "2025-07-15");
}

TEST(DateFormatTest, WhatIsNoRealTimeIsNotRead) {
  for (const char* text : {"30/02/2025 10:00", "00/01/2025 10:00", "01/13/2025 10:00",
                           "01/01/2025 24:00", "01/01/2025 10:60", "01/01/2025", "",
                           "01/01/2025 10:00x", " 01/01/2025 10:00", "01/01/0999 10:00"}) {
    EXPECT_EQ(Read("DD/MM/YYYY hh:mm", text), "") << text;
  }
}

TEST(DateFormatTest, AFormatThatSaysTooLittleSaysWhatToWrite) {
  EXPECT_THAT(Read("DD/MM/YY", ""), HasSubstr("write YYYY"));
  EXPECT_THAT(Read("DD/MM", ""), HasSubstr("no year"));
  EXPECT_THAT(Read("DD YYYY", ""), HasSubstr("no month"));
  EXPECT_THAT(Read("YYYY hh:mm", ""), HasSubstr("no day"));
  EXPECT_THAT(Read("DD/MM/YYYY hh", ""), HasSubstr("hours and minutes"));
  EXPECT_THAT(Read("DD/MM/YYYY ss", ""), HasSubstr("half a time"));
  EXPECT_THAT(Read("dd/mm/yyyy", ""), HasSubstr("\"d\" means nothing"));
  EXPECT_THAT(Read("DD/DD/YYYY", ""), HasSubstr("twice"));
  EXPECT_THAT(Read("", ""), HasSubstr("no year"));
}

}  // namespace
}  // namespace goldthread::csv
