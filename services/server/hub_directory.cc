#include "services/server/hub_directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "eventstore/log/folder_table.h"
#include "eventstore/log/kafka/kafka_table.h"
#include "services/feeds/page_token.h"
#include "services/server/rest.h"

namespace goldthread::server {
namespace {

// Between two looks. A look walks all numbers of a partnership: it gets a twentieth of a core, no
// more.
constexpr std::chrono::milliseconds kPauseBetweenLooks{1'000};
constexpr int kPauseForEachLook = 20;
constexpr std::chrono::milliseconds kPauseAfterTrouble{5'000};

StatusOr<std::unique_ptr<SharedTable>> OpenTable(const DirectoryPlace& place,
                                                 const DirectoryParts& parts) {
  if (!place.folder.empty()) {
    GT_ASSIGN_OR_RETURN(auto table, FolderTable::Open(place.folder));
    return std::unique_ptr<SharedTable>(std::move(table));
  }
  if (!parts.kafka.has_value()) {
    return Error(Code::kInvalidArgument, "BAD_SETTINGS: the directory's topic needs [kafka]");
  }
  KafkaTable::Config config;
  config.topic = parts.kafka->shard;
  config.topic.topic = place.topic;
  config.topic.partition = 0;
  config.writer = parts.partnership;
  KafkaTopicTerms terms;
  terms.replicas = parts.kafka->terms.replicas;
  terms.compacted = true;
  if (parts.kafka->make_topic) GT_RETURN_IF_ERROR(CreateKafkaTopic(config.topic, terms));
  GT_RETURN_IF_ERROR(CheckKafkaTopic(config.topic, terms));
  return std::unique_ptr<SharedTable>(std::make_unique<KafkaTable>(std::move(config)));
}

}  // namespace

StatusOr<std::unique_ptr<HubDirectory>> HubDirectory::Open(DirectoryPlace place,
                                                           DirectoryParts parts) {
  std::unique_ptr<HubDirectory> hub(new HubDirectory(std::move(parts)));
  GT_ASSIGN_OR_RETURN(hub->table_, OpenTable(place, hub->parts_));
  place.us.partnership = hub->parts_.partnership;
  hub->directory_ = std::make_unique<directory::Directory>(std::move(place.us), *hub->table_,
                                                           hub->parts_.clock, hub->parts_.publish);
  GT_RETURN_IF_ERROR(hub->directory_->Check());
  hub->thread_ = std::jthread([raw = hub.get()](const std::stop_token& stop) { raw->Run(stop); });
  return hub;
}

void HubDirectory::Run(const std::stop_token& stop) {
  std::vector<std::string> said;
  while (!stop.stop_requested()) {
    const auto begun = std::chrono::steady_clock::now();
    const Status stepped = [&]() -> Status {
      GT_ASSIGN_OR_RETURN(const auto views, parts_.newest.At(Position{feeds::kNewest}));
      return directory_->Step(*views);
    }();
    std::vector<std::string> lines = directory_->doubts();
    if (!stepped.ok()) lines.push_back(fmt::format("the directory: {}", Message(stepped)));
    for (const std::string& line : lines) {
      if (parts_.log && std::ranges::find(said, line) == said.end()) parts_.log(line);
    }
    said = std::move(lines);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begun);
    Rest(stop, stepped.ok() ? std::max(kPauseBetweenLooks, took * kPauseForEachLook)
                            : kPauseAfterTrouble);
  }
}

}  // namespace goldthread::server
