#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "eventstore/base/digest.h"
#include "goldthread/v1/feed_service.grpc.pb.h"
#include "services/feeds/page_token.h"
#include "services/server/chronology_json.h"
#include "services/server/chronology_text.h"
#include "services/server/commands.h"
#include "services/server/words.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFeedsDescription =
    R"(What each feed has delivered: events, repeats, conflicts, holes, lateness.

LATE is how many days after they were recorded half of its events came, nine in ten, and the
last. A feed is SILENT when nothing has come for longer than twice its usual gap. With --feed
its holes and conflicts, each of them. Who does not run the hub sees its own agency's feeds.

Examples:
  goldthread feeds --data DIR
  goldthread feeds --hub 127.0.0.1:7790 --json
  goldthread feeds --data DIR --feed northmere-police/incidents
)";

constexpr size_t kDetailsMax = 10'000;  // Of holes, and of conflicts.

struct FeedsOptions {
  CommonOptions common;
  std::string feed;
  std::string as_of;
};

// One feed's, as many as kDetailsMax.
struct Details {
  std::vector<v1::SequenceRange> holes;
  std::vector<v1::FeedConflict> conflicts;
};

struct Feeds {
  v1::LogPosition position;
  // Nothing for who is shown its own agency's feeds alone.
  std::optional<v1::GetStatusResponse> hub;
  std::vector<v1::Feed> feeds;
  bool stands = false;  // The log did not answer: what the views hold.
};

// kInvalidArgument: --as-of is no day.
Status SetAsOf(const std::string& text, v1::ListFeedsRequest& request) {
  if (text.empty()) return OkStatus();
  const auto day = ParseDay(text);
  if (!day) return Error(Code::kInvalidArgument, "--as-of is a day, YYYY-MM-DD");
  *request.mutable_as_of() = TimestampOf(EndOfDayInLondon(*day));
  return OkStatus();
}

StatusOr<Feeds> Fetch(const HubClient& client, const v1::Caller& caller,
                      v1::ListFeedsRequest request) {
  const auto stub = v1::FeedService::NewStub(client.channel());
  *request.mutable_caller() = caller;
  Feeds all;
  bool own_only = false;
  do {
    const auto ask = [&] { return Ask(*stub, &v1::FeedService::Stub::ListFeeds, request); };
    GT_ASSIGN_OR_RETURN(const v1::ListFeedsResponse page,
                        request.page_token().empty() ? AskForNewest(request, ask, &all.stands)
                                                     : AskUntilFresh(ask));
    all.position = page.position();
    all.feeds.insert(all.feeds.end(), page.feeds().begin(), page.feeds().end());
    own_only = page.own_only();
    request.set_page_token(page.next_page_token());
    // The other pages are of the same views, or of later ones.
    request.set_min_position(page.position().next());
  } while (!request.page_token().empty());
  if (own_only) return all;
  auto hub = client.GetStatus(caller);
  // It tells where the log ends, which nobody knows now.
  if (!hub.ok() && !all.stands) return hub.status();
  if (hub.ok()) all.hub = *std::move(hub);
  return all;
}

