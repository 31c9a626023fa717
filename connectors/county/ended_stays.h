// Stands between the world and the truth: keeps the stays that ended in a month, because the
// world has only those that go on.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <utility>
#include <vector>

#include "connectors/county/people/truth.h"

namespace goldthread::county {

class EndedStays final : public Truth {
 public:
  // Outlives it.
  explicit EndedStays(Truth& truth) : truth_(truth) {}

  void Lived(const Stay& stay) override {
    if (stay.to != kNever) untaken_.push_back(stay);
    truth_.Lived(stay);
  }
  void Recorded(PersonIndex person, int feed, std::string_view record) override {
    truth_.Recorded(person, feed, record);
  }
  void Lost(int feed, int64_t sequence) override { truth_.Lost(feed, sequence); }
  void Exposed(const Exposure& exposure) override { truth_.Exposed(exposure); }
  void Expects(const ExpectedAlert& alert) override { truth_.Expects(alert); }

  // Once a month: those since the last time, which stay to be looked up until the next.
  const std::vector<Stay>& Take();
  // Of those last taken, in the order in which they ended. There until the next Take.
  const std::vector<Stay>& Of(PersonIndex person) const;
  const std::vector<Stay>& At(AddressIndex address) const;

 private:
  Truth& truth_;
  std::vector<Stay> untaken_;
  std::vector<Stay> taken_;
  absl::flat_hash_map<PersonIndex, std::vector<Stay>> of_;
  absl::flat_hash_map<AddressIndex, std::vector<Stay>> at_;
};

}  // namespace goldthread::county
