// Of writers that Kafka fences by a name, a transactional id: what they have in common.
#pragma once

#include <librdkafka/rdkafka.h>

namespace goldthread {

// How long a transaction is kept open for a writer that is gone and has no successor: readers of
// committed records wait for it.
inline constexpr const char* kTransactionMs = "20000";

inline bool SaysFenced(const rd_kafka_error_t* error) {
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
  return code == RD_KAFKA_RESP_ERR__FENCED || code == RD_KAFKA_RESP_ERR_PRODUCER_FENCED ||
         code == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH;
}

}  // namespace goldthread
