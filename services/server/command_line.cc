#include "services/server/command_line.h"

#include <CLI/CLI.hpp>

#include <charconv>
#include <string>
#include <type_traits>
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

namespace {

// CLI11 reads 010 as eight, and takes the largest number for one that is larger.
std::string ReadDecimal(std::string& text) {
  int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (at != end || error != std::errc()) return text + " is no whole number, or too large";
  text = std::to_string(value);
  return "";
}

// "$PLACE" that nobody has set is not "--data" left out.
std::string RefuseEmpty(const std::string& text) {
  return text.empty() ? "is empty: name something, or leave it out" : "";
}

template <class T>
constexpr bool kIsNumber = std::is_integral_v<T> || std::is_same_v<T, std::vector<int64_t>>;

}  // namespace

template <class T>
Option Command::Value(const char* name, T& value, const char* help) {
  CLI::Option* const option = app_->add_option(name, value, help);
  if constexpr (kIsNumber<T>) option->transform(CLI::Validator(ReadDecimal, ""));
  if constexpr (std::is_same_v<T, std::string>) option->check(RefuseEmpty);
  return Option(option);
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
