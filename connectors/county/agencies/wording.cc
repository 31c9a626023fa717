#include "connectors/county/agencies/wording.h"

#include "connectors/county/agencies/description.h"
#include "connectors/county/agencies/ids.h"

namespace goldthread::county {
namespace {

bool IsChildsFeed(Feed feed) { return feed == Feed::kSchools || feed == Feed::kHealthVisiting; }

v1::SubjectRole RoleOfSubject(const World& world, const Observation& seen) {
  switch (seen.seen) {
    case Seen::kIncident:
      return v1::SUBJECT_ROLE_ALLEGED_VICTIM;
    case Seen::kPregnancy:
      return v1::SUBJECT_ROLE_MOTHER;
    case Seen::kTenancyStarted:
    case Seen::kTenancyEnded:
      return v1::SUBJECT_ROLE_TENANT;
    case Seen::kRiskAsserted:
    case Seen::kRiskReviewed:
    case Seen::kRiskWithdrawn:
    case Seen::kOrderMade:
    case Seen::kOrderEnded:
      return v1::SUBJECT_ROLE_ADULT_OF_CONCERN;
    case Seen::kRelationship:
      return seen.code == 2   ? v1::SUBJECT_ROLE_MOTHER
             : seen.code == 3 ? v1::SUBJECT_ROLE_FATHER
                              : v1::SUBJECT_ROLE_PARENT_OR_CARER;
    default:
      break;
  }
  const Person& who = world.At(seen.subject);
  const DayNumber day = DayAt(seen.occurred);
  if (who.Is(kUnborn) || day < who.birth) return v1::SUBJECT_ROLE_UNBORN_CHILD;
  if (IsChildsFeed(seen.feed) || world.IsChildOn(seen.subject, day)) return v1::SUBJECT_ROLE_CHILD;
  return v1::SUBJECT_ROLE_HOUSEHOLD_MEMBER;
}

v1::SubjectRole RoleOfOther(const Observation& seen) {
  switch (seen.seen) {
    case Seen::kIncident:
      return v1::SUBJECT_ROLE_ALLEGED_PERPETRATOR;
    case Seen::kPregnancy:
      return v1::SUBJECT_ROLE_UNBORN_CHILD;
    case Seen::kBirth:
      return v1::SUBJECT_ROLE_MOTHER;
    case Seen::kRelationship:
      return seen.code >= 2 ? v1::SUBJECT_ROLE_CHILD : v1::SUBJECT_ROLE_PARENT_OR_CARER;
    default:
      return v1::SUBJECT_ROLE_HOUSEHOLD_MEMBER;
  }
}

void FillOccurred(const Observation& seen, v1::Occurred* occurred) {
  Second at = seen.occurred;
  if (seen.flaw == Flaw::kWrongDay) at -= kSlip * kDaySeconds;
  if (seen.sureness == Sureness::kMonth) {
    const Day day = DayOf(DayAt(at));
    occurred->set_date(DateText(Number(Day(day.year(), day.month(), std::chrono::day(1)))));
    occurred->set_precision(v1::PRECISION_MONTH);
  } else if (seen.sureness == Sureness::kAbout) {
    occurred->set_date(DateText(DayAt(at)));
    occurred->set_precision(v1::PRECISION_APPROXIMATE);
  } else if (seen.seen == Seen::kAddress && seen.code == kInTurnOver) {
    occurred->set_date(DateText(seen.other_day));
    occurred->set_end_date(DateText(DayAt(at)));
  } else if (seen.dated) {
    occurred->set_date(DateText(DayAt(at)));
  } else {
    occurred->mutable_instant()->set_seconds(at);
  }
}

v1::InformationCategory CategoryOf(const Observation& seen) {
  switch (seen.seen) {
    case Seen::kDescribed:
    case Seen::kAddress:
    case Seen::kRelationship:
      return v1::INFORMATION_CATEGORY_DEMOGRAPHIC;
    case Seen::kIncident:
      return v1::INFORMATION_CATEGORY_DOMESTIC_ABUSE;
    case Seen::kRiskAsserted:
    case Seen::kRiskReviewed:
    case Seen::kRiskWithdrawn:
      return v1::INFORMATION_CATEGORY_ADULT_RISK;
    default:
      return MannerOf(seen.feed).category;
  }
}

const char* TeamOf(Feed feed) {
  switch (feed) {
    case Feed::kNorthmereCouncil:
    case Feed::kWestmereCouncil:
      return "duty social worker";
    case Feed::kPolice:
      return "domestic abuse desk";
    case Feed::kSchools:
      return "designated safeguarding lead";
    case Feed::kHealthVisiting:
      return "health visitor";
    case Feed::kProbation:
      return "offender manager";
    case Feed::kMarac:
      return "MARAC co-ordinator";
    default:
      return "safeguarding lead";
  }
}

}  // namespace

bool Wording::Write(const Observation& seen, v1::Event* event) {
  if (seen.again) {
    const auto before = to_repeat_.find(seen.ordinal);
    const bool sent = before != to_repeat_.end() && event->ParseFromString(before->second);
    if (sent) to_repeat_.erase(before);
    return sent;
  }
  const int64_t sequence = ++sequences_[static_cast<size_t>(seen.feed)];
  if (seen.lost) {
    truth_.Lost(static_cast<int>(seen.feed), sequence);
    return false;
  }
  Envelope(seen, event);
  event->set_feed_sequence(sequence);
  if (seen.seen != Seen::kWithdrawn) Subjects(seen, event);
  FillPayload(world_, seen, event);
  // Drawn as the notebook draws it.
  Chance chance(world_.seed(), Purpose::kWriting, seen.ordinal);
  if (chance.PerMille(MannerOf(seen.feed).repeated)) {
    to_repeat_[seen.ordinal] = event->SerializeAsString();
  }
  return true;
}

void Wording::Envelope(const Observation& seen, v1::Event* event) {
  event->set_id(EventIdOf(world_.mark(), seen.feed, seen.ordinal));
  event->set_feed(std::string(MannerOf(seen.feed).name));
  event->set_category(CategoryOf(seen));
  FillOccurred(seen, event->mutable_occurred());
  event->mutable_recorded_at()->set_seconds(seen.recorded);
  if (seen.corrects) event->set_corrects(EventIdOf(world_.mark(), seen.feed, seen.about));
  if (seen.seen == Seen::kWithdrawn)
    event->set_withdraws(EventIdOf(world_.mark(), seen.feed, seen.about));
  event->mutable_basis()->set_nature(seen.seen == Seen::kConcern
                                         ? v1::BASIS_NATURE_PROFESSIONAL_OPINION
                                     : seen.seen == Seen::kIncident ? v1::BASIS_NATURE_ALLEGATION
                                                                    : v1::BASIS_NATURE_FACT);
  event->mutable_contact()->set_role(TeamOf(seen.feed));
  const bool shielded = seen.subject != kNobody && world_.At(seen.subject).Is(kHidden);
  if (shielded) event->add_handling(v1::HANDLING_SHIELDED_ADDRESS);
}

void Wording::Subjects(const Observation& seen, v1::Event* event) {
  AddSubject(seen, seen.subject, RoleOfSubject(world_, seen), event);
  if (seen.other != kNobody) AddSubject(seen, seen.other, RoleOfOther(seen), event);
  for (const PersonIndex child : seen.more) {
    if (child == kNobody || child == seen.subject || child == seen.other) continue;
    AddSubject(seen, child, v1::SUBJECT_ROLE_PRESENT, event);
  }
}

v1::Subject* Wording::AddSubject(const Observation& seen, PersonIndex person, v1::SubjectRole role,
                                 v1::Event* event) {
  const int copy = person == seen.subject ? seen.copy : 0;
  v1::Subject* const subject = event->add_subjects();
  subject->set_record(RecordOf(world_, seen.feed, person, copy));
  subject->set_role(role);
  Person& who = world_.At(person);
  const uint32_t bit = 1U << (static_cast<uint32_t>(seen.feed) * 2 + static_cast<uint32_t>(copy));
  const bool known = (who.records & bit) != 0;
  if (!known) {
    who.records |= bit;
    truth_.Recorded(person, static_cast<int>(seen.feed), subject->record());
  }
  Chance chance(world_.seed(), Purpose::kWriting, seen.ordinal, 1);
  // A corrected record is sent whole: what stood in the wrong one is taken back with it.
  const bool describes = !known || seen.corrects || seen.seen == Seen::kDescribed ||
                         seen.seen == Seen::kBirth || seen.seen == Seen::kAddress ||
                         seen.seen == Seen::kTenancyStarted;
  if (!describes && !chance.PerMille(MannerOf(seen.feed).described)) return subject;
  const bool with_address = seen.address != kNowhere && person == seen.subject &&
                            seen.seen != Seen::kAddress && seen.seen != Seen::kIncident;
  Describe(world_, {seen.feed, person, copy}, with_address ? seen.address : kNowhere,
           DayAt(seen.recorded), subject->mutable_described());
  return subject;
}

}  // namespace goldthread::county
