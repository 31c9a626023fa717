#include "services/reviews/review_rows.h"

#include "eventstore/base/key.h"

namespace goldthread::reviews {
namespace {

KeyWriter KeyOf(char kind, std::string_view one, std::string_view other) {
  KeyWriter key;
  key.Byte(kind).Text(one).Text(other);
  return key;
}

}  // namespace

std::string DecisionKey(const RecordId& record, const DecisionPlace& place) {
  return KeyOf('d', record.feed, record.record)
      .Number(place.received_us)
      .Text(place.feed)
      .Text(place.event_id)
      .Take();
}

std::string UndoKey(std::string_view feed, std::string_view event_id, std::string_view undoing) {
  return KeyOf('u', feed, event_id).Text(undoing).Take();
}

std::string ChildKey(const RecordId& record) {
  return KeyOf('c', record.feed, record.record).Take();
}

std::string RiskKey(const RecordId& record, std::string_view event_id) {
  return KeyOf('r', record.feed, record.record).Text(event_id).Take();
}

std::string RiskEndKey(std::string_view feed, std::string_view event_id, std::string_view ending) {
  return KeyOf('x', feed, event_id).Text(ending).Take();
}

std::string ModelKey(int64_t received_us, std::string_view event_id) {
  return KeyWriter().Byte('m').Number(received_us).Text(event_id).Take();
}

std::string ModelsPrefix() { return {kSpace, 'm'}; }

std::string DecisionsPrefix(const RecordId& record) {
  return kSpace + KeyOf('d', record.feed, record.record).Take();
}

bool ParseDecisionPlace(std::string_view after_prefix, DecisionPlace* place) {
  KeyReader key(after_prefix);
  return key.Number(&place->received_us) && key.Text(&place->feed) && key.Text(&place->event_id) &&
         key.rest().empty();
}

std::string RisksPrefix(const RecordId& record) {
  return kSpace + KeyOf('r', record.feed, record.record).Take();
}

std::string RiskEndsPrefix(std::string_view feed, std::string_view event_id) {
  return kSpace + KeyOf('x', feed, event_id).Take();
}

}  // namespace goldthread::reviews
