// The broker that believes nobody (script/kafka up --secure): TLS, passwords and certificates,
// and nobody may do anything that `admin` has not allowed.
#pragma once

#include <string>

#include "eventstore/log/kafka/kafka_shard.h"

namespace goldthread {

// Where its address and secrets are: $GT_KAFKA_SECURE; empty: there is none.
const std::string& SecureFolder();

// What the file `name` of that folder says; "secure/hub.password".
std::string Secret(const std::string& name);

// As one of its users: admin, hub, police or school. Without a topic.
KafkaShard ByPassword(const std::string& user);
KafkaShard ByCertificate(const std::string& user);

// The last value of one of its settings, changed.
KafkaShard With(KafkaShard shard, const std::string& setting, const std::string& value);

}  // namespace goldthread
