#include "connectors/inbound/cin_census/census_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include <cstdlib>
#include <random>

#include "connectors/inbound/cin_census/census_fixture.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define GT_SANITIZED_HEAP 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define GT_SANITIZED_HEAP 1
#endif
#endif
#ifdef GT_SANITIZED_HEAP
// Of the sanitizers' runtime; g++ ships it without its header.
extern "C" size_t __sanitizer_get_current_allocated_bytes();
#endif

namespace goldthread::cin_census {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;

// Bytes in use, not bytes ever taken: a sanitizer keeps what was freed.
size_t LiveBytes() {
#ifdef GT_SANITIZED_HEAP
  return __sanitizer_get_current_allocated_bytes();
#else
  return mallinfo2().uordblks;
#endif
}

TEST(CensusReaderTest, TheHeaderSaysWhoseFileItIs) {
  const ReadFile read = ReadAll(CensusFile(Child("C1", EpisodeOf("2020-07-13"))));
  EXPECT_EQ(read.header.lea, "201");
  EXPECT_EQ(read.header.year, "2022");
  EXPECT_EQ(read.header.software, "Example 1.2");
  EXPECT_EQ(read.header.reference_date, ParseDay("2022-03-31"));
  EXPECT_EQ(read.header.made_on, ParseDay("2022-05-23"));
  EXPECT_THAT(read.file_problems, IsEmpty());
  EXPECT_THAT(read.Rules(), IsEmpty());
}

TEST(CensusReaderTest, TheDayAFileWasMadeIsLondons) {
  const std::pair<const char*, const char*> times[] = {{"2022-05-23T23:30:00", "2022-05-23"},
                                                       {"2022-05-23T23:30:00Z", "2022-05-24"},
                                                       {"2022-01-23T23:30:00Z", "2022-01-23"},
                                                       {"2022-05-23T00:30:00+01:00", "2022-05-23"},
                                                       {"2022-05-23T23:30:00-05:00", "2022-05-24"},
                                                       {"2022-05-23T23:30:00.123Z", "2022-05-24"},
                                                       {"2022-05-23", "2022-05-23"}};
  for (const auto& [text, day] : times) {
    EXPECT_EQ(ReadAll(CensusFile(Child("C1", ""), text)).header.made_on, ParseDay(day)) << text;
  }
  for (const char* wrong :
       {"", "yesterday", "2022-05-23 10:00:00", "2022-05-23T", "2022-13-01T00:00:00",
        "2022-05-23T1x:00:00", "2022-05-23T10:00:00+1"}) {
    const ReadFile read = ReadAll(CensusFile(Child("C1", ""), wrong));
    EXPECT_FALSE(read.header.made_on.has_value()) << wrong;
    ASSERT_THAT(read.file_problems, SizeIs(1)) << wrong;
    EXPECT_EQ(read.file_problems[0].rule, "HEADER_DATE");
    EXPECT_THAT(read.children, SizeIs(1));
  }
}

TEST(CensusReaderTest, WithoutAnAuthorityThereIsNoFeedAndSoNothing) {
  for (const char* lea : {"", "20", "2011", "20A"}) {
    std::string text = CensusFile(Child("C1", EpisodeOf("2020-07-13")));
    text.replace(text.find("<LEA>201"), 8, std::string("<LEA>") + lea);
    const ReadFile read = ReadAll(text);
    EXPECT_THAT(read.children, IsEmpty());
    ASSERT_THAT(read.file_problems, SizeIs(1));
    EXPECT_EQ(read.file_problems[0].rule, "LEA_MISSING");
  }
}

TEST(CensusReaderTest, AnotherCollectionIsNotACensus) {
  std::string text = CensusFile(Child("C1", EpisodeOf("2020-07-13")));
  text.replace(text.find(">CIN<"), 5, ">CLA<");
  const ReadFile read = ReadAll(text);
  EXPECT_THAT(read.children, IsEmpty());
  EXPECT_EQ(read.file_problems.at(0).rule, "NOT_A_CENSUS");
}

TEST(CensusReaderTest, AChildWithoutAnIdOrWithATakenOneIsRefusedWithAllItsEvents) {
  const ReadFile read = ReadAll(
      CensusFile(Child("C1", EpisodeOf("2020-07-13")) + Child("", EpisodeOf("2020-07-13")) +
                 Child("C1", EpisodeOf("2020-08-13")) + Child("a/b", EpisodeOf("2020-08-13")) +
                 Child("C2", EpisodeOf("2020-08-13"))));
  EXPECT_THAT(read.Rules(), ElementsAre("8500", "8510", "CHILD_ID_UNUSABLE"));
  EXPECT_EQ(read.children.at(1).problems.at(0).line, 4);
  EXPECT_EQ(read.children.at(1).problems.at(0).child, 2);
  EXPECT_EQ(read.counts.children, 5);
  EXPECT_EQ(read.counts.children_refused, 3);
  EXPECT_EQ(read.counts.episodes, 5);
  EXPECT_EQ(read.counts.events, 6);
  EXPECT_EQ(read.counts.events_refused, 9);
  EXPECT_EQ(read.counts.errors, 3);
}

TEST(CensusReaderTest, ABreakKeepsWhatStandsBeforeItAndIsSaid) {
  std::string text = CensusFile(Child("C1", EpisodeOf("2020-07-13")) + Child("C2", ""));
  const ReadFile read = ReadAll(text.substr(0, text.size() - 40));
  EXPECT_THAT(read.children, SizeIs(1));
  ASSERT_THAT(read.file_problems, SizeIs(1));
  EXPECT_EQ(read.file_problems[0].rule, "XML_TRUNCATED");
  EXPECT_EQ(read.file_problems[0].line, 4);
  EXPECT_EQ(read.counts.errors, 1);
}

TEST(CensusReaderTest, AProblemNeverHoldsAValue) {
  // Every value is a word that stands nowhere else.
  const ReadFile read = ReadAll(CensusFile(Identified(
      "C1", "<UPN>ZEBRA</UPN><PersonBirthDate>ZEBRA</PersonBirthDate><Sex>ZEBRA</Sex>",
      "<CINdetails><CINreferralDate>ZEBRA</CINreferralDate><ReferralSource>ZEBRA</ReferralSource>"
      "<ReferralNFA>ZEBRA</ReferralNFA></CINdetails>")));
  ASSERT_THAT(read.children, SizeIs(1));
  EXPECT_GE(read.children[0].problems.size(), 6u);
  for (const Problem& problem : read.children[0].problems) {
    EXPECT_EQ(problem.field.find("ZEBRA"), std::string_view::npos);
    EXPECT_EQ(problem.remedy.find("ZEBRA"), std::string_view::npos);
    EXPECT_FALSE(problem.remedy.empty());
    EXPECT_GT(problem.line, 0);
  }
}

TEST(CensusReaderTest, AFileThatIsNotThereIsNotFound) {
  EXPECT_EQ(OpenFile(::testing::TempDir() + "/no-such-census.xml").status().code(),
            Code::kNotFound);
}

// Next year's file. The council drops an episode that closed long ago, closes the open one,
// finishes its assessment, adds another before it in the file, and opens a new episode; the
// child beside it is unchanged but stands first, with its sets in another order.
class NextYearTest : public ::testing::Test {
 protected:
  static std::string Assessment(const char* start, const char* end) {
    return fmt::format(
        "<Assessments><AssessmentActualStartDate>{}</AssessmentActualStartDate>{}</Assessments>",
        start,
        *end == '\0' ? std::string()
                     : fmt::format("<AssessmentAuthorisationDate>{}</AssessmentAuthorisationDate>"
                                   "<FactorsIdentifiedAtAssessment><AssessmentFactors>3B"
                                   "</AssessmentFactors></FactorsIdentifiedAtAssessment>",
                                   end));
  }
  static std::string Closed(const char* day) {
    return fmt::format(
        "<CINclosureDate>{}</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure>", day);
  }
  static std::string Neighbour(const char* disabilities) {
    return fmt::format(
        "<Child><ChildIdentifiers><LAchildID>N1</LAchildID>"
        "<PersonBirthDate>2014-02-03</PersonBirthDate><GenderCurrent>2</GenderCurrent>"
        "</ChildIdentifiers><ChildCharacteristics><Ethnicity>WBRI</Ethnicity><Disabilities>{}"
        "</Disabilities></ChildCharacteristics>{}</Child>",
        disabilities, EpisodeOf("2021-11-01"));
  }

