#include "services/identity/matching/model_message.h"

#include <fmt/format.h>

#include "services/vocabulary/matching_model.h"

namespace goldthread::matching {
namespace {

static_assert(kSharesOfEach + 1 == kLevels);  // What one does not say has no share.

using SharesField = google::protobuf::RepeatedField<double>;

void Write(const Shares& shares, SharesField* field) {
  for (size_t level = 1; level < kLevels; ++level) field->Add(shares[level]);
}

Shares Read(const SharesField& field) {
  Shares shares{};
  for (int i = 0; i < field.size(); ++i) shares[static_cast<size_t>(i) + 1] = field[i];
  return shares;
}

}  // namespace

v1::MatchingModel ToMessage(const Model& model) {
  v1::MatchingModel message;
  message.set_version(model.version);
  message.set_same_share(model.same_share);
  message.set_kin_share(model.kin_share);
  for (size_t i = 0; i < kComparisons; ++i) {
    v1::MatchingComparison& each = *message.add_comparisons();
    each.set_what(std::string(kCompared[i]));
    Write(model.same[i], each.mutable_same());
    Write(model.kin[i], each.mutable_kin());
    Write(model.strangers[i], each.mutable_strangers());
    if (!kHasCommonValues[i]) continue;
    const auto which = static_cast<Comparison>(i);
    each.set_values(model.frequencies.Values(which));
    for (const auto& [value, times] :
         model.frequencies.Common(which, kCommonValuesMax, kCommonTimesLeast)) {
      v1::MatchingValue& common = *each.add_common();
      common.set_value(value);
      common.set_times(times);
    }
  }
  message.set_same_bits(kSameBits);
  message.set_review_bits(kReviewBits);
  message.set_one_feed_bits(kOneFeedBits);
  return message;
}

StatusOr<Model> FromMessage(const v1::MatchingModel& message) {
  const auto faults = FaultsOf(message);
  if (!faults.empty()) {
    return Error(Code::kInvalidArgument,
                 fmt::format("BROKEN_MODEL: {} {}", faults.front().field, faults.front().remedy));
  }
  Model model;
  model.version = message.version();
  model.same_share = message.same_share();
  model.kin_share = message.kin_share();
  for (size_t i = 0; i < kComparisons; ++i) {
    const v1::MatchingComparison& each = message.comparisons(static_cast<int>(i));
    model.same[i] = Read(each.same());
    model.kin[i] = Read(each.kin());
    model.strangers[i] = Read(each.strangers());
    Frequencies::Counts common;
    for (const v1::MatchingValue& value : each.common()) {
      common.emplace_back(value.value(), value.times());
    }
    model.frequencies.Set(static_cast<Comparison>(i), each.values(), common);
  }
  return model;
}

}  // namespace goldthread::matching
