#include "eventstore/log/kafka/kafka_handles.h"

#include <fmt/format.h>
#include <syslog.h>

#include <algorithm>
#include <array>

namespace goldthread {
namespace {

constexpr size_t kReasonBytes = 512;
// librdkafka wants a second more than a fetch may wait.
constexpr std::chrono::milliseconds kSilenceLeast{1'500};

// What every client of ours has. Reconnecting may wait for a second at most: the default of ten
// would be added to every broker's restart.
constexpr KafkaSetting kEveryClient[] = {{"client.id", "goldthread"},
                                         {"reconnect.backoff.max.ms", "1000"},
                                         {"socket.nagle.disable", "true"},
                                         {"socket.keepalive.enable", "true"},
                                         {"allow.auto.create.topics", "false"},
                                         // To all brokers: with one connection at a time 2.0.2
                                         // asks nobody else while that one's broker is paused.
                                         {"enable.sparse.connections", "false"}};

void NoteComplaint(const rd_kafka_t* client, int level, const char* facility, const char* text) {
  // How a connection failed is told at any level.
  if (level > LOG_WARNING && std::string_view(facility) != "FAIL") return;
  static_cast<KafkaComplaint*>(rd_kafka_opaque(client))->Note(text);
}

// Only notes the reason: a certificate that OpenSSL does not believe stays disbelieved.
int NoteCertificate(rd_kafka_t* /*client*/, const char* /*broker*/, int32_t /*broker_id*/,
                    int* x509_error, int /*depth*/, const char* /*certificate*/, size_t /*size*/,
                    char* reason, size_t reason_bytes, void* complaint) {
  if (*x509_error == 0) return 1;
  static_cast<KafkaComplaint*>(complaint)->NoteCertificate(*x509_error);
  if (reason_bytes > 0) *reason = 0;
  return 0;
}

bool IsAccess(std::string_view name) {
  return name.starts_with("security.") || name.starts_with("ssl.") || name.starts_with("sasl.");
}

Status Set(rd_kafka_conf_t* conf, const char* name, const char* value) {
  std::array<char, kReasonBytes> reason;
  if (rd_kafka_conf_set(conf, name, value, reason.data(), reason.size()) == RD_KAFKA_CONF_OK) {
    return OkStatus();
  }
  // Its reason repeats the value, which may be a password.
  return Error(Code::kInvalidArgument, fmt::format("Kafka's setting {} cannot be that", name));
}

// As a question about a time: 2.0.2's own question for both ends has a timeout and does not keep
// it while a broker is away.
StatusOr<Position> AskOffset(rd_kafka_t* client, const KafkaShard& shard, int64_t time,
                             const KafkaComplaint& complaint) {
  const std::unique_ptr<rd_kafka_topic_partition_list_t,
                        KafkaDeleter<rd_kafka_topic_partition_list_destroy>>
      asked(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_t* const partition =
      rd_kafka_topic_partition_list_add(asked.get(), shard.topic.c_str(), shard.partition);
  partition->offset = time;
  rd_kafka_resp_err_t error =
      rd_kafka_offsets_for_times(client, asked.get(), static_cast<int>(shard.answer_wait.count()));
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) error = partition->err;
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR && partition->offset >= 0) {
    return Position{partition->offset};
  }
  return Error(Code::kUnavailable,
               fmt::format("partition {} of {} did not say where it ends: {}; last heard: {}",
                           shard.partition, shard.topic, KafkaErrorName(error), complaint.Last()));
}

}  // namespace

StatusOr<KafkaConf> NewKafkaConf(const KafkaShard& shard, std::span<const KafkaSetting> settings,
                                 KafkaComplaint* complaint) {
  KafkaConf conf(rd_kafka_conf_new());
  GT_RETURN_IF_ERROR(Set(conf.get(), "bootstrap.servers", shard.brokers.c_str()));
  for (const auto& [name, value] : shard.access) {
    if (!IsAccess(name)) {
      return Error(Code::kInvalidArgument,
                   fmt::format("{} is not a setting of access: only security.*, ssl.* and sasl.* "
                               "can be given",
                               name));
    }
    GT_RETURN_IF_ERROR(Set(conf.get(), name.c_str(), value.c_str()));
  }
  for (const KafkaSetting& setting : kEveryClient) {
    GT_RETURN_IF_ERROR(Set(conf.get(), setting.name, setting.value));
  }
  // The default of a minute would be added to every broker's silence.
  const std::string silence = std::to_string(std::max(shard.answer_wait, kSilenceLeast).count());
  GT_RETURN_IF_ERROR(Set(conf.get(), "socket.timeout.ms", silence.c_str()));
  for (const KafkaSetting& setting : settings) {
    GT_RETURN_IF_ERROR(Set(conf.get(), setting.name, setting.value));
  }
  rd_kafka_conf_set_opaque(conf.get(), complaint);
  rd_kafka_conf_set_log_cb(conf.get(), NoteComplaint);
  rd_kafka_conf_set_ssl_cert_verify_cb(conf.get(), NoteCertificate);
  return conf;
}

StatusOr<KafkaHandle> NewKafkaHandle(rd_kafka_type_t type, KafkaConf conf) {
  std::array<char, kReasonBytes> reason;
  KafkaHandle handle(rd_kafka_new(type, conf.get(), reason.data(), reason.size()));
  if (handle == nullptr) return Error(Code::kInvalidArgument, reason.data());
  static_cast<void>(conf.release());  // The handle's own now.
  return handle;
}

StatusOr<Position> AskFirst(rd_kafka_t* client, const KafkaShard& shard,
                            const KafkaComplaint& complaint) {
  return AskOffset(client, shard, RD_KAFKA_OFFSET_BEGINNING, complaint);
}

StatusOr<Position> AskEnd(rd_kafka_t* client, const KafkaShard& shard,
                          const KafkaComplaint& complaint) {
  return AskOffset(client, shard, RD_KAFKA_OFFSET_END, complaint);
}

std::string_view KafkaErrorName(rd_kafka_resp_err_t error) { return rd_kafka_err2name(error); }

}  // namespace goldthread
