#include "services/identity/matching/portrait.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/identity/matching/blocks.h"

namespace goldthread::matching {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

v1::PersonDescription Described() {
  v1::PersonDescription described;
  described.add_names()->set_given("Daz");
  described.mutable_names(0)->set_family("SMITH");
  described.set_birth_date("1981-04-06");
  described.set_sex(v1::SEX_MALE);
  return described;
}

void AddNumber(v1::PersonDescription& described, v1::IdentifierType type, const char* value) {
  described.add_identifiers()->set_type(type);
  described.mutable_identifiers()->rbegin()->set_value(value);
}

TEST(PortraitTest, WhatIsSaidIsPutIntoOneSpelling) {
  v1::PersonDescription described = Described();
  AddNumber(described, v1::IDENTIFIER_TYPE_NHS_NUMBER, "943 476 5919");
  described.add_phones("+44 1632 960001");
  described.add_emails("Daz@Example.ORG ");
  const Portrait portrait = PortraitOf(described);
  EXPECT_THAT(portrait.names, ElementsAre(NameForm{"daz", "smith"}));
  EXPECT_THAT(portrait.births, ElementsAre("19810406"));
  ASSERT_THAT(portrait.numbers, SizeIs(1));
  EXPECT_EQ(portrait.numbers[0].value, "9434765919");
  EXPECT_THAT(portrait.phones, ElementsAre("632960001"));
  EXPECT_THAT(portrait.emails, ElementsAre("daz@example.org"));
}

TEST(PortraitTest, NumbersTypedForWantOfOneAreWorthless) {
  v1::PersonDescription described = Described();
  AddNumber(described, v1::IDENTIFIER_TYPE_NHS_NUMBER, "9999999999");
  AddNumber(described, v1::IDENTIFIER_TYPE_LOCAL_PATIENT, "0000");
  AddNumber(described, v1::IDENTIFIER_TYPE_LOCAL_PATIENT, "1234567");
  AddNumber(described, v1::IDENTIFIER_TYPE_NHS_NUMBER, "none");
  EXPECT_THAT(PortraitOf(described).numbers, IsEmpty());
}

TEST(PortraitTest, AFormerNumberIsAsGoodAsTheOneNow) {
  v1::PersonDescription now;
  AddNumber(now, v1::IDENTIFIER_TYPE_UPN, "B801200005001");
  v1::PersonDescription former;
  AddNumber(former, v1::IDENTIFIER_TYPE_FORMER_UPN, "B801200005001");
  EXPECT_EQ(PortraitOf(now).numbers, PortraitOf(former).numbers);
}

TEST(PortraitTest, WhatALaterMessageSaysIsAddedWithoutRepeats) {
  Portrait portrait = PortraitOf(Described());
  v1::PersonDescription later = Described();
  later.add_names()->set_family("Smyth");
  AddTo(portrait, later);
  EXPECT_THAT(portrait.names, SizeIs(2));
  EXPECT_THAT(portrait.births, SizeIs(1));
}

TEST(PortraitTest, NoRecordIsTooMuchWork) {
  v1::PersonDescription described;
  for (int i = 0; i < 500; ++i) described.add_names()->set_family("name" + std::to_string(i));
  const Portrait portrait = PortraitOf(described);
  EXPECT_THAT(portrait.names, SizeIs(kSayingsMax));
  EXPECT_LE(BlocksOf(portrait).size(), kBlocksMax);
}

TEST(BlocksTest, RecordsOfOnePersonShareABlockWhateverOneAgencyGotWrong) {
  const auto share = [](const v1::PersonDescription& a, const v1::PersonDescription& b) {
    const auto of_a = BlocksOf(PortraitOf(a));
    const auto of_b = BlocksOf(PortraitOf(b));
    std::vector<std::string> both;
    std::set_intersection(of_a.begin(), of_a.end(), of_b.begin(), of_b.end(),
                          std::back_inserter(both));
    return !both.empty();
  };
  v1::PersonDescription other_year = Described();
  other_year.set_birth_date("1986-04-06");
  EXPECT_TRUE(share(Described(), other_year));
  v1::PersonDescription exchanged = Described();
  exchanged.mutable_names(0)->set_given("Smith");
  exchanged.mutable_names(0)->set_family("Daz");
  exchanged.clear_birth_date();
  EXPECT_TRUE(share(Described(), exchanged));
  v1::PersonDescription other_names = Described();
  other_names.mutable_names(0)->set_given("Mia");
  other_names.mutable_names(0)->set_family("Okafor");
  other_names.set_birth_date("1981-06-04");
  EXPECT_TRUE(share(Described(), other_names));
  other_names.set_birth_date("2001-06-09");
  EXPECT_FALSE(share(Described(), other_names));
}

}  // namespace
}  // namespace goldthread::matching
