#include "services/ingest/ingest.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "eventstore/base/digest.h"
#include "services/ingest/catalogue.h"
#include "services/ingest/normalise.h"
#include "services/ingest/rules.h"
#include "services/vocabulary/content.h"
#include "services/vocabulary/decisions_feed.h"

namespace goldthread::ingest {
namespace {

constexpr uint32_t kRecordVersion = 1;

Draft DraftOf(const v1::Event& event) {
  Draft draft;
  draft.body = BodyOf(event);
  draft.header.set_version(kRecordVersion);
  draft.header.set_feed(event.feed());
  draft.header.set_event_id(event.id());
  draft.header.set_partnership(event.partnership());
  draft.header.set_body_digest(Sha256(draft.body));
  return draft;
}

void Fill(std::vector<v1::Violation> from,
          google::protobuf::RepeatedPtrField<v1::Violation>* into) {
  for (v1::Violation& violation : from) *into->Add() = std::move(violation);
}

// In the words of the rule for a feed that is not there: it is nobody's business which are.
v1::Violation NotTheSenders() {
  v1::Violation violation;
  violation.set_field("feed");
  violation.set_rule("FEED_UNKNOWN");
  violation.set_remedy("Ask the partnership to enter the feed in the hub's registry.");
  return violation;
}

// What is decided on others' records is decided with the hub (MatchingService), by whom the
// sharing policy lets; an agency's own system says so of its own records alone. Alerts are nobody's
// records: all that is done about them is done with the hub (AdultService).
bool DecidesOnOthers(const v1::Event& event, const Registry& registry, std::string_view agency) {
  const auto others = [&](const v1::RecordRef& record) {
    const std::optional<FeedEntry> feed = registry.Find(record.feed());
    return !feed.has_value() || feed->agency != agency;
  };
  const auto pair = [&](const auto& decision) {
    return decision.has_decider() || others(decision.first()) || others(decision.second());
  };
  if (event.has_records_linked()) return pair(event.records_linked());
  if (event.has_records_separated()) return pair(event.records_separated());
  if (event.has_match_left_open()) return pair(event.match_left_open());
  const auto kind = event.payload_case();
  return IsDecision(kind) && kind != v1::Event::kEventCorrected &&
         kind != v1::Event::kEventWithdrawn;
}

v1::Violation NotTheSendersToDecide() {
  v1::Violation violation;
  violation.set_field("payload");
  violation.set_rule("RECORDS_NOT_THE_SENDERS");
  violation.set_remedy(
      "Decide on other agencies' records, and on alerts, with the hub: goldthread match decide, "
      "goldthread alerts. Leave decider to the hub.");
  return violation;
}

v1::Violation Leased() {
  v1::Violation violation;
  violation.set_field("feed");
  violation.set_rule(std::string(kFeedLeasedRule));
  violation.set_remedy("an import of this feed is under way; send again when it is done");
  return violation;
}

}  // namespace

StatusOr<std::vector<v1::Receipt>> Ingest::Publish(std::span<const v1::Event> events, int64_t lease,
                                                   std::string_view agency) {
  const Instant now = clock_.Now();
  const std::shared_ptr<const Registry> registry = registry_.Now();
  FeedLeases::Visit visit(leases_, lease);  // Until the events are durable.
  std::vector<v1::Receipt> receipts(events.size());
  std::vector<Draft> drafts;
  std::vector<v1::Accepted*> accepted;  // One a draft.
  for (size_t i = 0; i < events.size(); ++i) {
    receipts[i].set_feed(events[i].feed());
    receipts[i].set_event_id(events[i].id());
    if (const auto feed = registry->Find(events[i].feed());
        !agency.empty() && (!feed.has_value() || feed->agency != agency)) {
      *receipts[i].mutable_rejected()->add_violations() = NotTheSenders();
      continue;
    }
    if (!agency.empty() && agency != kHubAgency && DecidesOnOthers(events[i], *registry, agency)) {
      *receipts[i].mutable_rejected()->add_violations() = NotTheSendersToDecide();
      continue;
    }
    Verdict verdict = Judge(events[i], *registry, now);
    if (!verdict.violations.empty()) {
      Fill(std::move(verdict.violations), receipts[i].mutable_rejected()->mutable_violations());
      continue;
    }
    if (!visit.Admits(events[i].feed())) {
      *receipts[i].mutable_rejected()->add_violations() = Leased();
      continue;
    }
    drafts.push_back(DraftOf(Normalised(*registry, events[i])));
    accepted.push_back(receipts[i].mutable_accepted());
    accepted.back()->set_shard(registry_.partnership());
    Fill(std::move(verdict.quality), accepted.back()->mutable_quality());
  }
  GT_ASSIGN_OR_RETURN(const std::vector<Position> positions, log_.Append(std::move(drafts)));
  for (size_t i = 0; i < accepted.size(); ++i) accepted[i]->set_position(positions[i].value);
  return receipts;
}

}  // namespace goldthread::ingest
