// Two keys of one hospital and their key file, made anew for each test.
#pragma once

#include "eventstore/base/check.h"
#include "services/access/key_file.h"

namespace goldthread::access {

inline PrivateKey NewKey(const std::string& kid) {
  auto key = PrivateKey::Generate(kid);
  GT_CHECK(key.ok());
  return *std::move(key);
}

struct TestKeys {
  PrivateKey first = NewKey("hospital-1");
  PrivateKey second = NewKey("hospital-2");
  // The second ends with June 2026.
  std::string toml = "audience = \"hub-test\"\n" +
                     KeyFileLines(first, "hospital", {"ed-nurse", "health-visitor"}) +
                     KeyFileLines(second, "hospital", {"ed-nurse"}) + "not_after = 2026-06-30\n";
  KeyFile file = [this] {
    auto parsed = KeyFile::Parse(toml, DefaultPolicy());
    GT_CHECK(parsed.ok());
    return *std::move(parsed);
  }();
};

}  // namespace goldthread::access
