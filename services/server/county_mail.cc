#include "services/server/county_mail.h"

#include "connectors/county/agencies/feeds.h"
#include "connectors/inbound/kafka/inbox_sender.h"

namespace goldthread::server {

StatusOr<CountySent> MailCounty(const county::CountySize& size, const KafkaShard& brokers,
                                const CountyWatch& watch) {
  GT_ASSIGN_OR_RETURN(const auto sender, inbox::InboxSender::Open({.brokers = brokers,
                                                                   .feeds = county::FeedNames(),
                                                                   .refused = watch.refused}));
  county::NoTruth nobody_asks;
  county::County county(size, nobody_asks);
  county::Delivery delivery;
  int64_t made = 0;
  while (county.Next(&delivery)) {
    GT_RETURN_IF_ERROR(sender->Send(delivery.event()));
    if (++made % 1'024 != 0) continue;
    watch.progress(county::DayAt(delivery.delivered) - county.first_day(),
                   county.end() - county.first_day());
  }
  GT_RETURN_IF_ERROR(sender->Finish([&watch](const inbox::SenderAccount& account) {
    watch.answered(account.sent - account.Unanswered(), account.sent);
  }));
  const inbox::SenderAccount& account = sender->account();
  return CountySent{.sent = account.sent, .accepted = account.accepted, .refused = account.refused};
}

}  // namespace goldthread::server
