#include "services/vocabulary/matching_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "eventstore/base/digest.h"

namespace goldthread {
namespace {

constexpr double kRounding = 1e-6;  // Of ten shares written down in decimals.
constexpr size_t kNameBytesMax = 100;
constexpr size_t kValueBytesMax = 200;

using Faults = std::vector<ModelFault>;
using SharesField = google::protobuf::RepeatedField<double>;

// Not a number is none.
bool IsShare(double share) { return share > 0 && share < 1; }

void CheckShares(const std::string& field, const SharesField& shares, Faults& faults) {
  if (static_cast<size_t>(shares.size()) != kSharesOfEach) {
    faults.push_back({field, fmt::format("has {} shares; write {}, from the same to different",
                                         shares.size(), kSharesOfEach)});
    return;
  }
  double sum = 0;
  for (int i = 0; i < shares.size(); ++i) {
    if (!IsShare(shares[i])) {
      faults.push_back({fmt::format("{}[{}]", field, i), "is no share above 0 and below 1"});
      return;
    }
    sum += shares[i];
  }
  if (std::abs(sum - 1) > kRounding) {
    faults.push_back({field, fmt::format("adds up to {:.6f}, not to 1", sum)});
  }
}

void CheckCommon(const std::string& field, bool may_be, const v1::MatchingComparison& each,
                 Faults& faults) {
  if (!may_be && (each.common_size() > 0 || each.values() != 0)) {
    faults.push_back({field + ".common", "counts and names no values of these"});
    return;
  }
  if (each.values() < 0) faults.push_back({field + ".values", "is 0 or more"});
  if (each.common_size() > kCommonValuesMax) {
    faults.push_back({field + ".common", fmt::format("names {} values; at most {}",
                                                     each.common_size(), kCommonValuesMax)});
    return;
  }
  int64_t times = 0;
  for (int i = 0; i < each.common_size(); ++i) {
    const v1::MatchingValue& common = each.common(i);
    const std::string at = fmt::format("{}.common[{}]", field, i);
    if (common.value().empty() || common.value().size() > kValueBytesMax) {
      faults.push_back({at + ".value", "is 1 to 200 bytes"});
    } else if (i > 0 && common.value() <= each.common(i - 1).value()) {
      faults.push_back({at + ".value", "comes once, in the order of the values' bytes"});
    }
    if (common.times() < kCommonTimesLeast || common.times() > each.values() - times) {
      faults.push_back({at + ".times", fmt::format("is at least {}, and all together at most "
                                                   "\"values\"",
                                                   kCommonTimesLeast)});
      return;
    }
    times += common.times();
  }
}

void CheckThreshold(const std::string& field, double given, double fixed, Faults& faults) {
  if (given == fixed) return;
  faults.push_back({field, fmt::format("is {:g} for every model of this hub", fixed)});
}

}  // namespace

bool IsModelName(std::string_view name) {
  return !name.empty() && name.size() <= kNameBytesMax && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '/' ||
           c == '-';
  });
}

std::vector<ModelFault> FaultsOf(const v1::MatchingModel& model) {
  Faults faults;
  if (!IsModelName(model.version())) {
    faults.push_back({"version", "is a name of 1 to 100 of a-z 0-9 . _ / -"});
  }
  if (!IsShare(model.same_share())) {
    faults.push_back({"same_share", "is no share above 0 and below 1"});
  }
  if (!IsShare(model.kin_share()) || !IsShare(model.same_share() + model.kin_share())) {
    faults.push_back({"kin_share", "is no share that leaves any for strangers"});
  }
  if (static_cast<size_t>(model.comparisons_size()) != kCompared.size()) {
    faults.push_back({"comparisons", fmt::format("are {}; this hub compares {} things",
                                                 model.comparisons_size(), kCompared.size())});
    return faults;
  }
  for (int i = 0; i < model.comparisons_size(); ++i) {
    const v1::MatchingComparison& each = model.comparisons(i);
    const std::string field = fmt::format("comparisons[{}]", i);
    const std::string_view what = kCompared[static_cast<size_t>(i)];
    if (each.what() != what) {
      faults.push_back({field + ".what", fmt::format("is \"{}\" in this place", what)});
    }
    CheckShares(field + ".same", each.same(), faults);
    CheckShares(field + ".kin", each.kin(), faults);
    CheckShares(field + ".strangers", each.strangers(), faults);
    CheckCommon(field, kHasCommonValues[static_cast<size_t>(i)], each, faults);
  }
  CheckThreshold("same_bits", model.same_bits(), kSameThreshold, faults);
  CheckThreshold("review_bits", model.review_bits(), kReviewThreshold, faults);
  CheckThreshold("one_feed_bits", model.one_feed_bits(), kOneFeedThreshold, faults);
  return faults;
}

std::string DigestOf(const v1::MatchingModel& model) {
  return Hex(Sha256(model.SerializeAsString()));
}

}  // namespace goldthread
