#include "connectors/outbound/webhook.h"

#include <fmt/format.h>

#include "eventstore/base/hmac.h"

namespace goldthread::outbound {
namespace {

constexpr size_t kSecretBytesMin = 24;

}  // namespace

std::string SignatureOf(std::string_view secret, std::string_view id, int64_t timestamp,
                        std::string_view body) {
  return "v1," + Base64(HmacSha256(secret, fmt::format("{}.{}.{}", id, timestamp, body)));
}

StatusOr<std::unique_ptr<Webhook>> Webhook::Make(Config config, const Clock& clock) {
  GT_ASSIGN_OR_RETURN(const Place place, PlaceOf(config.url, {"https", "http"}));
  if (place.plain && !config.allow_plain) {
    return Error(Code::kInvalidArgument, "BAD_PLACE: a webhook goes over https://");
  }
  if (config.secret.size() < kSecretBytesMin) {
    return Error(Code::kInvalidArgument,
                 fmt::format("BAD_SECRET: a secret has {} bytes or more", kSecretBytesMin));
  }
  return std::unique_ptr<Webhook>(new Webhook(std::move(config), clock));
}

Carried Webhook::Carry(const Notice& notice) {
  const int64_t now =
      std::chrono::floor<std::chrono::seconds>(clock_.Now()).time_since_epoch().count();
  WebCall call;
  call.url = config_.url;
  call.body = notice.json;
  call.headers = {
      "Content-Type: application/json",
      "User-Agent: goldthread",
      fmt::format("webhook-id: {}", notice.id),
      fmt::format("webhook-timestamp: {}", now),
      fmt::format("webhook-signature: {}",
                  SignatureOf(config_.secret, notice.id, now, notice.json)),
  };
  return Post(call, config_.terms);
}

}  // namespace goldthread::outbound
