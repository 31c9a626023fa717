#include "connectors/county/ended_stays.h"

namespace goldthread::county {
namespace {

template <class Key>
const std::vector<Stay>& Found(const absl::flat_hash_map<Key, std::vector<Stay>>& stays, Key key) {
  static const std::vector<Stay> kNone;
  const auto found = stays.find(key);
  return found == stays.end() ? kNone : found->second;
}

}  // namespace

const std::vector<Stay>& EndedStays::Take() {
  taken_ = std::exchange(untaken_, {});
  of_.clear();
  at_.clear();
  for (const Stay& stay : taken_) {
    of_[stay.person].push_back(stay);
    at_[stay.address].push_back(stay);
  }
  return taken_;
}

const std::vector<Stay>& EndedStays::Of(PersonIndex person) const { return Found(of_, person); }

const std::vector<Stay>& EndedStays::At(AddressIndex address) const { return Found(at_, address); }

}  // namespace goldthread::county
