// A value that must not reach a log line, an error or a metric: names, addresses, numbers.
//
// It has no stream operator, no conversion and no formatter: printing it does not compile.
// Take the value out by name where it is rightly used, so that each such place can be found.
#pragma once

#include <utility>

namespace goldthread {

template <class T>
class Sensitive {
 public:
  Sensitive() = default;
  explicit Sensitive(T value) : value_(std::move(value)) {}

  const T& Reveal() const& { return value_; }
  T&& Reveal() && { return std::move(value_); }

  friend bool operator==(const Sensitive&, const Sensitive&) = default;

 private:
  T value_{};
};

}  // namespace goldthread
