// What the stories have in common: how an agency writes an event down, and who asks.
#pragma once

#include <functional>
#include <string>

#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"
#include "goldthread/v1/caller.pb.h"
#include "goldthread/v1/event.pb.h"
#include "goldthread/v1/event_service.pb.h"
#include "goldthread/v1/matching_service.pb.h"
#include "services/server/hub_client.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::server {

// Of March 2026, in which the stories play. Before the clocks change on the 29th, London is UTC.
Day InMarch(unsigned day);
Instant At(unsigned day, int hour, int minute);

v1::Event Recorded(const std::string& feed, const std::string& id, Instant recorded,
                   v1::InformationCategory category);
v1::Subject& AddSubject(v1::Event& event, const std::string& record, v1::SubjectRole role);
void AddIdentifier(v1::PersonDescription& person, v1::IdentifierType type,
                   const std::string& value);
v1::Caller CallerOf(const std::string& agency, const std::string& user, const std::string& role,
                    v1::Purpose purpose);
// Decides who is one person.
v1::Caller Reviewer();

// A second after it was recorded.
Instant ReceivedAt(const v1::Event& event);

// kInvalidArgument: the hub refuses it, and why; other errors: of the call.
StatusOr<v1::Receipt> PublishOne(const v1::Event& event, const HubClient& client);
// The most pressing pair that waits for a decision and has the record; kNotFound: none.
StatusOr<v1::WaitingPair> WaitingPairWith(const RecordId& record, const HubClient& client);

}  // namespace goldthread::server
