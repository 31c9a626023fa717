// Brings a census file into a hub so that importing it again adds nothing, by feed_import.h.
//
// The edition is the file's: its reference date, then the day it was made. So an older file adds
// what no newer file has, and never overturns what a newer one said.
//
// Source: docs/decisions/0011-chains-of-revisions.md.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "connectors/inbound/cin_census/census_reader.h"
#include "eventstore/base/status.h"
#include "services/server/feed_import.h"
#include "services/server/hub_client.h"

namespace goldthread::server {

struct ImportSummary {
  std::string feed;
  cin_census::CensusCounts counts;
  // Of the events: read = accepted + duplicate + refused.
  int64_t read = 0;
  int64_t accepted = 0;
  int64_t duplicate = 0;
  int64_t superseded = 0;  // Of the duplicate: other than what a newer file said, so left out.
  int64_t refused = 0;
  bool file_broken = false;  // The file itself is wrong, in whole or from some line on.
  // A read that demands it sees all of this import.
  int64_t log_position = 0;
};

class CensusImport {
 public:
  struct Watch {
    FeedImport::TakeProblem problem;                   // Each one, in the order found.
    std::function<void(int64_t bytes_read)> progress;  // After each child.
  };

  // The caller's agency is the one whose feed it is; empty: "council/<LEA>", as the default
  // registry has it.
  CensusImport(const HubClient& client, v1::Caller caller, Watch watch);

  // Reads the whole file; memory does not grow with it.
  // Errors: as EventService and FeedService, kFailedPrecondition FEED_LEASED among them; run it
  // again, nothing is doubled.
  StatusOr<ImportSummary> Run(cin_census::CensusReader& census);

 private:
  Status Import(cin_census::CensusReader& census, std::optional<FeedImport>& feed);
  void Note(const cin_census::Problem& problem) const;

  const HubClient& client_;
  v1::Caller caller_;
  const Watch watch_;
};

}  // namespace goldthread::server
