// Brings what a connector reads into a hub so that bringing it again adds nothing: asks the feed
// ledger what is there, sends what is new, and what has changed as a correction.
//
// Broken off and started again it doubles nothing: what was acknowledged is found to be there.
// One import of a feed at a time: a second one is refused, and one that lost a feed ends.
//
// What the connector names X stands in the hub as X~1.<edition>, and changed, as X~2.<edition>,
// which corrects X~1 …, each time the last. The edition is that of the source, if it has any: an
// older one adds what no newer one has, and never overturns what a newer one said; of two of one
// edition the one imported later stands.
//
// Source: docs/decisions/0011-chains-of-revisions.md.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "eventstore/base/status.h"
#include "goldthread/v1/event_service.grpc.pb.h"
#include "goldthread/v1/feed_service.grpc.pb.h"
#include "services/feeds/page_token.h"
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

// Of the events added: added = accepted + duplicate + refused.
struct ImportTally {
  int64_t accepted = 0;
  int64_t duplicate = 0;
  int64_t superseded = 0;  // Of the duplicate: other than what a newer edition said, so left out.
  int64_t refused = 0;
  // A read that demands it sees all of this import.
  int64_t log_position = 0;
};

class FeedImport {
 public:
  using TakeProblem = std::function<void(const RowProblem&)>;

  // `client` is lent. The caller's agency is the one whose feeds they are; empty: what each
  // event names.
  FeedImport(const HubClient& client, v1::Caller caller, TakeProblem problem);
  // Gives back the feeds it has. After an error too: the next importer need not wait.
  ~FeedImport();
  FeedImport(const FeedImport&) = delete;
  FeedImport& operator=(const FeedImport&) = delete;

  // "" or a text that sorts as the editions do. Before the first event.
  void SetEdition(std::string edition) { edition_ = std::move(edition); }

  // Every content has an id of its own, which it keeps: nothing is a chain, and other content
  // under an id the hub has is refused. Before the first event.
  void SetIdsFinal(bool final) { ids_are_final_ = final; }

  // Sends it with others of its feed, now or later; memory stays bounded. `line` is where
  // problems are shown.
  // Errors: as EventService and FeedService, kFailedPrecondition FEED_LEASED among them; run it
  // all again, nothing is doubled.
  Status Add(v1::Event event, int64_t line);

  // Sends what is left. Errors: as Add.
  Status Finish();

  const ImportTally& tally() const { return tally_; }

 private:
  struct Pending {
    v1::Event event;
    int64_t line = 0;
  };
  // A feed that is ours while we import.
  struct Leased {
    v1::Caller caller;
    int64_t lease = 0;
    // How far a check must see: first all there is, for others may have sent; then, the feed
    // being ours, what it saw.
    int64_t known_until = feeds::kNewest;
    std::vector<Pending> pending;
  };

  StatusOr<Leased*> Lease(const v1::Event& event);
  // Sends those of the feed's pending events that say something new.
  Status Settle(Leased& feed);
  StatusOr<v1::CheckEventsResponse> Check(Leased& feed);
  Status Publish(const Leased& feed, const std::vector<Pending>& news);

  const v1::Caller caller_;
  const TakeProblem problem_;
  std::unique_ptr<v1::FeedService::Stub> feeds_;
  std::unique_ptr<v1::EventService::Stub> events_;
  // Gives it the id and the correction that it stands under. False: the hub has as much already,
  // or it is refused.
  bool Place(const v1::CheckEventsResponse& held, int at, Pending* pending);
  std::string edition_;
  bool ids_are_final_ = false;
  std::map<std::string, Leased> leased_;
  size_t pending_bytes_ = 0;
  ImportTally tally_;
};

}  // namespace goldthread::server
