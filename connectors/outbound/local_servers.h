// Test support: real servers on this machine's loopback, each on a port of its own.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "eventstore/base/mutex.h"

namespace goldthread::outbound {

// What a server was told, in order.
template <class T>
class Heard {
 public:
  void Add(T one) {
    const MutexLock lock(mutex_);
    all_.push_back(std::move(one));
  }
  std::vector<T> All() const {
    const MutexLock lock(mutex_);
    return all_;
  }

 private:
  mutable Mutex mutex_;
  std::vector<T> all_ ABSL_GUARDED_BY(mutex_);
};

class LocalWebServer {
 public:
  // `server`: an httplib::Server, or one with TLS. `status`: what every post gets.
  explicit LocalWebServer(
      int status, std::unique_ptr<httplib::Server> server = std::make_unique<httplib::Server>(),
      const char* address = "127.0.0.1")
      : server_(std::move(server)) {
    server_->Post(".*",
                  [this, status](const httplib::Request& request, httplib::Response& response) {
                    heard_.Add(request);
                    response.status = status;
                    if (status >= 300 && status < 400)
                      response.set_header("Location", "/elsewhere");
                  });
    server_->set_socket_options([](socket_t) {});  // Nobody else on its port.
    port_ = server_->bind_to_any_port(address);
    EXPECT_GT(port_, 0);
    thread_ = std::thread([this] { server_->listen_after_bind(); });
    while (!server_->is_running()) std::this_thread::yield();
  }
  ~LocalWebServer() {
    server_->stop();
    thread_.join();
  }
  int port() const { return port_; }
  std::vector<httplib::Request> heard() const { return heard_.All(); }

 private:
  std::unique_ptr<httplib::Server> server_;
  Heard<httplib::Request> heard_;
  int port_ = 0;
  std::thread thread_;
};

// Takes mail as RFC 5321 has it, one connection after the other. `silent`: takes connections and
// says nothing.
class LocalMailServer {
 public:
  struct Mail {
    std::string from;
    std::string to;
    std::string text;
  };
  explicit LocalMailServer(std::string reply, bool silent = false)
      : reply_(std::move(reply)), silent_(silent), listening_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(listening_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listening_, 8), 0);
    EXPECT_EQ(getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~LocalMailServer() {
    shutdown(listening_, SHUT_RDWR);
    thread_.join();
    close(listening_);
  }
  int port() const { return port_; }
  std::vector<Mail> heard() const { return heard_.All(); }

 private:
  void Serve() {
    while (true) {
      const int caller = accept(listening_, nullptr, nullptr);
      if (caller < 0) return;
      if (!silent_) Talk(caller);
      char rest[256];
      while (silent_ && read(caller, rest, sizeof(rest)) > 0) {
      }
      close(caller);
    }
  }
  static void Say(int caller, const std::string& line) {
    const std::string all = line + "\r\n";
    if (send(caller, all.data(), all.size(), MSG_NOSIGNAL) < 0) return;
  }
  // Nothing: the caller is gone.
  static std::string LineFrom(int caller) {
    std::string line;
    char byte = 0;
    while (read(caller, &byte, 1) == 1) {
      line += byte;
      if (byte == '\n') return line;
    }
    return "";
  }
  void Talk(int caller) {
    Say(caller, "220 mail.example ready");
    Mail mail;
    for (std::string line = LineFrom(caller); !line.empty(); line = LineFrom(caller)) {
      if (line.starts_with("EHLO")) {
        Say(caller, "250 mail.example");
      } else if (line.starts_with("MAIL FROM:")) {
        mail.from = line.substr(10);
        Say(caller, "250 ok");
      } else if (line.starts_with("RCPT TO:")) {
        mail.to = line.substr(8);
        Say(caller, "250 ok");
      } else if (line.starts_with("DATA")) {
        Say(caller, "354 go on");
        for (line = LineFrom(caller); !line.empty() && line != ".\r\n"; line = LineFrom(caller)) {
          mail.text += line;
        }
        heard_.Add(mail);
        Say(caller, reply_);
      } else if (line.starts_with("QUIT")) {
        Say(caller, "221 bye");
        return;
      } else {
        Say(caller, "502 not known");
      }
    }
  }

  const std::string reply_;
  const bool silent_;
  const int listening_;
  Heard<Mail> heard_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace goldthread::outbound
