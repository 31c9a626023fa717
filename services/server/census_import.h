// Brings a census file into a hub so that importing it again adds nothing: asks the feed
// ledger what is there, sends what is new, and what has changed as a correction.
//
// Broken off and started again it doubles nothing: what was acknowledged is found to be there.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/inbound/cin_census/census_reader.h"
#include "eventstore/base/status.h"
#include "goldthread/v1/event_service.grpc.pb.h"
#include "goldthread/v1/feed_service.grpc.pb.h"
#include "services/server/hub_client.h"

namespace goldthread::server {

// A row that is wrong or doubtful. Never holds the value.
struct RowProblem {
  int64_t line = 0;
  std::string field;
  std::string rule;
  std::string severity;  // "error": refused; "query": came in, somebody should look.
  std::string remedy;
};

struct ImportSummary {
  std::string feed;
  cin_census::CensusCounts counts;
  // Of the events: read = accepted + duplicate + refused.
  int64_t read = 0;
  int64_t accepted = 0;
  int64_t duplicate = 0;
  int64_t refused = 0;
  bool file_broken = false;  // The file itself is wrong, in whole or from some line on.
  // A read that demands it sees all of this import.
  int64_t log_position = 0;
};

class CensusImport {
 public:
  struct Watch {
    std::function<void(const RowProblem&)> problem;    // Each one, in the order found.
    std::function<void(int64_t bytes_read)> progress;  // After each child.
  };

  CensusImport(const HubClient& client, v1::Caller caller, Watch watch);

  // Reads the whole file; memory does not grow with it.
  // Errors: as EventService and FeedService; run it again, nothing is doubled.
  StatusOr<ImportSummary> Run(cin_census::CensusReader& census);

 private:
  struct Pending {
    v1::Event event;
    int64_t line = 0;  // Of its child.
  };
  using Chunk = std::vector<Pending>;

  Status Settle(Chunk chunk);
  // Those of `chunk` that the hub does not have. Those it has with other content go to
  // `changed`, or where that is null are refused.
  StatusOr<Chunk> Absent(Chunk chunk, Chunk* changed);
  StatusOr<std::vector<v1::Presence>> Check(const Chunk& chunk);
  Status Publish(const Chunk& chunk);
  void Note(const cin_census::Problem& problem);

  const v1::Caller caller_;
  const Watch watch_;
  std::unique_ptr<v1::FeedService::Stub> feeds_;
  std::unique_ptr<v1::EventService::Stub> events_;
  const HubClient& client_;
  int64_t known_until_ = 0;  // The log's end when the import began.
  int64_t refused_by_hub_ = 0;
  ImportSummary summary_;
};

}  // namespace goldthread::server
