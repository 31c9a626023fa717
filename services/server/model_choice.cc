#include "services/server/model_choice.h"

#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "services/reviews/models_adopted.h"
#include "services/server/hub_folds.h"
#include "services/vocabulary/decisions_feed.h"

namespace goldthread::server {
namespace {

constexpr size_t kReadRecords = 8192;
constexpr std::chrono::seconds kReadWait{10};

bool MayAdopt(const LogRecord& record) {
  return record.header.find(kDecisionsFeed) != std::string_view::npos &&
         record.header.find(reviews::kAdoptionId) != std::string_view::npos;
}

class LastAdopted {
 public:
  void Take(const v1::ModelAdoptedRow& row) {
    seen_.insert(row.event_id());
    Keep(row.received_us(), row.event_id(), row.adopted().learnt().model());
  }

  // As the feed ledger and the fold of reviews take it.
  void Take(const LogRecord& record) {
    v1::RecordHeader header;
    v1::Event event;
    const auto size = [](std::string_view bytes) { return static_cast<int>(bytes.size()); };
    if (!header.ParseFromArray(record.header.data(), size(record.header)) ||
        header.feed() != kDecisionsFeed || !header.event_id().starts_with(reviews::kAdoptionId) ||
        !event.ParseFromArray(record.body.data(), size(record.body)) ||
        !seen_.insert(header.event_id()).second) {
      return;
    }
    const auto adopts = reviews::IsAdoption(event);
    if (!adopts.ok() || !*adopts) return;
    Keep(header.received_at_us(), header.event_id(),
         event.matching_model_adopted().learnt().model());
  }

  std::optional<v1::MatchingModel> Model() && { return std::move(model_); }

 private:
  void Keep(int64_t received_us, const std::string& id, const v1::MatchingModel& model) {
    if (model_.has_value() && std::tie(received_us, id) < std::tie(received_us_, id_)) return;
    received_us_ = received_us;
    id_ = id;
    model_ = model;
  }

  std::set<std::string> seen_;
  int64_t received_us_ = 0;
  std::string id_;
  std::optional<v1::MatchingModel> model_;
};

}  // namespace

StatusOr<std::optional<v1::MatchingModel>> ModelInForce(const ViewSnapshot* views, EventReader& log,
                                                        Position until) {
  LastAdopted last;
  Position next;
  if (views != nullptr) {
    GT_ASSIGN_OR_RETURN(const auto adopted, reviews::ModelsAdopted(*views));
    for (const v1::ModelAdoptedRow& row : adopted) last.Take(row);
    next = views->NextPosition();
  }
  LogBatch batch;
  while (next < until) {
    GT_RETURN_IF_ERROR(log.Read(next, kReadRecords, kReadWait, &batch));
    if (batch.empty()) return Error(Code::kUnavailable, "the log gave nothing before its end");
    for (const LogRecord& record : batch.records()) {
      if (record.position < until && MayAdopt(record)) last.Take(record);
    }
    next = batch.records().back().position.Next();
  }
  return std::move(last).Model();
}

StatusOr<Folds> ModelChoice::For(const ViewSnapshot* views, EventReader& log,
                                 Position until) const {
  GT_ASSIGN_OR_RETURN(const auto model, ModelInForce(views, log, until));
  return model.has_value() ? HubFoldsWith(*model)
                           : std::make_shared<const std::vector<const Projection*>>(HubFolds());
}

bool ModelChoice::Concerns(const LogRecord& record) const { return MayAdopt(record); }

}  // namespace goldthread::server
