// How much each agreement and disagreement says: weights learnt from records without anybody
// telling which are whose, and what follows from their sum.
//
// Three things can be true of two records: they are of the *same* person, of *kin* in one
// household (twins, father and son: they share what a household shares), or of *strangers*. For
// each, a model holds how often each comparison comes out at each level. Where siblings are
// common, "the same birth date, family name and address, another given name" means twins;
// where there are none it means that somebody typed a wrong name. Two classes could not tell.
//
// Source: Fellegi & Sunter 1969; Winkler 1988 (expectation-maximisation); the weights are in
// bits, so that +1 doubles the odds.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/identity/matching/agreement.h"
#include "services/vocabulary/matching_model.h"

namespace goldthread::matching {

// By level, of the pairs in which both say; they add up to 1. kMissing has no share.
using Shares = std::array<double, kLevels>;
using SharesOfAll = std::array<Shares, kComparisons>;

// How many records say a value, of all that say one: an agreement on "smith" is worth less.
class Frequencies {
 public:
  void Count(Comparison which, std::string_view value);
  void CountRecord(const Portrait& portrait);
  // The share, or `otherwise` for a value that was never counted.
  double ShareOf(Comparison which, std::string_view value, double otherwise) const;
  // As counted elsewhere: how often each of `common` came up among so many, in any order.
  using Counts = std::vector<std::pair<std::string, int64_t>>;
  void Set(Comparison which, int64_t values, const Counts& common);
  // How many values were counted, and the commonest of those that came up at least `least` times,
  // by their bytes.
  int64_t Values(Comparison which) const { return totals_[static_cast<size_t>(which)]; }
  Counts Common(Comparison which, size_t limit, int64_t least) const;
  // Whether so many records have the number that it is a default, not somebody's.
  bool IsWorthless(const NumberForm& number) const;

 private:
  std::array<absl::flat_hash_map<std::string, int64_t>, kComparisons> counts_;
  std::array<int64_t, kComparisons> totals_{};
};

struct Model {
  std::string version;
  double same_share = 0;  // Of all pairs of records, those of one person.
  double kin_share = 0;   // … of two of one household.
  SharesOfAll same{};
  SharesOfAll kin{};
  SharesOfAll strangers{};
  Frequencies frequencies;
};

// What ships: for a partnership that has not learnt yet, and has up to some two hundred thousand
// people.
const Model& ShippedModel();
// The same for a region of a million, where namesakes of one day are many: to be adopted.
const Model& ShippedRegionModel();
// Where learning begins: whatever the table, its names, and how it was typed.
const Model& StartingModel();

enum class Verdict { kDifferent, kReview, kSame };

// Fixed beforehand, for every model and every set of records. The odds in bits that two records
// are one person: 2^kSameBits to one for, and even.
inline constexpr double kSameBits = kSameThreshold;
inline constexpr double kReviewBits = kReviewThreshold;

// One feed knows its own people: that two of its records are one person has to overcome odds
// of 2^kOneFeedBits against.
inline constexpr double kOneFeedBits = kOneFeedThreshold;

struct Judgement {
  double bits = 0;      // Log2 odds of being one person.
  double kin_bits = 0;  // Log2 odds of being kin, against being strangers or one person.
  Verdict verdict() const {
    return bits >= kSameBits     ? Verdict::kSame
           : bits >= kReviewBits ? Verdict::kReview
                                 : Verdict::kDifferent;
  }
};

// `against`: bits against their being one person that do not come from what they say, such as
// that one feed keeps them apart. Threads: any.
Judgement Judge(const Model& model, const Agreement& agreement, double against = 0);

// What one comparison adds, in bits, against strangers. 0 for kMissing.
double WeightOf(const Model& model, const Agreement& agreement, Comparison which);

// By how much rarer it is among kin that both given name and birth date are the same than the two
// are each: twins bear two names. 1 where they are not both the same.
double OfOneNameAndDay(Level given, Level birth);

// Whether people of one household share it: address and telephone, not the birth date.
bool IsOfTheHousehold(Comparison which);

}  // namespace goldthread::matching
