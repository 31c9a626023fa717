// What a record is made of, as librdkafka takes it: its own macros for these are GNU extensions.
// What a field points to is lent until it is produced.
#pragma once

#include <librdkafka/rdkafka.h>

#include <string>
#include <string_view>

namespace goldthread {

inline rd_kafka_vu_t TopicField(rd_kafka_topic_t* topic) {
  rd_kafka_vu_t field = {};
  field.vtype = RD_KAFKA_VTYPE_RKT;
  field.u.rkt = topic;
  return field;
}

inline rd_kafka_vu_t TopicField(const std::string& topic) {
  rd_kafka_vu_t field = {};
  field.vtype = RD_KAFKA_VTYPE_TOPIC;
  field.u.cstr = topic.c_str();
  return field;
}

inline rd_kafka_vu_t PartitionField(int32_t partition) {
  rd_kafka_vu_t field = {};
  field.vtype = RD_KAFKA_VTYPE_PARTITION;
  field.u.i32 = partition;
  return field;
}

inline rd_kafka_vu_t OpaqueField(void* opaque) {
  rd_kafka_vu_t field = {};
  field.vtype = RD_KAFKA_VTYPE_OPAQUE;
  field.u.ptr = opaque;
  return field;
}

inline rd_kafka_vu_t CopyingField() {
  rd_kafka_vu_t field = {};
  field.vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  field.u.i = RD_KAFKA_MSG_F_COPY;
  return field;
}

inline rd_kafka_vu_t ValueField(const std::string& value) {
  rd_kafka_vu_t field = {};
  field.vtype = RD_KAFKA_VTYPE_VALUE;
  // librdkafka takes what it copies as writable.
  field.u.mem.ptr = const_cast<char*>(value.data());
  field.u.mem.size = value.size();
  return field;
}

inline rd_kafka_vu_t KeyField(const std::string& key) {
  rd_kafka_vu_t field = {};
  field.vtype = RD_KAFKA_VTYPE_KEY;
  field.u.mem.ptr = const_cast<char*>(key.data());
  field.u.mem.size = key.size();
  return field;
}

inline rd_kafka_vu_t HeaderField(const char* name, std::string_view value) {
  rd_kafka_vu_t field = {};
  field.vtype = RD_KAFKA_VTYPE_HEADER;
  field.u.header.name = name;
  field.u.header.val = value.data();
  field.u.header.size = static_cast<ssize_t>(value.size());
  return field;
}

}  // namespace goldthread