StatusOr<Details> FetchDetails(const HubClient& client, const v1::Caller& caller,
                               const std::string& feed) {
  using Stub = v1::FeedService::Stub;
  const auto stub = v1::FeedService::NewStub(client.channel());
  Details details;
  v1::ListHolesRequest holes;
  *holes.mutable_caller() = caller;
  holes.set_feed(feed);
  holes.set_page_size(1'000);
  do {
    GT_ASSIGN_OR_RETURN(const auto page, Ask(*stub, &Stub::ListHoles, holes));
    details.holes.insert(details.holes.end(), page.holes().begin(), page.holes().end());
    holes.set_page_token(page.next_page_token());
  } while (!holes.page_token().empty() && details.holes.size() < kDetailsMax);
  v1::ListConflictsRequest conflicts;
  *conflicts.mutable_caller() = caller;
  conflicts.set_feed(feed);
  conflicts.set_page_size(1'000);
  do {
    GT_ASSIGN_OR_RETURN(const auto page, Ask(*stub, &Stub::ListConflicts, conflicts));
    details.conflicts.insert(details.conflicts.end(), page.conflicts().begin(),
                             page.conflicts().end());
    conflicts.set_page_token(page.next_page_token());
  } while (!conflicts.page_token().empty() && details.conflicts.size() < kDetailsMax);
  return details;
}

std::string Time(bool given, const google::protobuf::Timestamp& time) {
  return given ? InstantText(InstantOf(time)) : "";
}

template <class Holes>
Json HolesJson(const Holes& holes) {
  Json list = Json::array();
  for (const v1::SequenceRange& hole : holes) {
    list.push_back({{"first", hole.first()}, {"last", hole.last()}});
  }
  return list;
}

Json ConflictsJson(const std::vector<v1::FeedConflict>& conflicts) {
  Json list = Json::array();
  for (const v1::FeedConflict& conflict : conflicts) {
    list.push_back({{"event_id", conflict.event_id()},
                    {"log_position", conflict.log_position()},
                    {"received_at", Time(true, conflict.received_at())},
                    {"held_digest", Hex(conflict.held_digest())},
                    {"other_digest", Hex(conflict.other_digest())}});
  }
  return list;
}

Json FeedJson(const v1::Feed& feed) {
  return {{"feed", feed.feed()},
          {"events", feed.events()},
          {"repeats", feed.repeats()},
          {"conflicts", feed.conflicts()},
          {"sequence_max", feed.sequence_max()},
          {"missing", feed.missing_total()},
          {"holes", HolesJson(feed.holes())},
          {"first_received", Time(feed.has_first_received(), feed.first_received())},
          {"last_received", Time(feed.has_last_received(), feed.last_received())},
          {"late_events", feed.late_events()},
          {"lateness_mean_seconds", feed.lateness_mean_seconds()},
          {"lateness_max_seconds", feed.lateness_max_seconds()},
          {"lateness_days",
           {{"p50", feed.lateness_p50_days()},
            {"p90", feed.lateness_p90_days()},
            {"max", feed.lateness_max_days()}}},
          {"sequence_reused", feed.sequence_reused()},
          {"arrival_days", feed.arrival_days()},
          {"usual_gap_days", feed.usual_gap_days()},
          {"silent_days", feed.silent_days()},
          {"silent", feed.silent()}};
}

std::string SilenceText(const v1::Feed& feed) {
  if (!feed.silent()) return "";
  return fmt::format("{} days, usually {}", feed.silent_days(), feed.usual_gap_days());
}

void PrintTable(const Feeds& all, Console& console) {
  std::vector<std::vector<std::string>> rows = {
      {"FEED", "EVENTS", "REPEATS", "CONFLICTS", "MISSING", "LATE", "LAST RECEIVED", "SILENT"}};
  for (const v1::Feed& feed : all.feeds) {
    rows.push_back({feed.feed(), fmt::format("{}", feed.events()),
                    fmt::format("{}", feed.repeats()), fmt::format("{}", feed.conflicts()),
                    fmt::format("{}", feed.missing_total()),
                    fmt::format("{}/{}/{} d", feed.lateness_p50_days(), feed.lateness_p90_days(),
                                feed.lateness_max_days()),
                    Time(feed.has_last_received(), feed.last_received()), SilenceText(feed)});
  }
  console.out << (all.feeds.empty() ? "No feed has delivered anything yet.\n" : AlignColumns(rows));
  if (!all.hub) {
    console.out << fmt::format(
        "\n{}; views at {}\n",
        all.stands ? "where the log ends is not known now" : "your agency's own feeds",
        all.position.next());
    return;
  }
  console.out << fmt::format("\nlog end {}, views at {}, {} in quarantine\n", all.hub->log_end(),
                             all.position.next(), all.hub->quarantined());
}

void PrintDetails(const Details& details, Console& console) {
  for (const v1::SequenceRange& hole : details.holes) {
    console.out << (hole.first() == hole.last()
                        ? fmt::format("missing {}\n", hole.first())
                        : fmt::format("missing {} to {}\n", hole.first(), hole.last()));
  }
  for (const v1::FeedConflict& conflict : details.conflicts) {
    console.out << fmt::format("conflict {} at position {}, received {}\n",
                               Plain(conflict.event_id()), conflict.log_position(),
                               Time(true, conflict.received_at()));
  }
}

void Print(const Feeds& all, const Details& details, const FeedsOptions& options,
           Console& console) {
  if (!options.common.json) {
    PrintTable(all, console);
    PrintDetails(details, console);
    return;
  }
  Json feeds = Json::array();
  for (const v1::Feed& feed : all.feeds) {
    feeds.push_back(FeedJson(feed));
    if (options.feed.empty()) continue;
    feeds.back()["holes"] = HolesJson(details.holes);
    feeds.back()["conflict_list"] = ConflictsJson(details.conflicts);
  }
  Json answer = {{"position", {{"shard", all.position.shard()}, {"next", all.position.next()}}}};
  if (all.hub) {
    answer["log_end"] = all.hub->log_end();
    answer["quarantined"] = all.hub->quarantined();
  }
  answer["feeds"] = std::move(feeds);
  console.out << JsonLine(answer) << '\n';
}

int RunFeeds(const FeedsOptions& options, Console& console) {
  v1::ListFeedsRequest request;
  if (const Status as_of = SetAsOf(options.as_of, request); !as_of.ok()) {
    Say(console, Message(as_of));
    return kExitUsage;
  }
  const auto client = OpenClient(options.common, IfMissing::kRefuse, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  const v1::Caller caller = OperatorOf(options.common);
  auto all = Fetch(*client, caller, request);
  if (!all.ok()) return Fail(console, all.status());
  Details details;
  if (!options.feed.empty()) {
    std::erase_if(all->feeds, [&](const v1::Feed& feed) { return feed.feed() != options.feed; });
    auto fetched = FetchDetails(*client, caller, options.feed);
    if (!fetched.ok()) return Fail(console, fetched.status());
    details = *std::move(fetched);
  }
  if (all->stands) SayItStands(console);
  Print(*all, details, options, console);
  return kExitOk;
}

}  // namespace

void AddFeeds(Command app) {
  auto options = std::make_shared<FeedsOptions>();
  Command command = app.Add("feeds", kFeedsDescription);
  command.Value("--feed", options->feed, "only this one, with its holes and conflicts").Of("FEED");
  command.Value("--as-of", options->as_of, "whether it was silent by the end of that day")
      .Of("YYYY-MM-DD");
  AddPlace(command, &options->common);
  command.Runs([options](Console& console) { return RunFeeds(*options, console); });
}

}  // namespace goldthread::server
