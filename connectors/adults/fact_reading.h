// How one event is read, step by step. For facts*.cc only.
#pragma once

#include <optional>
#include <string>

#include "connectors/adults/facts.h"

namespace goldthread::adults {

inline bool IsYoung(v1::SubjectRole role) {
  return role == v1::SUBJECT_ROLE_CHILD || role == v1::SUBJECT_ROLE_UNBORN_CHILD;
}

class Reading {
 public:
  Reading(const v1::Event& event, int64_t received_us) : event_(event), received_us_(received_us) {}

  StatusOr<EventSays> Run();

 private:
  Status ReadDay();
  v1::AdultFact Fact(v1::AdultFactKind kind) const;
  void Add(const v1::Subject& subject, v1::AdultFact fact);
  void Tie(v1::AdultFactKind kind, v1::AdultFactKind back);
  void AddResidence(const v1::Subject& subject, const v1::Address& address, v1::Residence how);
  void AddTenancy(v1::AdultFactKind kind);
  void AddRelationship(const std::string& relationship);
  void AddPregnancy();
  // `until`: the day until which it is believed; nothing: until it is born.
  void AddExpected(const v1::Subject& mother, const v1::Subject& child, std::optional<int> until);
  void AddBirth();
  void AddHurt();
  void AddAssertion();
  void AddOrder();
  void AddPlan(v1::PlanKind kind, bool starts);
  v1::AdultSequel Sequel() const;
  void AddReview();
  void AddKnownElsewhere();
  void AddWorry(v1::AdultWorry worry);
  void AddAges();
  void AddShields();
  Status AddPayload();

  const v1::Event& event_;
  const int64_t received_us_;
  int day_ = 0;
  std::optional<int> end_;
  EventSays says_;
};

}  // namespace goldthread::adults
