// Who is whose parent, partner or child, and who is alleged to have hurt whom.
#include <utility>

#include "connectors/adults/fact_reading.h"

namespace goldthread::adults {
namespace {

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
  }
}

// The mother may stand alone: then nobody yet has a record of the child.
void Reading::AddPregnancy() {
  const v1::Subject* const child = InRole(event_, v1::SUBJECT_ROLE_UNBORN_CHILD);
  for (const v1::Subject& subject : event_.subjects()) {
    if (&subject == child || child == nullptr) continue;
    v1::AdultFact fact = Fact(v1::ADULT_FACT_KIND_EXPECTS);
    fact.set_other(child->record());
    Add(subject, fact);
    fact.set_kind(v1::ADULT_FACT_KIND_EXPECTED_BY);
    fact.set_other(subject.record());
    Add(*child, std::move(fact));
    return;
  }
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
