#include "connectors/county/agencies/orders.h"

#include <algorithm>

namespace goldthread::county {
namespace {

// Per mille: of incidents; of arrests; of bail that ends; of sentences; of releases.
constexpr uint32_t kArrested = 350;
constexpr uint32_t kProtectionOrder = 300;
constexpr uint32_t kConvicted = 450;
constexpr uint32_t kImprisoned = 500;
constexpr uint32_t kTagged = 350;
// Of prison: whose release is known to the month only.
constexpr uint32_t kReleaseByMonth = 300;

bool IsProbations(v1::OrderKind kind) {
  return kind == v1::ORDER_KIND_CUSTODIAL_SENTENCE || kind == v1::ORDER_KIND_LICENCE ||
         kind == v1::ORDER_KIND_ELECTRONIC_TAG;
}

v1::OrderEndReason WhyItEnds(v1::OrderKind kind) {
  if (kind == v1::ORDER_KIND_POLICE_BAIL) return v1::ORDER_END_REASON_CASE_DECIDED;
  if (kind == v1::ORDER_KIND_CUSTODIAL_SENTENCE) return v1::ORDER_END_REASON_RELEASED;
  return v1::ORDER_END_REASON_EXPIRED;
}

}  // namespace

void Orders::Attended(PersonIndex adult, DayNumber day) {
  Chance chance(world_.seed(), Purpose::kOrder, adult, static_cast<uint64_t>(day));
  if (!chance.PerMille(kArrested) || under_order_.contains(adult)) return;
  if (chance.PerMille(kProtectionOrder)) return Protect(adult, day + 1, chance.Between(14, 28));
  under_order_.insert(adult);
  Make(adult, v1::ORDER_KIND_POLICE_BAIL, day + 1, day + 1 + chance.Between(28, 90));
}

void Orders::Protect(PersonIndex adult, DayNumber from, int days) {
  if (!under_order_.insert(adult).second) return;
  Make(adult, v1::ORDER_KIND_DOMESTIC_VIOLENCE_PROTECTION_ORDER, from, from + days);
}

void Orders::Make(PersonIndex adult, v1::OrderKind kind, DayNumber from, DayNumber to) {
  Chance chance(world_.seed(), Purpose::kOrder, adult, static_cast<uint64_t>(to));
  const bool custody = kind == v1::ORDER_KIND_CUSTODIAL_SENTENCE;
  Observation note;
  note.feed = IsProbations(kind) ? Feed::kProbation : Feed::kPolice;
  note.seen = Seen::kOrderMade;
  note.subject = adult;
  note.dated = true;
  note.occurred = from * kDaySeconds;
  note.code = static_cast<uint16_t>(kind);
  note.more_code = custody && chance.PerMille(kReleaseByMonth) ? 1 : 0;
  note.other_day = to;
  ends_[to].push_back({adult, kind, note.feed, notebook_.Write(note)});
}

void Orders::BeginMonth(const Month& month) {
  while (!ends_.empty() && ends_.begin()->first < month.end()) {
    const DayNumber day = ends_.begin()->first;
    const std::vector<Order> due = std::move(ends_.begin()->second);
    ends_.erase(ends_.begin());
    for (const Order& order : due) {
      if (world_.LivesHere(order.adult)) End(order, day);
    }
  }
}

void Orders::End(const Order& order, DayNumber day) {
  Observation note;
  note.feed = order.feed;
  note.seen = Seen::kOrderEnded;
  note.subject = order.adult;
  note.dated = true;
  note.occurred = day * kDaySeconds;
  note.about = order.ordinal;
  note.code = static_cast<uint16_t>(WhyItEnds(order.kind));
  notebook_.Write(note);
  Chance chance(world_.seed(), Purpose::kOrder, order.adult, order.ordinal);
  if (order.kind == v1::ORDER_KIND_CUSTODIAL_SENTENCE) return Free(order.adult, day, chance);
  if (order.kind == v1::ORDER_KIND_ELECTRONIC_TAG) return;  // The licence goes on.
  under_order_.erase(order.adult);
  const bool convicted = order.kind == v1::ORDER_KIND_POLICE_BAIL && chance.PerMille(kConvicted);
  if (convicted) Sentence(order.adult, day, chance);
}

void Orders::Sentence(PersonIndex adult, DayNumber day, Chance& chance) {
  under_order_.insert(adult);
  if (!chance.PerMille(kImprisoned) || world_.At(adult).Is(kPregnant)) {
    return Make(adult, v1::ORDER_KIND_RESTRAINING_ORDER, day, day + chance.Between(180, 730));
  }
  life_.Imprison(adult, day);
  const DayNumber from = world_.At(adult).since;
  Make(adult, v1::ORDER_KIND_CUSTODIAL_SENTENCE, from, from + chance.Between(40, 360));
  TellAddress(adult, from);
}

void Orders::Free(PersonIndex adult, DayNumber day, Chance& chance) {
  life_.Release(adult, day);
  const DayNumber from = world_.At(adult).since;
  TellAddress(adult, from);
  if (chance.PerMille(kTagged)) {
    Make(adult, v1::ORDER_KIND_ELECTRONIC_TAG, from, from + chance.Between(28, 90));
  }
  Make(adult, v1::ORDER_KIND_LICENCE, from, from + chance.Between(95, 360));
}

void Orders::TellAddress(PersonIndex adult, DayNumber day) {
  Observation note;
  note.feed = Feed::kProbation;
  note.seen = Seen::kAddress;
  note.subject = adult;
  note.address = world_.AddressOf(adult);
  note.dated = true;
  note.occurred = day * kDaySeconds;
  notebook_.Write(note);
}

}  // namespace goldthread::county
