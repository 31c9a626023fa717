#include "connectors/county/agencies/notebook.h"

#include <algorithm>
#include <tuple>

#include "connectors/county/people/chance.h"

namespace goldthread::county {
namespace {

constexpr Second kMinute = 60;

Second Draw(const Lags& lags, Chance& chance) {
  uint32_t at = chance.Below(1'000);
  for (const Lag& lag : lags) {
    if (at < lag.per_mille) {
      return chance.Between(lag.minutes_min, lag.minutes_max) * kMinute + chance.Between(0, 59);
    }
    at -= lag.per_mille;
  }
  return kMinute;
}

// Whose day may be mistaken without breaking what hangs on it.
bool MayBeMisdated(Seen seen) {
  switch (seen) {
    case Seen::kIncident:
    case Seen::kAttendance:
    case Seen::kMissedAppointment:
    case Seen::kConcern:
    case Seen::kExclusion:
    case Seen::kAbsence:
      return true;
    default:
      return false;
  }
}

// What a feed's gaps are made of. Never what others rest on: who asserted a risk or made an order
// sees to it that it is known to have ended, and a case goes on from step to step.
bool MayBeLost(const Observation& seen) {
  switch (seen.feed) {
    case Feed::kNorthmereCouncil:
    case Feed::kWestmereCouncil:
      // What goes no further than the front door stays in its mailbox.
      return seen.seen == Seen::kContact || seen.seen == Seen::kAddress;
    case Feed::kNorthmereMaternity:
    case Feed::kWestmereMaternity:
      // Booked by a midwife in the community, on paper.
      return seen.seen == Seen::kPregnancy;
    case Feed::kProbation:
      // Told to the officer, and kept in the officer's notes.
      return seen.seen == Seen::kAddress;
    case Feed::kMarac:
      // Heard again and thought the same: that is in the minutes only.
      return seen.seen == Seen::kRiskReviewed && seen.code == 0;
    default:
      break;
  }
  switch (seen.seen) {
    case Seen::kRiskAsserted:
    case Seen::kRiskReviewed:
    case Seen::kRiskWithdrawn:
    case Seen::kOrderMade:
    case Seen::kOrderEnded:
    case Seen::kTenancyStarted:
    case Seen::kTenancyEnded:
      return false;
    default:
      return true;
  }
}

}  // namespace

// A child cannot be entered for a day on which it was not born.
bool Notebook::IsAsOldAs(const Observation& seen, DayNumber days) const {
  const DayNumber from = DayAt(seen.occurred) - days;
  const auto was_born = [&](PersonIndex person) {
    return person == kNobody || world_.At(person).birth <= from;
  };
  return was_born(seen.subject) && was_born(seen.other) && std::ranges::all_of(seen.more, was_born);
}

int Notebook::CopyFor(const Observation& seen, Chance& chance) const {
  if (seen.subject == kNobody) return 0;
  // A case is kept under one record, whatever the front door has made of the child.
  if (seen.seen >= Seen::kReferral && seen.seen <= Seen::kClosed) return 0;
  if (seen.seen == Seen::kTenancyStarted || seen.seen == Seen::kTenancyEnded) return 0;
  const Person& who = world_.At(seen.subject);
  Chance record(world_.seed(), Purpose::kRecord, seen.subject, static_cast<uint64_t>(seen.feed));
  // Who does not wish to be found gives another name more often.
  const bool evades = who.Is(kHarmful) || who.Is(kAsserted);
  const uint32_t second = evades ? 300 : MannerOf(seen.feed).second_record;
  return record.PerMille(second) && chance.PerMille(500) ? 1 : 0;
}

uint32_t Notebook::Write(Observation seen) {
  const FeedManner& manner = MannerOf(seen.feed);
  seen.ordinal = Number();
  Chance chance(world_.seed(), Purpose::kObserving, seen.ordinal);
  seen.copy = static_cast<uint8_t>(CopyFor(seen, chance));
  // A day's facts are written down in office hours.
  const Second from = seen.dated ? seen.occurred + chance.Between(9, 16) * 3'600 : seen.occurred;
  seen.recorded = from + Draw(manner.writing, chance);
  seen.delivered = WhenSent(seen, chance);
  seen.lost = chance.PerMille(manner.lost) && MayBeLost(seen);
  bool misdated = MayBeMisdated(seen.seen);
  if (misdated && chance.PerMille(15)) {
    seen.sureness = chance.PerMille(600) ? Sureness::kAbout : Sureness::kMonth;
  }
  misdated = misdated && IsAsOldAs(seen, kSlip);
  const bool miscoded = seen.seen == Seen::kReferral;
  if ((misdated || miscoded) && chance.PerMille(manner.corrected * 3U)) {
    seen = SendWrongFirst(seen, misdated ? Flaw::kWrongDay : Flaw::kWrongCode, chance);
  } else if (misdated && seen.other == kNobody && chance.PerMille(manner.withdrawn * 2U)) {
    SendOfAnother(seen, chance);
  }
  Send(seen);
  return seen.ordinal;
}

Observation Notebook::SendWrongFirst(Observation seen, Flaw flaw, Chance& chance) {
  Observation wrong = seen;
  wrong.flaw = flaw;
  wrong.lost = false;
  Send(wrong);
  seen.about = wrong.ordinal;
  seen.corrects = true;
  seen.lost = false;
  seen.ordinal = Number();
  seen.recorded += chance.Between(1, 30) * kDaySeconds;
  seen.delivered = std::max(wrong.delivered + kMinute, WhenSent(seen, chance));
  return seen;
}

// The fact itself is right and stands; the same was first entered for somebody else.
void Notebook::SendOfAnother(const Observation& seen, Chance& chance) {
  Observation wrong = seen;
  wrong.flaw = Flaw::kWrongPerson;
  wrong.subject = chance.Below(world_.people());
  const DayNumber day = DayAt(seen.occurred);
  if (!world_.LivesHere(wrong.subject) || wrong.subject == seen.subject ||
      world_.IsChildOn(wrong.subject, day) != world_.IsChildOn(seen.subject, day)) {
    return;
  }
  wrong.copy = 0;
  wrong.lost = false;
  wrong.ordinal = Number();
  Observation taken_back = wrong;
  taken_back.flaw = Flaw::kNone;
  taken_back.sureness = Sureness::kSure;
  taken_back.seen = Seen::kWithdrawn;
  taken_back.about = wrong.ordinal;
  taken_back.ordinal = Number();
  taken_back.dated = true;
  taken_back.recorded += chance.Between(1, 20) * kDaySeconds;
  taken_back.occurred = taken_back.recorded;
  taken_back.delivered = std::max(wrong.delivered + kMinute, WhenSent(taken_back, chance));
  Send(wrong);
  Send(taken_back);
}

Second Notebook::WhenSent(const Observation& seen, Chance& chance) const {
  return AfterOutage(world_.seed(), seen.feed,
                     seen.recorded + Draw(MannerOf(seen.feed).sending, chance));
}

void Notebook::Send(Observation seen) {
  seen.delivered = std::max(seen.delivered, from_ + seen.ordinal % 3'600);
  waiting_.push_back(seen);
  Chance chance(world_.seed(), Purpose::kWriting, seen.ordinal);
  if (seen.lost || !chance.PerMille(MannerOf(seen.feed).repeated)) return;
  seen.again = true;
  seen.delivered += chance.Between(1, 3 * 24 * 60) * kMinute;
  waiting_.push_back(seen);
}

void Notebook::TakeBefore(Second end, std::vector<Observation>& due) {
  const auto first =
      std::partition(waiting_.begin(), waiting_.end(),
                     [end](const Observation& seen) { return seen.delivered >= end; });
  // Their turns are sorted, which are a quarter of what is put in turn.
  struct Turn {
    Second delivered;
    uint32_t ordinal;
    bool again;
    uint32_t at;
  };
  std::vector<Turn> turns;
  turns.reserve(static_cast<size_t>(waiting_.end() - first));
  for (auto seen = first; seen != waiting_.end(); ++seen) {
    turns.push_back(
        {seen->delivered, seen->ordinal, seen->again, static_cast<uint32_t>(seen - first)});
  }
  std::sort(turns.begin(), turns.end(), [](const Turn& a, const Turn& b) {
    return std::tie(a.delivered, a.ordinal, a.again) < std::tie(b.delivered, b.ordinal, b.again);
  });
  due.clear();
  for (const Turn& turn : turns) due.push_back(first[turn.at]);
  waiting_.erase(first, waiting_.end());
}

}  // namespace goldthread::county
