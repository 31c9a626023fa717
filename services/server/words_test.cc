#include "services/server/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "goldthread/v1/caller.pb.h"
#include "goldthread/v1/social_care.pb.h"

namespace goldthread::server {
namespace {

using ::testing::Contains;
using ::testing::Not;

TEST(WordsTest, EveryEnumOfTheContractReadsAndWritesEachOfItsWords) {
  for (const auto* type :
       {v1::Purpose_descriptor(), v1::InformationCategory_descriptor(),
        v1::SubjectRole_descriptor(), v1::Precision_descriptor(), v1::PlanKind_descriptor(),
        v1::AssessmentKind_descriptor(), v1::BasisNature_descriptor()}) {
    EXPECT_EQ(EnumWords(*type).size(), static_cast<size_t>(type->value_count() - 1));
    for (int at = 1; at < type->value_count(); ++at) {
      const std::string word = EnumWord(*type, type->value(at)->number());
      EXPECT_EQ(EnumFromWord(*type, word), type->value(at)->number()) << word;
    }
  }
}

TEST(WordsTest, WordsAreLowerCaseWithHyphensAndWithoutTheEnumsName) {
  EXPECT_EQ(
      EnumWord(*v1::InformationCategory_descriptor(), v1::INFORMATION_CATEGORY_DOMESTIC_ABUSE),
      "domestic-abuse");
  EXPECT_EQ(EnumWord(*v1::Purpose_descriptor(), v1::PURPOSE_SECTION_47), "section-47");
}

TEST(WordsTest, UnspecifiedHasNoWordAndAnUnknownNumberIsShownAsIs) {
  EXPECT_EQ(EnumWord(*v1::Purpose_descriptor(), 0), "");
  EXPECT_EQ(EnumWord(*v1::Purpose_descriptor(), 999), "999");
  EXPECT_EQ(EnumFromWord(*v1::Purpose_descriptor(), "unspecified"), std::nullopt);
  EXPECT_THAT(EnumWords(*v1::Purpose_descriptor()), Not(Contains("unspecified")));
}

TEST(WordsTest, ADateStaysADateAndAnInstantIsInUtc) {
  v1::Occurred day;
  day.set_date("2020-07-01");
  EXPECT_EQ(OccurredText(day), "2020-07-01");
  EXPECT_EQ(PrecisionWord(day), "day");
  day.set_precision(v1::PRECISION_MONTH);
  EXPECT_EQ(PrecisionWord(day), "month");
  v1::Occurred instant;
  instant.mutable_instant()->set_seconds(1'772'616'600);
  EXPECT_EQ(OccurredText(instant), "2026-03-04T09:30:00Z");
  EXPECT_EQ(PrecisionWord(instant), "instant");
  EXPECT_EQ(OccurredText({}), "");
}

TEST(WordsTest, InstantsBeforeTheEpochKeepTheirFraction) {
  const Instant instant(std::chrono::microseconds(-1'500'000));
  EXPECT_EQ(TimestampOf(instant).seconds(), -2);
  EXPECT_EQ(TimestampOf(instant).nanos(), 500'000'000);
  EXPECT_EQ(InstantOf(TimestampOf(instant)), instant);
}

TEST(WordsTest, AMisspeltWordFindsTheOneThatWasMeant) {
  const std::vector<std::string> words = {"--record", "--registry", "--as-known-on"};
  EXPECT_EQ(Nearest("--recrod", words), "--record");
  EXPECT_EQ(Nearest("--as-know-on", words), "--as-known-on");
  EXPECT_EQ(Nearest("--zzzzzzzz", words), std::nullopt);
}

}  // namespace
}  // namespace goldthread::server
