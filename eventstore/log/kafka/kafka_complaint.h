// What a client of Kafka complains of, in words that say what to change: librdkafka tries again
// for ever, whatever the reason, and says "certificate verify failed" for all of them.
//
// Broker addresses and causes, never content. Threads: any.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "eventstore/base/mutex.h"
#include "eventstore/base/status.h"

namespace goldthread {

class KafkaComplaint {
 public:
  // The last one, to be told with a kUnavailable.
  std::string Last() const ABSL_LOCKS_EXCLUDED(mutex_);
  // How many there were of this broker: has it grown, then its connection may be another one.
  int64_t Of(int32_t broker) const ABSL_LOCKS_EXCLUDED(mutex_);
  // kFailedPrecondition "KAFKA_REFUSED" once one side would not have the other: a certificate, a
  // password. Trying again does not help; settings do. OK until then.
  Status Refusal() const ABSL_LOCKS_EXCLUDED(mutex_);

  // librdkafka's own words.
  void Note(std::string_view complaint) ABSL_LOCKS_EXCLUDED(mutex_);
  // Why a broker's certificate is not believed: OpenSSL's number for it.
  void NoteCertificate(int x509_error) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  mutable Mutex mutex_;
  std::string last_ ABSL_GUARDED_BY(mutex_);
  std::string refusal_ ABSL_GUARDED_BY(mutex_);
  std::map<int32_t, int64_t> of_broker_ ABSL_GUARDED_BY(mutex_);
  int x509_error_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace goldthread
