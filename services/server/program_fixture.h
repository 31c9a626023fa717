// The real `goldthread` as a process of its own, with its stdout on a pipe: for tests that kill it.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace goldthread::server {

// Killed with the object. Threads: one.
class Program {
 public:
  // `variables` are added to the environment: "NAME=value".
  explicit Program(std::vector<std::string> words, std::vector<std::string> variables = {}) {
    int ends[2] = {-1, -1};
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    out_ = ends[0];
    words.insert(words.begin(), GT_PROGRAM);
    std::vector<char*> environment = Pointers(variables);
    environment.pop_back();
    for (char** variable = environ; *variable != nullptr; ++variable) {
      environment.push_back(*variable);
    }
    environment.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    EXPECT_EQ(posix_spawn(&pid_, GT_PROGRAM, &actions, nullptr, Pointers(words).data(),
                          environment.data()),
              0);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
  }
  ~Program() {
    if (pid_ > 0) Kill(SIGKILL);
    close(out_);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // The next line of stdout; "" at its end.
  std::string ReadLine() {
    std::string line;
    for (char c = 0; read(out_, &c, 1) == 1 && c != '\n';) line += c;
    return line;
  }

  // Whether it has said something, or ended, within `wait_ms`.
  bool Speaks(int wait_ms) const {
    pollfd end{.fd = out_, .events = POLLIN, .revents = 0};
    return poll(&end, 1, wait_ms) > 0;
  }

  // Where `serve --json` listens; "" when it ended before it did.
  std::string ReadAddress() {
    const auto welcome = nlohmann::json::parse(ReadLine(), nullptr, false);
    return welcome.is_discarded() ? "" : welcome.value("address", "");
  }

  // Threads: any, until the end was waited for.
  void Signal(int signal) const { kill(pid_, signal); }
  // Sends the signal and waits for the end. The exit code, or minus the signal that ended it.
  int Kill(int signal) {
    Signal(signal);
    return Wait();
  }
  int Wait() {
    int status = 0;
    EXPECT_EQ(waitpid(pid_, &status, 0), pid_);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  static std::vector<char*> Pointers(std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
  }

  pid_t pid_ = -1;
  int out_ = -1;
};

}  // namespace goldthread::server
