// The brokers that believe nobody (script/kafka up --secure): TLS, passwords and certificates, and
// nobody may do anything that `admin` has not allowed.
#pragma once

#include <string>

#include "eventstore/log/kafka/kafka_shard.h"

namespace goldthread {

// How a password is proven. SCRAM as librdkafka 2.0.2 says it is refused by Kafka 4.0 and later, so
// that has a broker of its own, of an older release.
enum class Login { kPlain, kScram };

// Where that broker's address and secrets are: $GT_KAFKA_SECURE, $GT_KAFKA_SCRAM; empty: there is
// none.
const std::string& SecureFolder(Login login = Login::kPlain);

// What the file `name` of that folder says; "secure/hub.password".
std::string Secret(const std::string& name, Login login = Login::kPlain);

// As one of its users: admin, hub, police or school. Without a topic.
KafkaShard ByPassword(const std::string& user, Login login = Login::kPlain);
KafkaShard ByCertificate(const std::string& user);

// The last value of one of its settings, changed.
KafkaShard With(KafkaShard shard, const std::string& setting, const std::string& value);

}  // namespace goldthread
