#include "services/server/hub_notify.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <chrono>
#include <optional>

#include "connectors/outbound/email.h"
#include "connectors/outbound/kafka/topic_carrier.h"
#include "connectors/outbound/webhook.h"
#include "services/server/rest.h"
#include "services/server/words.h"

namespace goldthread::server {
namespace {

// Between two looks at what is new. Trouble is looked at again later.
constexpr std::chrono::milliseconds kPause{50};
constexpr std::chrono::seconds kPauseInTrouble{2};

StatusOr<outbound::Notice> NoticeOf(const v1::AlertChange& change) {
  outbound::Notice notice;
  notice.id = change.id();
  notice.alert_id = change.alert().id();
  notice.rule = change.alert().rule();
  notice.what = EnumWord(*v1::AlertChangeKind_descriptor(), change.kind());
  notice.ask = change.alert().owner();
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  const auto written = google::protobuf::util::MessageToJsonString(change, &notice.json, options);
  if (!written.ok()) return Error(Code::kInternal, "an alert could not be written as JSON");
  return notice;
}

Status SettingsWrong(const SubscriberPlace& place, const Status& status) {
  return Error(Code::kInvalidArgument, fmt::format("BAD_SETTINGS: subscriber \"{}\": {}",
                                                   place.subscriber.name, Message(status)));
}

// One subscriber and all that it needs.
struct Telling {
  std::string name;
  std::unique_ptr<outbound::Carrier> carrier;
  alerts::Subscription subscription;
};

void TellSubscriber(const std::stop_token& stop, Telling& telling, const NotifyParts& parts) {
  outbound::Delivery delivery({telling.name}, *telling.carrier, parts.clock,
                              SourceFor(telling.subscription, parts));
  bool in_trouble = false;
  while (!stop.stop_requested()) {
    const Status stepped = delivery.Step();
    if (!stepped.ok() && !in_trouble && parts.log) {
      parts.log(fmt::format("subscriber {}: {}", telling.name, Message(stepped)));
    }
    in_trouble = !stepped.ok();
    Rest(stop, in_trouble ? std::chrono::milliseconds(kPauseInTrouble) : kPause);
  }
}

// On the partition that has the log's number.
StatusOr<std::unique_ptr<outbound::Carrier>> TopicCarrierFor(const SubscriberPlace& place,
                                                             const NotifyParts& parts) {
  if (!parts.kafka.has_value()) {
    return SettingsWrong(place, Error(Code::kInvalidArgument, "a topic needs [kafka]"));
  }
  KafkaShard topic = parts.kafka->shard;
  topic.topic = place.topic;
  if (parts.kafka->make_topic) GT_RETURN_IF_ERROR(CreateKafkaTopic(topic, parts.kafka->terms));
  GT_RETURN_IF_ERROR(CheckKafkaTopic(topic, parts.kafka->terms));
  KafkaTeller::Config config;
  config.topic = std::move(topic);
  return std::unique_ptr<outbound::Carrier>(
      std::make_unique<outbound::TopicCarrier>(std::move(config), parts.partnership));
}

}  // namespace

StatusOr<std::unique_ptr<outbound::Carrier>> CarrierFor(const SubscriberPlace& place,
                                                        const NotifyParts& parts) {
  if (!place.topic.empty()) return TopicCarrierFor(place, parts);
  outbound::CallTerms terms;
  terms.ca_file = place.ca_file;
  auto allowed = outbound::AllowedNetworks::Parse(place.allow);
  if (!allowed.ok()) return SettingsWrong(place, allowed.status());
  terms.allowed = *std::move(allowed);
  if (!place.webhook.empty()) {
    auto made = outbound::Webhook::Make(
        {place.webhook, place.secret, place.plain, std::move(terms)}, parts.clock);
    if (!made.ok()) return SettingsWrong(place, made.status());
    return std::unique_ptr<outbound::Carrier>(*std::move(made));
  }
  outbound::Email::Config config;
  config.server = place.server;
  config.from = place.from;
  config.to = place.email;
  config.user = place.user;
  config.password = place.password;
  config.link = place.link;
  config.allow_plain = place.plain;
  config.terms = std::move(terms);
  auto made = outbound::Email::Make(std::move(config), parts.clock);
  if (!made.ok()) return SettingsWrong(place, made.status());
  return std::unique_ptr<outbound::Carrier>(*std::move(made));
}

outbound::Source SourceFor(alerts::Subscription& subscription, const NotifyParts& parts) {
  outbound::Source source;
  source.next = [&subscription](const std::string& place) -> StatusOr<outbound::Source::Batch> {
    GT_ASSIGN_OR_RETURN(const auto next, subscription.Next(place));
    outbound::Source::Batch batch;
    batch.place = next.place;
    for (const auto& tidings : next.tidings) {
      GT_ASSIGN_OR_RETURN(outbound::Notice notice, NoticeOf(tidings.value().change));
      batch.due.push_back({std::move(notice), tidings.value().round});
    }
    return batch;
  };
  source.as_now =
      [&subscription](const outbound::Notice& notice) -> StatusOr<std::optional<outbound::Notice>> {
    GT_ASSIGN_OR_RETURN(const auto shown, subscription.AsNow(notice.id));
    if (!shown.has_value()) return std::optional<outbound::Notice>();
    GT_ASSIGN_OR_RETURN(outbound::Notice now, NoticeOf(shown->value()));
    return std::optional<outbound::Notice>(std::move(now));
  };
  source.write_down = [&subscription, &parts](const v1::Event& event) -> Status {
    GT_RETURN_IF_ERROR(TakeDown(parts.publish, {&event, 1}).status());
    subscription.Settle(event.has_alert_delivered() ? event.alert_delivered().change()
                                                    : event.alert_undeliverable().change());
    return OkStatus();
  };
  return source;
}

StatusOr<std::unique_ptr<HubNotify>> HubNotify::Open(const std::vector<SubscriberPlace>& places,
                                                     const NotifyParts& parts) {
  std::vector<std::shared_ptr<Telling>> all;
  for (const SubscriberPlace& place : places) {
    GT_ASSIGN_OR_RETURN(auto carrier, CarrierFor(place, parts));
    all.push_back(std::make_shared<Telling>(
        Telling{place.subscriber.name, std::move(carrier),
                alerts::Subscription(place.subscriber, {parts.views, parts.door, parts.clock})}));
  }
  std::unique_ptr<HubNotify> notify(new HubNotify);
  for (const auto& telling : all) {
    notify->threads_.emplace_back(
        [telling, parts](const std::stop_token& stop) { TellSubscriber(stop, *telling, parts); });
  }
  return notify;
}

}  // namespace goldthread::server
