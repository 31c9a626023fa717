// A county told to identity's fold, event by event, as a hub would fold it.
#pragma once

#include <functional>

#include "connectors/county/county.h"
#include "eventstore/base/check.h"
#include "services/identity/identity_fold.h"
#include "tests/identity/county_quality.h"

namespace goldthread::identity {

class FoldedCounty {
 public:
  explicit FoldedCounty(const county::CountySize& size) : county_(size, truth_) {}

  // `fold_one` calls what it is given, once: for who takes the time of it.
  using FoldOne = std::function<void(const v1::Event&, const std::function<void()>&)>;
  void Fold(
      const IdentityFold& fold,
      const FoldOne& fold_one = [](const v1::Event&, const auto& now) { now(); }) {
    county::Delivery delivery;
    v1::RecordHeader header;
    Position position;
    while (county_.Next(&delivery)) {
      if (delivery.again) continue;  // The ledger stops a repeat before it comes here.
      header.set_received_at_us(delivery.delivered * 1'000'000);
      position = position.Next();
      fold_one(delivery.event(),
               [&] { GT_CHECK(fold.Apply({position, header, delivery.event()}, rows).ok()); });
    }
  }

  CountyQuality Quality() const { return QualityOf(rows, truth_, county_.world()); }
  const CountyTruth& truth() const { return truth_; }

  TableRows rows;

 private:
  CountyTruth truth_;
  county::County county_;
};

}  // namespace goldthread::identity
