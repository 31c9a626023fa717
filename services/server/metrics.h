// The hub's figures, as Prometheus reads them. Names and labels are part of the interface
// (docs/operations.md). Labels are few and fixed: never an agency, a person or a place.
//
// Source: experience notes §2.3; https://prometheus.io/docs/practices/naming/.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <grpcpp/support/server_interceptor.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/log/event_log.h"

namespace goldthread::server {

// What is looked up when somebody asks; nothing: not of this process, and not shown.
struct Standing {
  std::optional<int64_t> log_end;
  std::optional<int64_t> views;  // The position they are true for.
  std::optional<int64_t> quarantined;
  std::optional<bool> views_follow;
  bool ready = true;
};

// Threads: any.
class Metrics {
 public:
  explicit Metrics(std::string_view version);

  // One append to the log, with its fsync.
  void LogAppended(double seconds, size_t records, bool taken);
  // Of records in inboxes, what came of them: "accepted", "refused", or "stood": to be tried again.
  void InboxTaken(const std::string& outcome, size_t records);
  // One append to the audit, and whether it says that somebody was refused, and why.
  void AuditAppended(double seconds, size_t entries, bool taken);
  void Denied(const std::string& reason);
  void Called(const std::string& method, const std::string& code);

  // In Prometheus' text format.
  std::string Text(const Standing& standing);

 private:
  struct Appends {
    prometheus::Histogram& seconds;
    prometheus::Counter& records;
    prometheus::Counter& failures;
    void Add(double took, size_t count, bool taken);
  };
  Appends AppendsTo(const std::string& log);

  prometheus::Registry registry_;
  Appends log_;
  Appends audit_;
  prometheus::Family<prometheus::Counter>& denials_;
  prometheus::Family<prometheus::Counter>& calls_;
  prometheus::Family<prometheus::Counter>& inbox_;
  using Gauge = prometheus::Family<prometheus::Gauge>;
  Gauge& log_end_;
  Gauge& views_;
  Gauge& lag_;
  Gauge& quarantined_;
  Gauge& views_follow_;
  Gauge& ready_;
};

// A log that counts what is appended to it, and how long that took.
class MeasuredLog final : public EventAppender {
 public:
  // Lent.
  MeasuredLog(EventAppender& log, Metrics& metrics) : log_(log), metrics_(metrics) {}
  StatusOr<std::vector<Position>> Append(std::span<const NewRecord> batch) override;

 private:
  EventAppender& log_;
  Metrics& metrics_;
};

// The same of the audit, of which it also counts the denials.
class MeasuredAudit final : public EventAppender {
 public:
  MeasuredAudit(EventAppender& audit, Metrics& metrics) : audit_(audit), metrics_(metrics) {}
  StatusOr<std::vector<Position>> Append(std::span<const NewRecord> batch) override;

 private:
  EventAppender& audit_;
  Metrics& metrics_;
};

// "UNAVAILABLE"
std::string CodeWord(grpc::StatusCode code);

// Counts calls by method and outcome. `metrics` is lent.
std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> NewCallCounter(
    Metrics& metrics);

}  // namespace goldthread::server
