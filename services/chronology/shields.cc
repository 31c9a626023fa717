#include "services/chronology/shields.h"

#include <algorithm>

#include "eventstore/base/key.h"
#include "services/chronology/amendments.h"
#include "services/identity/person.h"

namespace goldthread::chronology {
namespace {

bool IsMarked(const v1::Event& event) {
  return std::ranges::find(event.handling(), v1::HANDLING_SHIELDED_ADDRESS) !=
         event.handling().end();
}

}  // namespace

Status Shields::Hide(v1::Event* event) {
  const bool marked = IsMarked(*event);
  bool hidden = marked;
  for (v1::Subject& subject : *event->mutable_subjects()) {
    const bool described = !subject.described().addresses().empty();
    if (!described && !event->has_address_observed()) continue;
    bool shielded = marked;
    if (!shielded) {
      GT_ASSIGN_OR_RETURN(shielded, IsShielded({event->feed(), subject.record()}));
    }
    if (shielded && described) subject.mutable_described()->clear_addresses();
    hidden = hidden || shielded;
  }
  if (hidden && event->has_address_observed()) event->mutable_address_observed()->clear_address();
  if (hidden && !marked) event->add_handling(v1::HANDLING_SHIELDED_ADDRESS);
  return OkStatus();
}

StatusOr<bool> Shields::IsShielded(const RecordId& record) {
  if (const auto known = known_.find(record); known != known_.end()) return known->second;
  GT_ASSIGN_OR_RETURN(const identity::Person person,
                      identity::PersonOf(views_, record, std::nullopt));
  bool shielded = false;
  for (const RecordId& of_person : person.records) {
    GT_ASSIGN_OR_RETURN(const bool said, SaidOf(of_person));
    shielded = shielded || said;
  }
  for (const RecordId& of_person : person.records) known_[of_person] = shielded;
  return known_[record] = shielded;
}

// Whether an event that stands says so: a withdrawal or a correction takes it back.
StatusOr<bool> Shields::SaidOf(const RecordId& record) {
  const KeyRange range = ShieldRange(record);
  const auto row = views_.Scan(range);
  const Question today;
  for (; row->Valid(); row->Next()) {
    std::string event_id;
    KeyReader key(row->key().substr(range.first.size()));
    if (!key.Text(&event_id)) {
      return Error(Code::kDataLoss, "a shield's row does not parse; rebuild the views");
    }
    Amendments amendments(views_, record.feed, today);
    GT_ASSIGN_OR_RETURN(const HowItStands how, amendments.Standing(event_id));
    if (how.standing == v1::STANDING_STANDS) return true;
  }
  GT_RETURN_IF_ERROR(row->status());
  return false;
}

}  // namespace goldthread::chronology
