#include "eventstore/log/kafka/kafka_complaint.h"

#include <fmt/format.h>

#include <charconv>

namespace goldthread {
namespace {

// Numbers of OpenSSL's X509_V_ERR_…, which it never changes.
std::string_view CertificateReason(int x509_error) {
  switch (x509_error) {
    case 9:
      return "it is not valid yet: look at the clocks";
    case 10:
      return "it has expired: it must be renewed";
    case 18:
    case 19:
    case 20:
    case 21:
      return "it is not of the authority in ca";
    case 62:
    case 64:
      return "it is for another host: name the brokers as their certificates do";
    default:
      return "it is not in order";
  }
}

bool Says(std::string_view text, std::string_view words) {
  return text.find(words) != std::string_view::npos;
}

// In our words; empty: it refuses nothing.
std::string RefusalIn(std::string_view text, int x509_error) {
  if (Says(text, "certificate verify failed")) {
    return fmt::format("a broker's certificate was not believed: {}",
                       CertificateReason(x509_error));
  }
  if (Says(text, "SASL authentication error")) {
    return Says(text, "SCRAM")
               ? "the brokers refused the user or its password. (Kafka 4.0 and later refuse any "
                 "SCRAM login of librdkafka before 2.6.1: use a certificate)"
               : "the brokers refused the user or its password";
  }
  if (Says(text, "SSL alert number")) {
    return "the brokers refused our certificate, or want one";
  }
  if (Says(text, "security.protocol") || Says(text, "unexpected eof while reading") ||
      Says(text, "wrong version number")) {
    return "one side speaks TLS and the other does not";
  }
  return "";
}

// librdkafka says "[thrd:NAME]: HOST:PORT/NUMBER: what"; the thread may have the name it had before
// the number was known. Kafka's numbers are not negative; -1: nobody.
int32_t BrokerIn(std::string_view text) {
  int32_t broker = -1;
  const size_t begin = text.find("]: ");
  if (begin == std::string_view::npos) return broker;
  std::string_view node = text.substr(begin + 3);
  node = node.substr(0, node.find(": "));
  const size_t slash = node.rfind('/');
  if (slash == std::string_view::npos) return broker;
  const char* const end = node.data() + node.size();
  return std::from_chars(node.data() + slash + 1, end, broker).ptr == end ? broker : -1;
}

}  // namespace

std::string KafkaComplaint::Last() const {
  const MutexLock lock(mutex_);
  return last_.empty() ? "nothing was complained of" : last_;
}

Status KafkaComplaint::Refusal() const {
  const MutexLock lock(mutex_);
  if (refusal_.empty()) return OkStatus();
  return Error(Code::kFailedPrecondition, fmt::format("KAFKA_REFUSED: {}", refusal_));
}

int64_t KafkaComplaint::Of(int32_t broker) const {
  const MutexLock lock(mutex_);
  const auto found = of_broker_.find(broker);
  return found == of_broker_.end() ? 0 : found->second;
}

void KafkaComplaint::Note(std::string_view complaint) {
  const MutexLock lock(mutex_);
  ++of_broker_[BrokerIn(complaint)];
  const std::string refusal = RefusalIn(complaint, x509_error_);
  last_ = refusal.empty() ? complaint : refusal;
  if (!refusal.empty()) refusal_ = refusal;
}

void KafkaComplaint::NoteCertificate(int x509_error) {
  const MutexLock lock(mutex_);
  x509_error_ = x509_error;
}

}  // namespace goldthread
