// Names compared: slips, nicknames, halves of double names, initials, given and family name
// exchanged; of several names the pair that agrees best.
#pragma once

#include <string_view>
#include <vector>

#include "services/identity/matching/agreement.h"

namespace goldthread::matching {

struct NameAgreement {
  Level given = Level::kMissing;
  Level family = Level::kMissing;
  std::string_view on_given;  // Where kSame; lives in the first list.
  std::string_view on_family;
};

NameAgreement CompareNames(const std::vector<NameForm>& a, const std::vector<NameForm>& b);

// One name against one, both folded.
Level CompareGiven(std::string_view a, std::string_view b);
Level CompareFamily(std::string_view a, std::string_view b);

}  // namespace goldthread::matching
