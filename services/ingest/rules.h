// What the rows of the catalogue's table are made of: one check each, that lists the fields
// that break the rule.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/clock.h"
#include "goldthread/v1/event.pb.h"
#include "services/ingest/registry.h"

namespace goldthread::ingest {

// An event as sent, and what it is held against. Lent for the call.
struct Submission {
  const v1::Event& event;
  const Registry& registry;
  const std::optional<FeedEntry>& feed;  // Nothing: not in the registry.
  Instant now;
};

using Fields = std::vector<std::string>;

// `field` is the row's: for checks that serve several rows.
using Check = void (*)(const Submission& sent, std::string_view field, Fields& broken);

bool IsDecision(v1::Event::PayloadCase kind);

// rules_envelope.cc
void IdIsWellFormed(const Submission& sent, std::string_view field, Fields& broken);
void FeedIsWellFormed(const Submission& sent, std::string_view field, Fields& broken);
void FeedIsKnown(const Submission& sent, std::string_view field, Fields& broken);
void SequenceIsInRange(const Submission& sent, std::string_view field, Fields& broken);
void AgencyIsTheFeeds(const Submission& sent, std::string_view field, Fields& broken);
void PartnershipIsOurs(const Submission& sent, std::string_view field, Fields& broken);
void CategoryIsGiven(const Submission& sent, std::string_view field, Fields& broken);
void CategoryIsAllowed(const Submission& sent, std::string_view field, Fields& broken);
void ReceivedAtIsUnset(const Submission& sent, std::string_view field, Fields& broken);
void KindIsKnown(const Submission& sent, std::string_view field, Fields& broken);
void FitsARecord(const Submission& sent, std::string_view field, Fields& broken);
void ReferencesAreWellFormed(const Submission& sent, std::string_view field, Fields& broken);
void DoesNotAmendItself(const Submission& sent, std::string_view field, Fields& broken);
void AmendsInOneWay(const Submission& sent, std::string_view field, Fields& broken);
void WithdrawsOnlyAsADecision(const Submission& sent, std::string_view field, Fields& broken);
void EnvelopeHas(const Submission& sent, std::string_view field, Fields& broken);

// rules_time.cc
void OccurredIsGiven(const Submission& sent, std::string_view field, Fields& broken);
void OccurredIsReal(const Submission& sent, std::string_view field, Fields& broken);
void OccurredIsNotInFuture(const Submission& sent, std::string_view field, Fields& broken);
void PrecisionFitsTheForm(const Submission& sent, std::string_view field, Fields& broken);
void EndFitsTheStart(const Submission& sent, std::string_view field, Fields& broken);
void EndIsNotBeforeStart(const Submission& sent, std::string_view field, Fields& broken);
void RecordedAtIsGiven(const Submission& sent, std::string_view field, Fields& broken);
void RecordedAtIsReal(const Submission& sent, std::string_view field, Fields& broken);
void RecordedAtIsNotInFuture(const Submission& sent, std::string_view field, Fields& broken);

// rules_subjects.cc
void SubjectsAreGiven(const Submission& sent, std::string_view field, Fields& broken);
void SubjectsAreFew(const Submission& sent, std::string_view field, Fields& broken);
void DecisionsNameNoSubjects(const Submission& sent, std::string_view field, Fields& broken);
void RecordsAreWellFormed(const Submission& sent, std::string_view field, Fields& broken);
void RecordsDiffer(const Submission& sent, std::string_view field, Fields& broken);
void RolesAreGiven(const Submission& sent, std::string_view field, Fields& broken);
void ListsAreShort(const Submission& sent, std::string_view field, Fields& broken);
void IdentifiersAreShort(const Submission& sent, std::string_view field, Fields& broken);
void CheckDigitsHold(const Submission& sent, std::string_view field, Fields& broken);
void IdentifiersHaveTheirForm(const Submission& sent, std::string_view field, Fields& broken);
void IdentifiersAreNotFillers(const Submission& sent, std::string_view field, Fields& broken);
void PersonDatesAreReal(const Submission& sent, std::string_view field, Fields& broken);
void PersonCodesAreKnown(const Submission& sent, std::string_view field, Fields& broken);

// rules_payload.cc: of the payload's own fields.
void PayloadHas(const Submission& sent, std::string_view field, Fields& broken);
void PayloadDateIsReal(const Submission& sent, std::string_view field, Fields& broken);
void PayloadPartialDateIsReal(const Submission& sent, std::string_view field, Fields& broken);
void PayloadCodesAreKnown(const Submission& sent, std::string_view field, Fields& broken);
void PayloadListsAreShort(const Submission& sent, std::string_view field, Fields& broken);
void RelationshipHasTwoEnds(const Submission& sent, std::string_view field, Fields& broken);
void AddressSaysWhere(const Submission& sent, std::string_view field, Fields& broken);
void OrderHasOneEnd(const Submission& sent, std::string_view field, Fields& broken);
void ReviewIsDueUnlessEnded(const Submission& sent, std::string_view field, Fields& broken);
void ModelIsWhole(const Submission& sent, std::string_view field, Fields& broken);
void ModelHasItsDigest(const Submission& sent, std::string_view field, Fields& broken);
void PairIsComplete(const Submission& sent, std::string_view field, Fields& broken);
void PairIsTwoRecords(const Submission& sent, std::string_view field, Fields& broken);

// rules_text.cc: of every text and enumeration, however deep.
void TextsAreUtf8(const Submission& sent, std::string_view field, Fields& broken);
void TextsAreShort(const Submission& sent, std::string_view field, Fields& broken);
void ValuesAreKnown(const Submission& sent, std::string_view field, Fields& broken);

}  // namespace goldthread::ingest
