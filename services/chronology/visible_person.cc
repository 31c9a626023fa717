#include "services/chronology/visible_person.h"

#include <algorithm>
#include <set>

#include "services/chronology/incomplete.h"

namespace goldthread::chronology {
namespace {

struct RecordSeen {
  bool today = false;    // Some content.
  bool by_then = false;  // Some content that was known on the day asked about.
  std::set<std::string, std::less<>> existence;  // Agencies.
};

bool KnownByThen(const FactRow& fact, const Question& question) {
  const bool own = !question.known_to_agency.empty();
  if (own && fact.agency != question.known_to_agency) return false;
  if (!question.known_before.has_value()) return true;
  return (own ? fact.recorded_us : fact.received_us) <
         question.known_before->time_since_epoch().count();
}

StatusOr<RecordSeen> SeenOf(const ViewSnapshot& views, const Question& question,
                            const access::Sight& sight, const RecordId& record) {
  RecordSeen seen;
  const bool existence = sight.HasExistence();
  GT_RETURN_IF_ERROR(VisitFacts(views, Question(), record, [&](const FactRow& fact) {
    switch (sight.Of(fact.category, fact.agency)) {
      case access::Outcome::kContent:
        seen.today = true;
        seen.by_then = seen.by_then || KnownByThen(fact, question);
        break;
      case access::Outcome::kExistence:
        if (!seen.existence.contains(fact.agency)) seen.existence.emplace(fact.agency);
        break;
      case access::Outcome::kNothing:
        break;
    }
    const bool settled = !existence || !seen.existence.empty();
    return !seen.by_then || !settled;
  }));
  return seen;
}

// As it describes the person of the entry's record; "" when it does not.
StatusOr<std::string> BirthDateIn(const Entry& entry) {
  v1::Event event;
  if (!event.ParseFromArray(entry.fact.body.data(), static_cast<int>(entry.fact.body.size()))) {
    return Error(Code::kDataLoss, "a chronology row's event does not parse; rebuild the views");
  }
  for (const v1::Subject& subject : event.subjects()) {
    if (subject.record() == entry.record->record) return subject.described().birth_date();
  }
  return std::string();
}

}  // namespace

StatusOr<VisiblePerson> SeenBy(const ViewSnapshot& views, const Question& question,
                               const access::Sight& sight, const identity::Person& person) {
  VisiblePerson visible;
  std::set<std::string, std::less<>> known_to;
  for (const RecordId& record : person.records) {
    GT_ASSIGN_OR_RETURN(RecordSeen seen, SeenOf(views, question, sight, record));
    Question today;
    today.sight = &sight;
    GT_ASSIGN_OR_RETURN(const auto unread, QuarantinedOf(views, today, record));
    const bool asked = record == question.record;
    if (asked) visible.anything = seen.today || !seen.existence.empty() || !unread.empty();
    if (seen.by_then || asked) visible.records.push_back(record);
    if (!seen.existence.empty()) visible.existing.push_back(record);
    known_to.merge(seen.existence);
  }
  // When an agency came to know the person is content; so of a past day nothing is told.
  if (!question.known_before.has_value() && question.known_to_agency.empty()) {
    visible.known_to.assign(known_to.begin(), known_to.end());
  } else {
    visible.existing.clear();
  }
  return visible;
}

StatusOr<identity::Person> AsShown(const Page& page, const VisiblePerson& visible) {
  identity::Person person;
  person.records = visible.records;
  person.id = identity::PersonId(person.records);
  for (const Entry& entry : page.entries) {
    GT_ASSIGN_OR_RETURN(const std::string birth_date, BirthDateIn(entry));
    if (birth_date.empty() || birth_date == person.birth_date) continue;
    if (!person.birth_date.empty()) {
      person.birth_date.clear();
      break;
    }
    person.birth_date = birth_date;
  }
  return person;
}

}  // namespace goldthread::chronology
