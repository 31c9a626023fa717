#include "services/alerts/life_rows.h"

#include "eventstore/base/key.h"

namespace goldthread::alerts {
namespace {

KeyWriter FateBegin(Fate what, std::string_view change, std::string_view subscriber) {
  KeyWriter key;
  key.Byte(static_cast<char>(what)).Text(change).Text(subscriber);
  return key;
}

}  // namespace

std::string DecisionKey(std::string_view cause, int64_t received_us, std::string_view event_id) {
  return KeyWriter("d").Text(cause).Number(received_us).Text(event_id).Take();
}

std::string FateKey(Fate what, std::string_view change, std::string_view subscriber,
                    std::string_view event_id) {
  return FateBegin(what, change, subscriber).Text(event_id).Take();
}

std::string GivenUpKey(int64_t received_us, std::string_view change, std::string_view subscriber,
                       std::string_view event_id) {
  return KeyWriter("w").Number(received_us).Text(change).Text(subscriber).Text(event_id).Take();
}

std::string AskedKey(std::string_view subscriber, std::string_view change,
                     std::string_view event_id) {
  return KeyWriter("q").Text(subscriber).Text(change).Text(event_id).Take();
}

std::string DecisionsPrefix(std::string_view cause) {
  return kSpace + KeyWriter("d").Text(cause).Take();
}

std::string FatePrefix(Fate what, std::string_view change, std::string_view subscriber) {
  return kSpace + FateBegin(what, change, subscriber).Take();
}

std::string GivenUpPrefix() { return std::string{kSpace, 'w'}; }

std::string AskedPrefix(std::string_view subscriber) {
  return kSpace + KeyWriter("q").Text(subscriber).Take();
}

}  // namespace goldthread::alerts