  const ReadFile first_ =
      ReadAll(CensusFile(Child("C1", EpisodeOf("2019-05-01", Closed("2020-06-30")) +
                                         EpisodeOf("2021-10-04", Assessment("2021-11-15", ""))) +
                             Neighbour("<Disability>LD</Disability><Disability>HEAR</Disability>"),
                         "2022-05-23T11:14:05", "2022-03-31"));
  const ReadFile second_ = ReadAll(CensusFile(
      Neighbour("<Disability>HEAR</Disability><Disability>LD</Disability>") +
          Child("C1", EpisodeOf("2022-12-01") +
                          EpisodeOf("2021-10-04", Closed("2022-09-01") +
                                                      Assessment("2021-10-06", "2021-11-01") +
                                                      Assessment("2021-11-15", "2022-01-10"))),
      "2023-05-30T09:00:00", "2023-03-31"));
};

TEST_F(NextYearTest, AddsOnlyWhatIsNewAndChangesNothingThatIsNot) {
  const auto before = first_.EventsById();
  std::vector<std::string> added;
  for (const auto& [id, event] : second_.EventsById()) {
    const auto held = before.find(id);
    if (held == before.end()) {
      added.push_back(id);
    } else {
      EXPECT_EQ(BodyOf(event), BodyOf(held->second)) << id;
    }
  }
  const std::string e = "C1/referral/2021-10-04/1";
  EXPECT_THAT(added, ElementsAre(MatchesRegex("C1/description/.*"), e + "/assessment/2021-10-06/1",
                                 e + "/assessment/2021-10-06/1/completed",
                                 e + "/assessment/2021-11-15/1/completed", e + "/closure",
                                 "C1/referral/2022-12-01/1", "C1/referral/2022-12-01/1/decision"));
}

TEST_F(NextYearTest, TheSameFileAgainIsTheSameEventsByteForByte) {
  const std::string text = CensusFile(Child("C1", EpisodeOf("2019-05-01")));
  const auto once = ReadAll(text).EventsById();
  const auto again = ReadAll(text).EventsById();
  ASSERT_EQ(once.size(), again.size());
  for (const auto& [id, event] : once) EXPECT_EQ(BodyOf(event), BodyOf(again.at(id))) << id;
}

TEST_F(NextYearTest, ABirthBetweenTheFilesLeavesWhatWasRecordedBeforeIt) {
  const auto read = [](const char* identifiers, const char* made) {
    return ReadAll(CensusFile(Identified("C1", identifiers, EpisodeOf("2022-02-01")), made))
        .EventsById();
  };
  const auto before = read(
      "<ExpectedPersonBirthDate>2022-06-10</ExpectedPersonBirthDate><Sex>U</Sex>", "2022-05-23");
  const auto after =
      read("<PersonBirthDate>2022-06-02</PersonBirthDate><Sex>F</Sex>", "2023-05-23");
  const std::string referral = "C1/referral/2022-02-01/1";
  EXPECT_EQ(BodyOf(before.at(referral)), BodyOf(after.at(referral)));
  int descriptions = 0;
  for (const auto& [id, event] : after) {
    if (!event.has_person_described()) continue;
    ++descriptions;
    EXPECT_EQ(event.occurred().date(), "2022-06-02");
    EXPECT_EQ(event.subjects(0).role(), v1::SUBJECT_ROLE_CHILD);
    EXPECT_THAT(before, Not(Contains(Key(id))));
    EXPECT_EQ(event.corrects(), "");
  }
  EXPECT_EQ(descriptions, 1);
}

TEST_F(NextYearTest, ACorrectedElementIsTheSameIdWithOtherContent) {
  std::string text = CensusFile(Child("C1", EpisodeOf("2019-05-01", Closed("2020-06-30"))));
  const auto before = ReadAll(text).EventsById();
  text.replace(text.find("2020-06-30"), 10, "2020-07-01");
  text.replace(text.find("<ReferralSource>6"), 17, "<ReferralSource>9");
  const auto after = ReadAll(text).EventsById();
  std::vector<std::string> changed;
  for (const auto& [id, event] : after) {
    ASSERT_TRUE(before.contains(id)) << id;
    if (BodyOf(event) != BodyOf(before.at(id))) changed.push_back(id);
  }
  EXPECT_THAT(changed, ElementsAre("C1/referral/2019-05-01/1", "C1/referral/2019-05-01/1/closure"));
}

// Files that nobody here made; where they lie is said by GT_SHARED_DATA.
std::optional<ReadFile> ReadShared(const std::string& name) {
  const char* named = std::getenv("GT_SHARED_DATA");
  const std::string root = named != nullptr ? named : GT_SOURCE_DIR "/../shared/data";
  auto bytes = OpenFile(root + "/cin/" + name);
  if (!bytes.ok()) return std::nullopt;
  return ReadAll(*std::move(bytes));
}

TEST(SharedCensusTest, TheLargeSampleIsAccountedForToTheLastElement) {
  const auto read = ReadShared("fake_CIN_data.xml");
  if (!read) GTEST_SKIP() << "no shared data: set GT_SHARED_DATA";
  EXPECT_EQ(read->header.lea, "975");
  EXPECT_EQ(read->counts.children, 332);
  EXPECT_EQ(read->counts.children_refused, 0);
  EXPECT_EQ(read->counts.episodes, 402);
  EXPECT_THAT(read->file_problems, IsEmpty());
  EXPECT_THAT(read->counts.not_carried, IsEmpty());
  // The file's own elements, counted with a text search: 332 children to describe, 21 deaths,
  // 402 referrals each with a decision, 252 closures, 350 conferences.
  EXPECT_EQ(read->counts.events + read->counts.events_refused, 332 + 21 + 402 * 2 + 252 + 350);
  EXPECT_EQ(static_cast<int64_t>(read->Ids().size()), read->counts.events);
  EXPECT_EQ(read->counts.events_refused, 0);
  EXPECT_EQ(read->counts.errors, 0);
  const auto events = read->EventsById();
  const std::string e = "RND000215205141/referral/2020-07-13/1";
  EXPECT_EQ(events.at(e).referral_made().source(), "4");
  EXPECT_EQ(events.at(e + "/closure").occurred().date(), "2021-06-11");
  EXPECT_TRUE(events.at(e + "/decision").referral_decided().no_further_action());
}

TEST(SharedCensusTest, TheSmallSampleYieldsItsEnquiryPlansAndReviews) {
  const auto read = ReadShared("BAR_cin_2022.xml");
  if (!read) GTEST_SKIP() << "no shared data: set GT_SHARED_DATA";
  EXPECT_EQ(read->counts.children, 1);
  EXPECT_EQ(read->counts.episodes, 1);
  EXPECT_EQ(read->counts.errors, 0);
  EXPECT_EQ(read->counts.events_refused, 0);
  EXPECT_THAT(
      read->counts.events_by_kind,
      ElementsAre(Pair("AssessmentCompleted", 1), Pair("AssessmentStarted", 1),
                  Pair("CaseClosed", 1), Pair("ConferenceHeld", 2), Pair("PersonDescribed", 1),
                  Pair("PersonDied", 1), Pair("PlanEnded", 2), Pair("PlanStarted", 2),
                  Pair("ReferralDecided", 1), Pair("ReferralMade", 1), Pair("ReviewHeld", 1),
                  Pair("Section47Started", 1)));
  // The sample's dates are deliberately at odds.
  EXPECT_THAT(read->Rules(),
              testing::IsSupersetOf({"1103", "1104", "1105", "2884", "2889", "8565"}));
}

// A file as long as wished, that is never in memory: `children` times the same with new ids.
ByteSource EndlessCensus(int children) {
  return [children, next = 0, pending = std::string(), at = size_t{0}](char* buffer,
                                                                       size_t size) mutable {
    if (at == pending.size()) {
      at = 0;
      const std::string frame = CensusFile("*");
      const size_t star = frame.find('*');
      if (next == 0) {
        pending = frame.substr(0, star);
      } else if (next <= children) {
        std::string details;
        for (int day = 10; day < 28; ++day) {
          details += fmt::format(
              "<CINPlanDates>\n<CINPlanStartDate>2020-08-{}</CINPlanStartDate>\n"
              "<CINPlanEndDate>2020-09-{}</CINPlanEndDate>\n</CINPlanDates>\n",
              day, day);
        }
        pending = Child(fmt::format("C{}", next), EpisodeOf("2020-07-13", details));
      } else {
        pending = next == children + 1 ? frame.substr(star + 1) : "";
      }
      ++next;
    }
    const size_t count = std::min(size, pending.size() - at);
    std::memcpy(buffer, pending.data() + at, count);
    at += count;
    return static_cast<int64_t>(count);
  };
}

TEST(CensusReaderTest, MemoryDoesNotGrowWithTheFile) {
  CensusReader reader(EndlessCensus(12'000));
  ASSERT_TRUE(reader.Next().has_value());
  const size_t before = LiveBytes();
  size_t most = before;
  while (reader.Next().has_value()) {
    if (reader.counts().children % 500 == 0) most = std::max(most, LiveBytes());
  }
  EXPECT_EQ(reader.counts().children, 12'000);
  EXPECT_EQ(reader.counts().events, 12'000 * 39);
  EXPECT_GT(reader.bytes_read(), 25'000'000);
  EXPECT_LT(most - before, 4'000'000u);
}

// Random damage: reading ends, counts hold, and what came out before the damage is unchanged.
TEST(CensusReaderTest, DamagedFilesNeverBreakTheReader) {
  std::string children;
  for (int i = 0; i < 30; ++i) children += Child(fmt::format("C{}", i), EpisodeOf("2020-07-13"));
  const std::string whole = CensusFile(children);
  const auto sound = ReadAll(whole).EventsById();
  for (uint32_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::string text = whole;
    const size_t at = random() % text.size();
    switch (random() % 4) {
      case 0:
        text[at] = static_cast<char>(random() % 256);
        break;
      case 1:
        text.erase(at, 1 + random() % 40);
        break;
      case 2:
        text.insert(at, text.substr(random() % text.size(), random() % 60));
        break;
      default:
        text.insert(at, 1 + random() % 8, '\0');
    }
    const ReadFile read = ReadAll(text);
    EXPECT_EQ(static_cast<int64_t>(read.children.size()), read.counts.children);
    const size_t line = static_cast<size_t>(std::count(
                            text.begin(), text.begin() + static_cast<int64_t>(at), '\n')) +
                        1;
    for (const ImportedChild& child : read.children) {
      if (child.line + 1 >= static_cast<int64_t>(line)) continue;
      EXPECT_THAT(child.events, SizeIs(3));
      for (const v1::Event& event : child.events) {
        ASSERT_TRUE(sound.contains(event.id()));
        EXPECT_EQ(BodyOf(event), BodyOf(sound.at(event.id())));
      }
    }
  }
}

}  // namespace
}  // namespace goldthread::cin_census
