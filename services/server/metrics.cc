#include "services/server/metrics.h"

#include <prometheus/text_serializer.h>

#include <chrono>

#include "goldthread/v1/audit.pb.h"
#include "services/server/words.h"

namespace goldthread::server {
namespace {

using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::InterceptorBatchMethods;

// From a fast disk's fsync to one in trouble.
const prometheus::Histogram::BucketBoundaries kSeconds = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                          0.05,   0.1,   0.25,   0.5,   1,    5};

prometheus::Family<prometheus::Gauge>& GaugeOf(prometheus::Registry& registry, const char* name,
                                               const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}

template <class T>
void Set(prometheus::Family<prometheus::Gauge>& gauge, const std::optional<T>& value) {
  if (value.has_value()) gauge.Add({}).Set(static_cast<double>(*value));
}

class Stopwatch {
 public:
  double Seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

class CallCounter final : public grpc::experimental::Interceptor {
 public:
  CallCounter(grpc::experimental::ServerRpcInfo* call, Metrics& metrics)
      : call_(call), metrics_(metrics) {}
  void Intercept(InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS)) {
      metrics_.Called(call_->method(), CodeWord(methods->GetSendStatus().error_code()));
    }
    methods->Proceed();
  }

 private:
  grpc::experimental::ServerRpcInfo* const call_;
  Metrics& metrics_;
};

class CallCounters final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit CallCounters(Metrics& metrics) : metrics_(metrics) {}
  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* call) override {
    return new CallCounter(call, metrics_);
  }

 private:
  Metrics& metrics_;
};

}  // namespace

void Metrics::Appends::Add(double took, size_t count, bool taken) {
  seconds.Observe(took);
  if (taken) {
    records.Increment(static_cast<double>(count));
  } else {
    failures.Increment();
  }
}

Metrics::Appends Metrics::AppendsTo(const std::string& log) {
  const prometheus::Labels labels = {{"log", log}};
  return {prometheus::BuildHistogram()
              .Name("goldthread_append_duration_seconds")
              .Help("How long an append took until it was durable: its fsync and its wait.")
              .Register(registry_)
              .Add(labels, kSeconds),
          prometheus::BuildCounter()
              .Name("goldthread_appended_records_total")
              .Help("Records made durable.")
              .Register(registry_)
              .Add(labels),
          prometheus::BuildCounter()
              .Name("goldthread_append_failures_total")
              .Help("Appends that the log did not take: disk full or failed.")
              .Register(registry_)
              .Add(labels)};
}

Metrics::Metrics(std::string_view version)
    : log_(AppendsTo("events")),
      audit_(AppendsTo("audit")),
      denials_(prometheus::BuildCounter()
                   .Name("goldthread_denials_total")
                   .Help("Looks that were refused, by the reason in the audit.")
                   .Register(registry_)),
      calls_(prometheus::BuildCounter()
                 .Name("goldthread_calls_total")
                 .Help("gRPC calls that ended, by method and code.")
                 .Register(registry_)),
      inbox_(prometheus::BuildCounter()
                 .Name("goldthread_inbox_records_total")
                 .Help("Readable records of inboxes, by what came of them.")
                 .Register(registry_)),
      log_end_(GaugeOf(registry_, "goldthread_log_records", "Records in the log.")),
      views_(GaugeOf(registry_, "goldthread_views_records", "Records folded into the views.")),
      lag_(GaugeOf(registry_, "goldthread_views_lag_records",
                   "Records in the log that the views do not hold yet.")),
      quarantined_(GaugeOf(registry_, "goldthread_quarantined_records",
                           "Records that a fold could not take.")),
      views_follow_(GaugeOf(registry_, "goldthread_views_follow",
                            "1 while the views follow the log, 0 while they stand still.")),
      ready_(GaugeOf(registry_, "goldthread_ready", "1 while questions can be answered, else 0.")) {
  prometheus::BuildGauge()
      .Name("goldthread_build_info")
      .Help("1; the label says which build this is.")
      .Register(registry_)
      .Add({{"version", std::string(version)}})
      .Set(1);
  // There from the start, so that a rate can be taken of the first one.
  for (const char* reason : {"CALLER_MISSING", "NO_LAWFUL_BASIS", "GLASS_LIMIT"}) {
    denials_.Add({{"reason", reason}});
  }
}

void Metrics::LogAppended(double seconds, size_t records, bool taken) {
  log_.Add(seconds, records, taken);
}
void Metrics::AuditAppended(double seconds, size_t entries, bool taken) {
  audit_.Add(seconds, entries, taken);
}
void Metrics::Denied(const std::string& reason) { denials_.Add({{"reason", reason}}).Increment(); }
void Metrics::Called(const std::string& method, const std::string& code) {
  calls_.Add({{"method", method}, {"code", code}}).Increment();
}

void Metrics::InboxTaken(const std::string& outcome, size_t records) {
  inbox_.Add({{"outcome", outcome}}).Increment(static_cast<double>(records));
}

std::string Metrics::Text(const Standing& standing) {
  Set(log_end_, standing.log_end);
  Set(views_, standing.views);
  if (standing.log_end.has_value() && standing.views.has_value()) {
    Set(lag_, std::optional(std::max<int64_t>(0, *standing.log_end - *standing.views)));
  }
  Set(quarantined_, standing.quarantined);
  Set(views_follow_, standing.views_follow);
  Set(ready_, std::optional(standing.ready));
  return prometheus::TextSerializer().Serialize(registry_.Collect());
}

StatusOr<std::vector<Position>> MeasuredLog::Append(std::span<const NewRecord> batch) {
  const Stopwatch watch;
  auto positions = log_.Append(batch);
  metrics_.LogAppended(watch.Seconds(), batch.size(), positions.ok());
  return positions;
}

StatusOr<std::vector<Position>> MeasuredAudit::Append(std::span<const NewRecord> batch) {
  const Stopwatch watch;
  auto positions = audit_.Append(batch);
  metrics_.AuditAppended(watch.Seconds(), batch.size(), positions.ok());
  if (!positions.ok()) return positions;
  for (const NewRecord& entry : batch) {
    v1::AuditRecord look;
    if (look.ParseFromString(entry.body) && !look.refused().empty()) {
      metrics_.Denied(look.refused());
    }
  }
  return positions;
}

std::string CodeWord(grpc::StatusCode code) {
  return absl::StatusCodeToString(static_cast<Code>(code));
}

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> NewCallCounter(
    Metrics& metrics) {
  return std::make_unique<CallCounters>(metrics);
}

}  // namespace goldthread::server
