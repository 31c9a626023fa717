#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "goldthread/v1/feed_service.grpc.pb.h"
#include "services/server/chronology_json.h"
#include "services/server/chronology_text.h"
#include "services/server/commands.h"
#include "services/server/words.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kDescription =
    R"(What each feed has delivered: events, repeats, conflicts, holes, lateness.

Examples:
  goldthread feeds --data DIR
  goldthread feeds --hub 127.0.0.1:7790 --json
)";

struct Feeds {
  v1::LogPosition position;
  v1::GetStatusResponse hub;
  std::vector<v1::Feed> feeds;
};

StatusOr<Feeds> Fetch(const HubClient& client, const v1::Caller& caller) {
  const auto stub = v1::FeedService::NewStub(client.channel());
  v1::ListFeedsRequest request;
  *request.mutable_caller() = caller;
  Feeds all;
  GT_ASSIGN_OR_RETURN(all.hub, client.GetStatus(caller));
  request.set_min_position(all.hub.log_end());
  do {
    GT_ASSIGN_OR_RETURN(
        const v1::ListFeedsResponse page,
        AskUntilFresh([&] { return Ask(*stub, &v1::FeedService::Stub::ListFeeds, request); },
                      [](const auto& tried) { return tried.status(); }));
    all.position = page.position();
    all.feeds.insert(all.feeds.end(), page.feeds().begin(), page.feeds().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return all;
}

std::string Time(bool given, const google::protobuf::Timestamp& time) {
  return given ? InstantText(InstantOf(time)) : "";
}

Json FeedJson(const v1::Feed& feed) {
  Json holes = Json::array();
  for (const v1::SequenceRange& hole : feed.holes()) {
    holes.push_back({{"first", hole.first()}, {"last", hole.last()}});
  }
  return {{"feed", feed.feed()},
          {"events", feed.events()},
          {"repeats", feed.repeats()},
          {"conflicts", feed.conflicts()},
          {"sequence_max", feed.sequence_max()},
          {"missing", feed.missing_total()},
          {"holes", std::move(holes)},
          {"first_received", Time(feed.has_first_received(), feed.first_received())},
          {"last_received", Time(feed.has_last_received(), feed.last_received())},
          {"late_events", feed.late_events()},
          {"lateness_mean_seconds", feed.lateness_mean_seconds()},
          {"lateness_max_seconds", feed.lateness_max_seconds()}};
}

std::string Days(int64_t seconds) {
  if (seconds < 48 * 3600) return fmt::format("{} h", seconds / 3600);
  return fmt::format("{} d", seconds / 86400);
}

void PrintTable(const Feeds& all, Console& console) {
  std::vector<std::vector<std::string>> rows = {
      {"FEED", "EVENTS", "REPEATS", "CONFLICTS", "MISSING", "LATE", "LATEST BY", "LAST RECEIVED"}};
  for (const v1::Feed& feed : all.feeds) {
    rows.push_back({feed.feed(), fmt::format("{}", feed.events()),
                    fmt::format("{}", feed.repeats()), fmt::format("{}", feed.conflicts()),
                    fmt::format("{}", feed.missing_total()), fmt::format("{}", feed.late_events()),
                    Days(feed.lateness_max_seconds()),
                    Time(feed.has_last_received(), feed.last_received())});
  }
  console.out << (all.feeds.empty() ? "No feed has delivered anything yet.\n" : AlignColumns(rows))
              << fmt::format("\nlog end {}, views at {}, {} in quarantine\n", all.hub.log_end(),
                             all.position.next(), all.hub.quarantined());
}

int RunFeeds(const CommonOptions& options, Console& console) {
  const auto client = OpenClient(options, IfMissing::kRefuse, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  const auto all = Fetch(*client, OperatorOf(options));
  if (!all.ok()) return Fail(console, all.status());
  if (!options.json) {
    PrintTable(*all, console);
    return kExitOk;
  }
  Json feeds = Json::array();
  for (const v1::Feed& feed : all->feeds) feeds.push_back(FeedJson(feed));
  console.out << JsonLine({{"position",
                            {{"shard", all->position.shard()}, {"next", all->position.next()}}},
                           {"log_end", all->hub.log_end()},
                           {"quarantined", all->hub.quarantined()},
                           {"feeds", std::move(feeds)}})
              << '\n';
  return kExitOk;
}

}  // namespace

void AddFeeds(CLI::App& app, Run* chosen) {
  auto options = std::make_shared<CommonOptions>();
  CLI::App& command = *app.add_subcommand("feeds", kDescription);
  AddPlace(command, options.get());
  command.callback([options, chosen] {
    *chosen = [options](Console& console) { return RunFeeds(*options, console); };
  });
}

}  // namespace goldthread::server
