#include "services/alerts/alert_questions.h"

#include <algorithm>

#include "services/access/reason.h"
#include "services/alerts/alert_service.h"

namespace goldthread::alerts {
namespace {

constexpr size_t kIdBytesMax = 64;

}  // namespace

access::Look LookAtAlerts(std::string_view action, std::string question) {
  access::Look look;
  look.action = action;
  look.task = access::Task::kAlerts;
  look.question = std::move(question);
  return look;
}

access::Look LookAt(std::string_view action, const SeenAlert& seen, Position position) {
  access::Look look = LookAtAlerts(action, "alert=" + seen.alert.id());
  look.records = seen.records;
  look.sight = seen.sight;
  look.rows = 1;
  look.position = position;
  return look;
}

Status CheckId(const std::string& id, std::string_view field) {
  const bool plain = std::ranges::all_of(
      id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
  if (!id.empty() && id.size() <= kIdBytesMax && plain) return OkStatus();
  return access::BadField(field, "names an alert by its id, as it was given");
}

Status CheckReason(const std::string& reason) {
  if (!reason.empty() && reason.size() <= kReasonBytesMax) return OkStatus();
  return access::BadField("reason", "say why, in 1 to 500 bytes");
}

v1::Alert WithoutPath(v1::Alert alert) {
  alert.clear_path();
  alert.clear_decisions();
  alert.clear_confidence();
  return alert;
}

}  // namespace goldthread::alerts
