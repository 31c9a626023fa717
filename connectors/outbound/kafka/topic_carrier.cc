#include "connectors/outbound/kafka/topic_carrier.h"

namespace goldthread::outbound {
namespace {

Fact FactOf(const Notice& notice, const std::string& partnership) {
  return {.id = notice.id,
          .headers = {{"ce_specversion", "1.0"},
                      {"ce_type", "goldthread.v1.AlertChange"},
                      {"ce_source", "/alerts/" + notice.alert_id},
                      {"ce_partnership", partnership},
                      {"content-type", "application/json"}},
          .value = notice.json};
}

}  // namespace

Status TopicCarrier::Tell(const Notice& notice) {
  if (teller_ == nullptr) {
    GT_ASSIGN_OR_RETURN(teller_, KafkaTeller::Open(config_));
  }
  const Fact fact = FactOf(notice, partnership_);
  return teller_->Tell({&fact, 1});
}

Carried TopicCarrier::Carry(const Notice& notice) {
  const Status told = Tell(notice);
  if (told.ok()) return {Carried::Result::kTaken, ""};
  teller_.reset();
  return {Carried::Result::kTryLater,
          told.code() == Code::kFailedPrecondition ? "FENCED" : "KAFKA_UNAVAILABLE"};
}

}  // namespace goldthread::outbound
