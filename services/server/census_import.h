// Brings a census file into a hub so that importing it again adds nothing: asks the feed
// ledger what is there, sends what is new, and what has changed as a correction.
//
// Broken off and started again it doubles nothing: what was acknowledged is found to be there.
// One import of a feed at a time: a second one is refused, and one that lost the feed ends.
//
// What the connector names X stands in the hub as X~1.<edition>, and changed, as X~2.<edition>,
// which corrects X~1 …, each time the last. The edition is the file's: its reference date, then
// the day it was made. So an older file adds what no newer file has, and never overturns what a
// newer one said; of two files of one edition the one imported later stands.
//
// Source: docs/decisions/0011-chains-of-revisions.md.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/inbound/cin_census/census_reader.h"
#include "eventstore/base/status.h"
#include "goldthread/v1/event_service.grpc.pb.h"
#include "goldthread/v1/feed_service.grpc.pb.h"
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
    std::function<void(const RowProblem&)> problem;    // Each one, in the order found.
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
  struct Pending {
    v1::Event event;
    int64_t line = 0;  // Of its child.
  };
  using Chunk = std::vector<Pending>;

  // Makes us the only importer of this feed.
  Status Begin(const cin_census::CensusHeader& header);
  Status Import(cin_census::CensusReader& census);
  // Sends those of `chunk` that say something new.
  Status Settle(Chunk chunk);
  StatusOr<v1::CheckEventsResponse> Check(const Chunk& chunk);
  Status Publish(const Chunk& chunk);
  // Gives the feed back, if we have it. After an error too: the next importer need not wait.
  void End();
  void Note(const cin_census::Problem& problem);

  v1::Caller caller_;
  const Watch watch_;
  std::unique_ptr<v1::FeedService::Stub> feeds_;
  std::unique_ptr<v1::EventService::Stub> events_;
  const HubClient& client_;
  std::string feed_;
  std::string edition_;
  int64_t lease_ = 0;
  int64_t known_until_ = 0;  // The log's end when we got the feed.
  int64_t refused_by_hub_ = 0;
  ImportSummary summary_;
};

}  // namespace goldthread::server
