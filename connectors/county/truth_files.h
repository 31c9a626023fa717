// The truth as comma-separated files in one folder; connectors/county/README.md has their
// columns. The numbers of people and events mean the same in all of them.
#pragma once

#include <memory>
#include <string>

#include "connectors/county/county.h"
#include "connectors/county/out_file.h"
#include "connectors/county/people/truth.h"
#include "connectors/county/people/world.h"

namespace goldthread::county {

class TruthFiles final : public Truth {
 public:
  // `folder` is there; `mark` is the county's.
  TruthFiles(const std::string& folder, const CountyMark& mark);

  void Lived(const Stay& stay) override;
  void Recorded(PersonIndex person, int feed, std::string_view record) override;
  void Lost(int feed, int64_t sequence) override;
  void Exposed(const Exposure& exposure) override;
  void Expects(const ExpectedAlert& alert) override;

  // In the order in which the hub gets them.
  void Delivered(const Delivery& delivery);

  // Everybody who ever lived there, and the end. Errors: as OutFile::Close.
  Status Finish(const World& world);

 private:
  std::string EventOrNone(EventRef event) const;

  const CountyMark mark_;
  OutFile people_;
  OutFile records_;
  OutFile residences_;
  OutFile holes_;
  OutFile exposures_;
  OutFile alerts_;
  OutFile deliveries_;
};

}  // namespace goldthread::county
