// An authority and certificates of it, made on the spot with the openssl program: for tests.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "services/server/command_test.h"

namespace goldthread::server {

class Authority {
 public:
  Authority(const TestDirectory& directory, std::string name)
      : directory_(directory), name_(std::move(name)) {
    Run(
        fmt::format("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "
                    "/CN={0} -keyout {1} -out {2}",
                    name_, directory_.File(name_ + ".key"), file()));
  }

  // NAME.pem and NAME.key. `names`: "DNS:localhost,IP:127.0.0.1"; empty: a common name alone.
  void Issue(const std::string& name, const std::string& names) const {
    Run(fmt::format(
        "req -x509 -CA {0} -CAkey {1} -newkey ec -pkeyopt ec_paramgen_curve:P-256 "
        "-nodes -days 2 -subj /CN={2} -keyout {3} -out {4} {5}",
        file(), directory_.File(name_ + ".key"), name, directory_.File(name + ".key"),
        directory_.File(name + ".pem"), names.empty() ? "" : "-addext subjectAltName=" + names));
  }

  std::string file() const { return directory_.File(name_ + ".pem"); }

 private:
  static void Run(const std::string& words) {
    ASSERT_EQ(std::system(("openssl " + words + " 2>/dev/null").c_str()), 0) << words;
  }

  const TestDirectory& directory_;
  const std::string name_;
};

}  // namespace goldthread::server
