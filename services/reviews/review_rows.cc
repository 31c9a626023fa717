#include "services/reviews/review_rows.h"

#include "eventstore/base/key.h"

namespace goldthread::reviews {
namespace {

KeyWriter KeyOf(char kind, std::string_view one, std::string_view other) {
  KeyWriter key;
  key.Byte(kind).Text(one).Text(other);
  return key;
}

bool ReadCategory(KeyReader& key, v1::InformationCategory* category) {
  int64_t number = 0;
  if (!key.Number(&number)) return false;
  *category = static_cast<v1::InformationCategory>(number);
  return true;
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

std::string ChildKey(const RecordId& record, v1::InformationCategory category) {
  return KeyOf('c', record.feed, record.record).Number(category).Take();
}

std::string RiskKey(const RecordId& record, v1::InformationCategory category,
                    std::string_view event_id) {
  return KeyOf('r', record.feed, record.record).Number(category).Text(event_id).Take();
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

std::string ChildrenPrefix(const RecordId& record) {
  return kSpace + KeyOf('c', record.feed, record.record).Take();
}

bool ParseChild(std::string_view after_prefix, v1::InformationCategory* category) {
  KeyReader key(after_prefix);
  return ReadCategory(key, category) && key.rest().empty();
}

std::string RisksPrefix(const RecordId& record) {
  return kSpace + KeyOf('r', record.feed, record.record).Take();
}

bool ParseRisk(std::string_view after_prefix, v1::InformationCategory* category,
               std::string* event_id) {
  KeyReader key(after_prefix);
  return ReadCategory(key, category) && key.Text(event_id) && key.rest().empty();
}

std::string RiskEndsPrefix(std::string_view feed, std::string_view event_id) {
  return kSpace + KeyOf('x', feed, event_id).Take();
}

}  // namespace goldthread::reviews
