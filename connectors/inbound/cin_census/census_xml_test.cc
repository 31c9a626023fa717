#include "connectors/inbound/cin_census/census_xml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "connectors/inbound/cin_census/census_fixture.h"

namespace goldthread::cin_census {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

struct Parsed {
  std::vector<CensusChild> children;
  std::optional<Problem> broken;
  std::map<std::string, int64_t> not_carried;
  HeaderFields header;
};

Parsed Parse(ByteSource source) {
  CensusXml xml(std::move(source));
  Parsed parsed;
  while (auto child = xml.Next()) parsed.children.push_back(*std::move(child));
  parsed.broken = xml.broken();
  parsed.not_carried = xml.not_carried();
  parsed.header = xml.header();
  return parsed;
}

Parsed Parse(std::string text) { return Parse(BytesOf(std::move(text))); }

std::string Children(int count) {
  std::string children;
  for (int i = 1; i <= count; ++i) {
    children += Child(fmt::format("C{}", i), EpisodeOf("2020-07-13"));
  }
  return children;
}

std::string RuleOfBreak(const std::string& text) {
  const Parsed parsed = Parse(text);
  return parsed.broken ? std::string(parsed.broken->rule) : "";
}

TEST(CensusXmlTest, ElementsKeepTheirTextAndLine) {
  const Parsed parsed = Parse(CensusFile(
      "\n<Child>\n<ChildIdentifiers>\n<LAchildID>\n  C1 \n</LAchildID>\n<UPN/>\n"
      "<UPNunknown></UPNunknown></ChildIdentifiers>\n<CINdetails>\n\n<ReferralSource>1&amp;A"
      "</ReferralSource><CINreferralDate><![CDATA[2020-07-13]]></CINreferralDate></CINdetails>"
      "</Child>"));
  ASSERT_THAT(parsed.children, SizeIs(1));
  const CensusChild& child = parsed.children[0];
  EXPECT_EQ(child.ordinal, 1);
  EXPECT_EQ(child.line, 3);
  EXPECT_EQ(child.id.text, "C1");
  EXPECT_EQ(child.id.line, 5);
  EXPECT_FALSE(child.upn.given());
  EXPECT_FALSE(child.upn_unknown.given());
  EXPECT_EQ(child.episodes.at(0).line, 10);
  EXPECT_EQ(child.episodes.at(0).source.text, "1&A");
  EXPECT_EQ(child.episodes.at(0).source.line, 12);
  EXPECT_EQ(child.episodes.at(0).referral.text, "2020-07-13");
  EXPECT_FALSE(parsed.broken.has_value());
}

TEST(CensusXmlTest, TheHeaderIsThereBeforeTheFirstChild) {
  CensusXml xml(BytesOf(CensusFile(Children(3)), /*step=*/7));
  ASSERT_TRUE(xml.Next().has_value());
  EXPECT_EQ(xml.header().lea.text, "201");
  EXPECT_EQ(xml.header().date_time.text, "2022-05-23T11:14:05");
}

TEST(CensusXmlTest, PiecesOfAnySizeGiveTheSame) {
  for (const size_t step : {1, 2, 3, 5, 64, 1000}) {
    const Parsed parsed = Parse(BytesOf(CensusFile(Children(5)), step));
    ASSERT_THAT(parsed.children, SizeIs(5)) << step;
    EXPECT_EQ(parsed.children[4].id.text, "C5");
    EXPECT_EQ(parsed.children[4].line, 7);
  }
}

TEST(CensusXmlTest, WhatIsNotCarriedIsCountedByName) {
  const Parsed parsed = Parse(CensusFile(
      Child("C1", EpisodeOf("2020-07-13",
                            "stray<PreProceedingsandFGDM><PPStartDate>2020-01-01</PPStartDate>"
                            "</PreProceedingsandFGDM><PreProceedingsandFGDM/>")) +
      Child("C2",
            "<CINdetails><CINreferralDate>2020-07-13</CINreferralDate>"
            "<CINreferralDate>2020-07-14</CINreferralDate></CINdetails><Novelty/>")));
  EXPECT_THAT(
      parsed.not_carried,
      ElementsAre(Pair("CINdetails/(text)", 1), Pair("CINdetails/CINreferralDate (repeated)", 1),
                  Pair("CINdetails/PreProceedingsandFGDM", 2), Pair("Child/Novelty", 1)));
  EXPECT_EQ(parsed.children.at(1).episodes.at(0).referral.text, "2020-07-13");
}

TEST(CensusXmlTest, NamesOfUnknownElementsAreLimited) {
  std::string unknown;
  for (int i = 0; i < 300; ++i) unknown += fmt::format("<X{}/>", i);
  const Parsed parsed = Parse(CensusFile("<Child>" + unknown + "</Child>"));
  EXPECT_THAT(parsed.not_carried, SizeIs(101));
  EXPECT_EQ(parsed.not_carried.at("(others)"), 200);
}

// The same file as UTF-8, with a mark, as UTF-16 of both orders and as Latin-1.
TEST(CensusXmlTest, DeclaredEncodingsAreRead) {
  const std::string body = CensusFile(Children(2));
  const auto utf16 = [&](bool little) {
    std::string text = little ? "\xFF\xFE" : "\xFE\xFF";
    for (const char c : "<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + body) {
      text += little ? std::string{c, '\0'} : std::string{'\0', c};
    }
    return text;
  };
  const std::string latin =
      "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" +
      CensusFile("<Child><ChildIdentifiers><LAchildID>\xE9</LAchildID></ChildIdentifiers></Child>" +
                 Child("C2", ""));
  for (const std::string& text :
       {"\xEF\xBB\xBF" + body, "<?xml version=\"1.0\" encoding=\"utf-8\"?>" + body, utf16(true),
        utf16(false), latin}) {
    const Parsed parsed = Parse(text);
    EXPECT_FALSE(parsed.broken.has_value());
    ASSERT_THAT(parsed.children, SizeIs(2));
    EXPECT_EQ(parsed.children[1].id.text, "C2");
  }
  EXPECT_EQ(Parse(latin).children[0].id.text, "\xC3\xA9");
}

// An independent count says how many children end before each cut.
TEST(CensusXmlTest, AFileCutAnywhereGivesEveryChildBeforeTheCut) {
  const std::string whole = CensusFile(Children(60));
  for (size_t cut = 0; cut < whole.size(); cut += 97) {
    const std::string text = whole.substr(0, cut);
    size_t ended = 0;
    for (size_t at = text.find("</Child>"); at != std::string::npos;
         at = text.find("</Child>", at + 1)) {
      ++ended;
    }
    const Parsed parsed = Parse(text);
    ASSERT_THAT(parsed.children, SizeIs(ended)) << cut;
    ASSERT_TRUE(parsed.broken.has_value()) << cut;
    EXPECT_EQ(parsed.broken->rule, "XML_TRUNCATED") << cut;
    const auto lines = 1 + std::count(text.begin(), text.end(), '\n');
    EXPECT_LE(parsed.broken->line, lines) << cut;
    EXPECT_GE(parsed.broken->line, lines - 1) << cut;
  }
}

TEST(CensusXmlTest, ABreakSaysItsLineAndItsChild) {
  const Parsed parsed =
      Parse(CensusFile(Children(2) + "\n<Child>\n<ChildIdentifiers></Child>" + Children(2)));
  EXPECT_THAT(parsed.children, SizeIs(2));
  EXPECT_EQ(parsed.broken->rule, "XML_TAG_MISMATCH");
  EXPECT_EQ(parsed.broken->line, 6);
  EXPECT_EQ(parsed.broken->child, 3);
}

TEST(CensusXmlTest, EachKindOfBreakIsNamed) {
  EXPECT_EQ(RuleOfBreak(""), "XML_TRUNCATED");
  EXPECT_EQ(RuleOfBreak("LAchildID,UPN\n1,2\n"), "NOT_A_CENSUS");
  EXPECT_EQ(RuleOfBreak("<html/>"), "NOT_A_CENSUS");
  EXPECT_EQ(RuleOfBreak("<Message><Children>"), "XML_TRUNCATED");
  EXPECT_EQ(RuleOfBreak("<Message></Children>"), "XML_TAG_MISMATCH");
  EXPECT_EQ(RuleOfBreak("<Message>&nosuch;</Message>"), "XML_MALFORMED");
  EXPECT_EQ(RuleOfBreak("<Message/><Message/>"), "XML_MALFORMED");
  EXPECT_EQ(RuleOfBreak("<Message>\xFF</Message>"), "XML_ENCODING");
  EXPECT_EQ(RuleOfBreak("<?xml version='1.0' encoding='no-such'?><Message/>"), "XML_ENCODING");
  EXPECT_EQ(RuleOfBreak(std::string("<Message>a\0b</Message>", 22)), "XML_ENCODING");
}

TEST(CensusXmlTest, AReadThatFailsIsSaid) {
  bool first = true;
  const std::string text = CensusFile(Children(1)).substr(0, 200);
  const Parsed parsed = Parse([&](char* buffer, size_t) -> int64_t {
    if (!std::exchange(first, false)) return -1;
    std::memcpy(buffer, text.data(), text.size());
    return static_cast<int64_t>(text.size());
  });
  EXPECT_EQ(parsed.broken->rule, "READ_FAILED");
}

// Hostile files. None may take long, take much memory, or read anything but itself.

TEST(CensusXmlTest, AnEntityBombIsRefusedBeforeItIsRead) {
  std::string bomb = "<!DOCTYPE Message [<!ENTITY a0 \"aaaaaaaaaa\">";
  for (int i = 1; i < 30; ++i) {
    bomb += fmt::format("<!ENTITY a{} \"&a{};&a{};&a{};&a{};\">", i, i - 1, i - 1, i - 1, i - 1);
  }
  EXPECT_EQ(RuleOfBreak(bomb + "]><Message>&a29;</Message>"), "XML_DTD_REFUSED");
}

TEST(CensusXmlTest, AParameterEntityBombIsRefusedBeforeItIsRead) {
  std::string bomb = "<!DOCTYPE Message [<!ENTITY % p0 '<!--x-->'>";
  for (int i = 1; i < 30; ++i) {
    bomb += fmt::format("<!ENTITY % p{} '&#37;p{};&#37;p{};&#37;p{};'>", i, i - 1, i - 1, i - 1);
  }
  EXPECT_EQ(RuleOfBreak(bomb + "%p29;]><Message/>"), "XML_DTD_REFUSED");
}

TEST(CensusXmlTest, NoOtherFileIsRead) {
  const std::string secret = fmt::format("{}/census_secret_{}.txt", ::testing::TempDir(), getpid());
  std::ofstream(secret) << "TOLD";
  for (const std::string& declaration :
       {"<!DOCTYPE Message [<!ENTITY e SYSTEM \"file://" + secret + "\">]>",
        "<!DOCTYPE Message SYSTEM \"file://" + secret + "\">",
        "<!DOCTYPE Message [<!ENTITY % e SYSTEM \"file://" + secret + "\"> %e;]>"}) {
    const Parsed parsed = Parse(declaration +
                                "<Message><Children><Child><ChildIdentifiers><LAchildID>&e;"
                                "</LAchildID></ChildIdentifiers></Child></Children></Message>");
    EXPECT_THAT(parsed.children, IsEmpty());
    EXPECT_EQ(parsed.broken->rule, "XML_DTD_REFUSED");
  }
}

TEST(CensusXmlTest, DeepNestingEndsTheReading) {
  std::string deep = "<Message>";
  for (int i = 0; i < 1'000'000; ++i) deep += "<a>";
  EXPECT_EQ(RuleOfBreak(deep), "XML_TOO_DEEP");
}

TEST(CensusXmlTest, ALongTextIsLeftOutAndSaid) {
  const Parsed parsed = Parse(CensusFile(
      Identified("C1", "<UPN>" + std::string(10'000'001, 'x') + "</UPN>", "") + Child("C2", "")));
  ASSERT_THAT(parsed.children, SizeIs(2));
  EXPECT_FALSE(parsed.children[0].upn.given());
  ASSERT_THAT(parsed.children[0].overlong, SizeIs(1));
  EXPECT_EQ(parsed.children[0].overlong[0].field, path::kUpn);
  EXPECT_EQ(parsed.children[0].overlong[0].line, 3);
  EXPECT_TRUE(parsed.children[1].overlong.empty());
}

TEST(CensusXmlTest, AnEndlessTagOrCommentEndsTheReading) {
  const std::string endless(40'000'000, 'x');
  EXPECT_EQ(RuleOfBreak("<Message a=\"" + endless), "XML_TAG_TOO_LONG");
  EXPECT_EQ(RuleOfBreak("<Message><!--" + endless), "XML_TAG_TOO_LONG");
  EXPECT_EQ(RuleOfBreak("<Message><" + endless), "XML_TAG_TOO_LONG");
}

// The parser compares each attribute of a tag with every other.
TEST(CensusXmlTest, ATagOfAMillionAttributesEndsTheReading) {
  std::string tag = "<Message";
  for (int i = 0; i < 1'000'000; ++i) tag += fmt::format(" a{}=''", i);
  EXPECT_EQ(RuleOfBreak(tag + "/>"), "XML_TAG_TOO_LONG");
}

TEST(CensusXmlTest, AChildOfTooManyElementsIsCutOffAndTheNextComesWhole) {
  std::string episodes;
  for (int i = 0; i < 30'000; ++i) episodes += "<CINdetails/>";
  const Parsed parsed = Parse(CensusFile(Child("C1", episodes) + Child("C2", "<CINdetails/>")));
  ASSERT_THAT(parsed.children, SizeIs(2));
  EXPECT_GT(parsed.children[0].cut_off_line, 0);
  EXPECT_LT(parsed.children[0].episodes.size(), 20'001u);
  EXPECT_EQ(parsed.children[1].cut_off_line, 0);
  EXPECT_THAT(parsed.children[1].episodes, SizeIs(1));
}

}  // namespace
}  // namespace goldthread::cin_census
