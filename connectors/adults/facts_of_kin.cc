// Who is whose parent, partner or child, and who is alleged to have hurt whom.
#include <utility>

#include "connectors/adults/adult_rows.h"
#include "connectors/adults/fact_reading.h"

namespace goldthread::adults {
namespace {

constexpr int kOverdueDays = 42;
constexpr const char* kUnborn = "/unborn";

const v1::Subject* InRole(const v1::Event& event, v1::SubjectRole role) {
  for (const v1::Subject& subject : event.subjects()) {
    if (subject.role() == role) return &subject;
  }
  return nullptr;
}

}  // namespace

// Between the first two subjects.
void Reading::Tie(v1::AdultFactKind kind, v1::AdultFactKind back) {
  if (event_.subjects_size() < 2) return;
  v1::AdultFact fact = Fact(kind);
  fact.set_other(event_.subjects(1).record());
  Add(event_.subjects(0), fact);
  fact.set_kind(back);
  fact.set_other(event_.subjects(0).record());
  Add(event_.subjects(1), std::move(fact));
}

void Reading::AddRelationship(const std::string& relationship) {
  if (relationship == "mother") {
    Tie(v1::ADULT_FACT_KIND_MOTHER_OF, v1::ADULT_FACT_KIND_CHILD_OF);
  } else if (relationship == "father" || relationship == "parent") {
    Tie(v1::ADULT_FACT_KIND_FATHER_OF, v1::ADULT_FACT_KIND_CHILD_OF);
  } else if (relationship == "partner") {
    Tie(v1::ADULT_FACT_KIND_PARTNER, v1::ADULT_FACT_KIND_PARTNER);
  } else if (relationship == "ex-partner") {
    Tie(v1::ADULT_FACT_KIND_EX_PARTNER, v1::ADULT_FACT_KIND_EX_PARTNER);
  } else if (relationship == "protective-adult" && event_.subjects_size() > 1) {
    v1::AdultFact fact = Fact(v1::ADULT_FACT_KIND_PROTECTED_BY);
    fact.set_other(event_.subjects(0).record());
    Add(event_.subjects(1), std::move(fact));
  }
}

void Reading::AddExpected(const v1::Subject& mother, const v1::Subject& child,
                          std::optional<int> until) {
  v1::AdultFact fact = Fact(v1::ADULT_FACT_KIND_EXPECTS);
  if (until.has_value()) fact.set_due(*until);
  fact.set_other(child.record());
  Add(mother, fact);
  fact.set_kind(v1::ADULT_FACT_KIND_EXPECTED_BY);
  fact.set_other(mother.record());
  Add(child, std::move(fact));
}

void Reading::AddPregnancy() {
  const v1::Subject* mother = InRole(event_, v1::SUBJECT_ROLE_MOTHER);
  for (const v1::Subject& subject : event_.subjects()) {
    if (mother == nullptr && subject.role() != v1::SUBJECT_ROLE_UNBORN_CHILD) mother = &subject;
  }
  if (mother == nullptr) return;
  bool alone = true;
  for (const v1::Subject& subject : event_.subjects()) {
    if (subject.role() != v1::SUBJECT_ROLE_UNBORN_CHILD) continue;
    AddExpected(*mother, subject, std::nullopt);
    alone = false;
  }
  if (!alone) return;
  // Nobody has a record of the child yet: it is believed in until some weeks after its day.
  v1::Subject child;
  child.set_role(v1::SUBJECT_ROLE_UNBORN_CHILD);
  child.set_record(mother->record() + kUnborn);
  const auto expected = ParseDay(event_.pregnancy_recorded().expected_birth_date());
  const int day = expected.has_value() ? DayNumber(*expected) : day_ + kPregnancyDays;
  AddExpected(*mother, child, day + kOverdueDays);
  says_.ages.push_back({child.record(), std::nullopt, true});
}

void Reading::AddBirth() {
  const v1::Subject* const mother = InRole(event_, v1::SUBJECT_ROLE_MOTHER);
  if (mother == nullptr) return;
  for (const v1::Subject& subject : event_.subjects()) {
    if (!IsYoung(subject.role())) continue;
    v1::AdultFact fact = Fact(v1::ADULT_FACT_KIND_BORE);
    fact.set_other(subject.record());
    Add(*mother, fact);
    fact.set_kind(v1::ADULT_FACT_KIND_BORN_TO);
    fact.set_other(mother->record());
    Add(subject, std::move(fact));
  }
}

void Reading::AddHurt() {
  for (const v1::Subject& alleged : event_.subjects()) {
    if (alleged.role() != v1::SUBJECT_ROLE_ALLEGED_PERPETRATOR) continue;
    for (const v1::Subject& victim : event_.subjects()) {
      if (victim.role() != v1::SUBJECT_ROLE_ALLEGED_VICTIM) continue;
      v1::AdultFact fact = Fact(v1::ADULT_FACT_KIND_HURT);
      fact.set_other(victim.record());
      Add(alleged, fact);
      fact.set_kind(v1::ADULT_FACT_KIND_HURT_BY);
      fact.set_other(alleged.record());
      Add(victim, std::move(fact));
    }
  }
}

}  // namespace goldthread::adults
