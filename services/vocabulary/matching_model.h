// What makes a model of matching whole: what is compared, at which levels, and which thresholds
// every model has.
//
// Source: proto/goldthread/v1/matching_model.proto; docs/matching.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "goldthread/v1/matching_model.pb.h"

namespace goldthread {

// In the order of a model's comparisons.
inline constexpr std::array<std::string_view, 13> kCompared = {
    "given name", "family name", "birth date", "sex",      "number",    "house number", "street",
    "building",   "locality",    "region",     "postcode", "telephone", "e-mail"};
inline constexpr size_t kSharesOfEach = 10;

// Of which the common values are told apart. Numbers, telephones and the like are never named.
inline constexpr std::array<bool, kCompared.size()> kHasCommonValues = {
    true, true, false, false, false, true, true, true, true, true, true, false, false};

// Fixed beforehand, for every model: a partnership learns what agreements weigh, not how sure one
// has to be. In bits: 64 to 1, even, and 4096 to 1 against two records of one feed.
inline constexpr double kSameThreshold = 6;
inline constexpr double kReviewThreshold = 0;
inline constexpr double kOneFeedThreshold = 12;

// Of one comparison; keeps a model well within a record of the log.
inline constexpr int kCommonValuesMax = 400;
// What fewer have might name somebody, and is not told apart.
inline constexpr int64_t kCommonTimesLeast = 20;

// 1 to 100 of a-z 0-9 . _ / -.
bool IsModelName(std::string_view name);

struct ModelFault {
  std::string field;  // "comparisons[2].kin[4]".
  std::string remedy;
};

// All that is wrong with it, in the order of its fields.
std::vector<ModelFault> FaultsOf(const v1::MatchingModel& model);

// SHA-256, hexadecimal; equal for equal models alone.
std::string DigestOf(const v1::MatchingModel& model);

}  // namespace goldthread
