// Test support: what records say of themselves, held against each other by brute force. Takes
// from the house what two portraits agree in and what a model makes of it, which have tests of
// their own, and nothing of how the fold finds and keeps it.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "services/identity/evidence.h"
#include "services/identity/identity_fixture.h"
#include "services/identity/matching/blocks.h"
#include "services/identity/matching/model.h"

namespace goldthread::identity {

struct OracleWeight {
  int tenths = 0;
  bool kin = false;
  bool one_name = false;
  bool other_number = false;
};

class OracleWeights {
 public:
  void Resize(size_t records) {
    portraits_.resize(records);
    blocks_.resize(records);
    shielded_.resize(records);
    ids_.resize(records);
  }

  void Hear(size_t record, const RecordId& id, const Told& told, const v1::Subject& subject,
            bool stands) {
    const std::string unborn = told.event.birth_recorded().unborn_record();
    const bool born =
        !unborn.empty() && subject.role() == v1::SUBJECT_ROLE_CHILD && unborn != subject.record();
    ids_[record] = id;
    matching::Portrait said = matching::PortraitOf(subject.described());
    if (told.event.has_address_observed() &&
        told.event.address_observed().residence() == v1::RESIDENCE_LIVES) {
      matching::AddPlace(said, told.event.address_observed().address());
    }
    matching::Settle(said);
    for (const uint64_t block : matching::NarrowBlocksOf(said)) {
      claims_[block].insert(record);
      if (stands) blocks_[record].insert(block);
    }
    if (!stands) return;
    matching::Portrait& whole = portraits_[record];
    whole.names.insert(whole.names.end(), said.names.begin(), said.names.end());
    whole.births.insert(whole.births.end(), said.births.begin(), said.births.end());
    whole.sexes.insert(whole.sexes.end(), said.sexes.begin(), said.sexes.end());
    whole.numbers.insert(whole.numbers.end(), said.numbers.begin(), said.numbers.end());
    whole.places.insert(whole.places.end(), said.places.begin(), said.places.end());
    whole.phones.insert(whole.phones.end(), said.phones.begin(), said.phones.end());
    const v1::PersonDescription& raw = subject.described();
    const bool says_something =
        raw.names_size() + raw.identifiers_size() + raw.addresses_size() > 0 ||
        !raw.birth_date().empty() || raw.sex() == v1::SEX_MALE || raw.sex() == v1::SEX_FEMALE ||
        born;
    if (says_something &&
        std::ranges::count(told.event.handling(), v1::HANDLING_SHIELDED_ADDRESS) > 0) {
      shielded_[record] = true;
    }
  }

  // `overused`: values of numbers that are nobody's.
  void Finish(const std::set<std::string>& overused) {
    for (matching::Portrait& portrait : portraits_) {
      std::erase_if(portrait.numbers, [&](const auto& number) {
        return overused.contains(number.value) || overused.contains("council 801 " + number.value);
      });
      matching::Settle(portrait);
    }
    for (const auto& [block, claims] : claims_) {
      std::vector<std::pair<uint64_t, size_t>> drawn;
      for (const size_t record : claims) drawn.emplace_back(LotIn(block, ids_[record]), record);
      std::sort(drawn.begin(), drawn.end());
      if (drawn.size() > 50) {
        ++crowded_;
        drawn.resize(50);
      }
      for (const auto& [lot, record] : drawn) counted_.insert({block, record});
    }
  }

  bool Shielded(size_t record) const { return shielded_[record]; }

  OracleWeight Of(size_t i, size_t j) const {
    const double against = ids_[i].feed == ids_[j].feed ? 12 : 0;
    const auto agreement = matching::Compare(portraits_[i], portraits_[j]);
    const auto& model = matching::ShippedModel();
    const double bits = matching::Judge(model, agreement, against).bits;
    const auto level = [&](std::string_view what) {
      size_t k = 0;
      while (matching::NameOf(static_cast<matching::Comparison>(k)) != what) ++k;
      return agreement.levels[k];
    };
    const auto same = [&](std::string_view what) { return level(what) == matching::Level::kSame; };
    const auto alike = [&](std::string_view what) {
      return std::set{matching::Level::kNear, matching::Level::kKnownAs, matching::Level::kSimilar}
          .contains(level(what));
    };
    return {static_cast<int>(std::floor(bits * 10)),
            matching::Judge(model, agreement, 0).kin_bits >= 0,
            same("given name") || (alike("given name") && alike("family name")),
            level("number") == matching::Level::kDifferent};
  }

  // Whether the two come to be weighed at all.
  bool Meet(size_t i, size_t j) const {
    if (i == j || shielded_[i] || shielded_[j]) return false;
    return std::ranges::any_of(blocks_[i], [&](uint64_t block) {
      return blocks_[j].contains(block) && counted_.contains({block, i}) &&
             counted_.contains({block, j});
    });
  }

  int crowded() const { return crowded_; }

 private:
  std::vector<matching::Portrait> portraits_;
  std::vector<std::set<uint64_t>> blocks_;  // That stand.
  std::vector<bool> shielded_;
  std::vector<RecordId> ids_;
  std::map<uint64_t, std::set<size_t>> claims_;
  std::set<std::pair<uint64_t, size_t>> counted_;
  int crowded_ = 0;
};

}  // namespace goldthread::identity
