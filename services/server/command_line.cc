#include "services/server/command_line.h"

#include <CLI/CLI.hpp>

#include <utility>

namespace goldthread::server {

Option Option::Of(const char* kind) {
  option_->type_name(kind);
  return *this;
}

Option Option::In(const char* group) {
  option_->group(group);
  return *this;
}

Option Option::Required() {
  option_->required();
  return *this;
}

Option Option::SaysDefault() {
  option_->capture_default_str();
  return *this;
}

Option Option::Once() {
  option_->expected(1);
  return *this;
}

Option Option::OneEach() {
  option_->allow_extra_args(false);
  return *this;
}

Option Option::Among(const std::vector<std::string>& values) {
  option_->check(CLI::IsMember(values).description(""));
  return *this;
}

Option Option::Between(int64_t least, int64_t most) {
  option_->check(CLI::Range(least, most).description(""));
  return *this;
}

Option Option::With(Option other) {
  option_->needs(other.option_);
  return *this;
}

Option Option::Not(Option other) {
  option_->excludes(other.option_);
  return *this;
}

Command Command::Add(const char* name, const char* description) {
  return {app_->add_subcommand(name, description), chosen_};
}

void Command::WantsCommand() { app_->require_subcommand(1); }

template <class T>
Option Command::Value(const char* name, T& value, const char* help) {
  return Option(app_->add_option(name, value, help));
}

template Option Command::Value(const char*, std::string&, const char*);
template Option Command::Value(const char*, int&, const char*);
template Option Command::Value(const char*, int64_t&, const char*);
template Option Command::Value(const char*, uint32_t&, const char*);
template Option Command::Value(const char*, uint64_t&, const char*);
template Option Command::Value(const char*, std::vector<std::string>&, const char*);
template Option Command::Value(const char*, std::vector<int64_t>&, const char*);

Option Command::Switch(const char* name, bool& value, const char* help) {
  return Option(app_->add_flag(name, value, help));
}

void Command::Runs(Run run) {
  app_->callback([chosen = chosen_, run = std::move(run)] { *chosen = run; });
}

}  // namespace goldthread::server
