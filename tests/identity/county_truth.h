// Test support: whose record each record of a county is. Matching never sees it.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "connectors/county/agencies/feeds.h"
#include "connectors/county/people/truth.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::identity {

class CountyTruth final : public county::Truth {
 public:
  void Lived(const county::Stay&) override {}
  void Recorded(county::PersonIndex person, int feed, std::string_view record) override {
    const std::string name(county::MannerOf(static_cast<county::Feed>(feed)).name);
    whose_.emplace(RecordId{name, std::string(record)}, person);
  }
  void Lost(int, int64_t) override {}
  void Exposed(const county::Exposure&) override {}
  void Expects(const county::ExpectedAlert&) override {}

  const std::map<RecordId, county::PersonIndex>& whose() const { return whose_; }

 private:
  std::map<RecordId, county::PersonIndex> whose_;
};

}  // namespace goldthread::identity
