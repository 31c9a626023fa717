#include "services/vocabulary/code_lists.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace goldthread {
namespace {

// The published sets, written out a second time as plain words.
const std::vector<std::pair<CodeList, const char*>> kPublished = {
    {CodeList::kReferralSource, "1A 1B 1C 1D 2A 2B 3A 3B 3C 3D 3E 3F 4 5A 5B 5C 5D 6 7 8 9 10"},
    {CodeList::kPrimaryNeed, "N0 N1 N2 N3 N4 N5 N6 N7 N8 N9"},
    {CodeList::kClosureReason, "RC1 RC2 RC3 RC4 RC5 RC6 RC7 RC8 RC9"},
    {CodeList::kCategoryOfAbuse, "NEG PHY SAB EMO MUL"},
    {CodeList::kDisability, "NONE MOB HAND PC INC COMM LD HEAR VIS BEH CON AUT DDA"},
    {CodeList::kEthnicity,
     "WBRI WIRI WIRT WOTH WROM MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH BCRB BAFR BOTH CHNE OOTH "
     "REFU NOBT"},
    {CodeList::kAssessmentFactor,
     "1A 1B 1C 2A 2B 2C 3A 3B 3C 4A 4B 4C 5A 5B 5C 6A 6B 6C 7A 8B 8C 8D 8E 8F 9A 10A 11A 12A 13A "
     "14A 15A 16A 17A 18A 18B 18C 19A 19B 19C 20 21 22A 23A 24A"},
    {CodeList::kUpnUnknownReason, "UN1 UN2 UN3 UN4 UN5 UN6 UN7"},
    {CodeList::kExclusionCategory, "PERM SUSP FIXD LNCH"},
    {CodeList::kExclusionReason, "PP PA VP VA OW BU RA LG DS SM DA DM TH DB MT PH OT"},
};

TEST(CodeListsTest, EveryPublishedCodeIsKnownAndHasWords) {
  for (const auto& [list, codes] : kPublished) {
    std::istringstream words(codes);
    for (std::string code; words >> code;) {
      EXPECT_TRUE(IsKnownCode(list, code)) << code;
      EXPECT_FALSE(CodeLabel(list, code).empty()) << code;
    }
  }
}

TEST(CodeListsTest, ACodeIsKnownOnlyAsWritten) {
  for (const auto& [list, codes] : kPublished) {
    for (const char* wrong : {"", " ", "ZZ", "RB", "wbri", "1a", "N1 "}) {
      EXPECT_FALSE(IsKnownCode(list, wrong)) << wrong;
      EXPECT_EQ(CodeLabel(list, wrong), "");
    }
  }
}

TEST(CodeListsTest, ListsAreNotMixed) {
  EXPECT_FALSE(IsKnownCode(CodeList::kReferralSource, "18B"));
  EXPECT_FALSE(IsKnownCode(CodeList::kAssessmentFactor, "6"));
  EXPECT_EQ(CodeLabel(CodeList::kReferralSource, "3A"), "GP");
  EXPECT_EQ(CodeLabel(CodeList::kAssessmentFactor, "3A"), "Domestic abuse: of the child");
}

}  // namespace
}  // namespace goldthread
