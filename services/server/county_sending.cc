#include "services/server/county_sending.h"

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <string>

#include "services/server/county_feeder.h"
#include "services/server/county_ledger.h"
#include "services/server/county_mail.h"

namespace goldthread::server {
namespace {

using std::chrono::steady_clock;

double SecondsSince(steady_clock::time_point begun) {
  return std::chrono::duration<double>(steady_clock::now() - begun).count();
}

StatusOr<CountyLedger> AskLedger(const CommonOptions& options, const HubClient& client,
                                 Console& console) {
  Progress progress(console, "folding");
  auto ledger =
      ReadCountyLedger(client, OperatorOf(options),
                       [&progress](int64_t folded, int64_t held) { progress.Show(folded, held); });
  progress.Done();
  return ledger;
}

// A hub of its own is what a county needs.
void TellOfOthers(const CountyLedger& came, Console& console) {
  if (came.conflicts > 0) {
    Say(console,
        fmt::format("{} events came under ids that the hub has with other content, and keeps: they "
                    "are not in its views. goldthread feeds lists them; send the county to a hub "
                    "of its own",
                    came.conflicts));
  }
  if (came.reused > 0) {
    Say(console,
        fmt::format("{} events have numbers in their feeds that others had: the hub holds two "
                    "counties, and takes people of both for one where they share a number. Send "
                    "each to a hub of its own",
                    came.reused));
  }
}

// Which came first, and how many by what was wrong.
class Refusals {
 public:
  void Take(const v1::Receipt& receipt) {
    std::string rules;
    for (const v1::Violation& violation : receipt.rejected().violations()) {
      const std::string rule = fmt::format("{} {}", violation.field(), violation.rule());
      ++by_rule_[rule];
      rules += " " + rule;
    }
    if (first_.empty()) {
      first_ = fmt::format("first refused: {}/{}{}", receipt.feed(), receipt.event_id(), rules);
    }
  }

  const std::map<std::string, int64_t>& by_rule() const { return by_rule_; }

  void Tell(Console& console) const {
    if (first_.empty()) return;
    for (const auto& [rule, count] : by_rule_)
      Say(console, Plain(fmt::format("{} {}", rule, count)));
    Say(console, Plain(first_));
  }

 private:
  std::string first_;
  std::map<std::string, int64_t> by_rule_;
};

}  // namespace

StatusOr<int> SendToHub(const county::CountySize& size, const HubClient& client,
                        const CommonOptions& options, Console& console,
                        nlohmann::ordered_json* answer) {
  GT_ASSIGN_OR_RETURN(const CountyLedger before, AskLedger(options, client, console));
  Progress progress(console, "Northmere");
  Refusals refusals;
  CountyWatch watch;
  watch.progress = [&progress](int64_t done, int64_t total) { progress.Show(done, total); };
  watch.refused = [&refusals](const v1::Receipt& receipt) { refusals.Take(receipt); };
  const auto begun = steady_clock::now();
  const auto sent = SendCounty(size, client, watch);
  const double seconds = SecondsSince(begun);
  progress.Done();
  if (!sent.ok()) return sent.status();
  GT_ASSIGN_OR_RETURN(const CountyLedger after, AskLedger(options, client, console));
  const CountyLedger came = after - before;
  if (options.json) {
    answer->update({{"sent", sent->sent},
                    {"accepted", sent->accepted},
                    {"refused", sent->refused},
                    {"refused_by_rule", refusals.by_rule()},
                    {"seconds_to_send", seconds},
                    {"new", came.events},
                    {"again", came.repeats},
                    {"conflicts", came.conflicts},
                    {"numbers_reused", came.reused}});
  } else {
    console.out << fmt::format(
        "{} events sent = {} accepted + {} refused\n"
        "in the hub: {} new, {} again, {} in conflict\n",
        sent->sent, sent->accepted, sent->refused, came.events, came.repeats, came.conflicts);
  }
  refusals.Tell(console);
  TellOfOthers(came, console);
  return sent->refused + came.conflicts + came.reused > 0 ? kExitSomeRefused : kExitOk;
}

StatusOr<int> SendToInboxes(const county::CountySize& size, const KafkaShard& brokers,
                            const CommonOptions& options, Console& console,
                            nlohmann::ordered_json* answer) {
  Progress progress(console, "Northmere");
  Progress receipts(console, "receipts");
  Refusals refusals;
  CountyWatch watch;
  watch.progress = [&progress](int64_t done, int64_t total) { progress.Show(done, total); };
  watch.refused = [&refusals](const v1::Receipt& receipt) { refusals.Take(receipt); };
  watch.answered = [&](int64_t answered, int64_t sent) {
    progress.Done();
    receipts.Show(answered, sent);
  };
  const auto begun = steady_clock::now();
  const auto sent = MailCounty(size, brokers, watch);
  const double seconds = SecondsSince(begun);
  receipts.Done();
  progress.Done();
  if (!sent.ok()) return sent.status();
  if (options.json) {
    answer->update({{"sent", sent->sent},
                    {"accepted", sent->accepted},
                    {"refused", sent->refused},
                    {"refused_by_rule", refusals.by_rule()},
                    {"seconds_to_answer", seconds}});
  } else {
    console.out << fmt::format("{} events sent = {} accepted + {} refused\n", sent->sent,
                               sent->accepted, sent->refused);
  }
  refusals.Tell(console);
  return sent->refused > 0 ? kExitSomeRefused : kExitOk;
}

}  // namespace goldthread::server
