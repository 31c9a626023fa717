#include "services/server/remote_views.h"

#include <algorithm>
#include <utility>

#include "services/access/reply.h"
#include "services/server/hub_client.h"

namespace goldthread::server {
namespace {

using ViewStub = v1::ViewService::Stub;

// A replica waits two seconds for a demanded position.
constexpr std::chrono::milliseconds kOpenWait{3'000};
constexpr std::chrono::milliseconds kReadWait{5'000};
constexpr std::chrono::milliseconds kCloseWait{500};
constexpr std::chrono::milliseconds kStandingWait{1'500};

// A first page holds most answers whole; a scan that goes on is a long one.
constexpr int kPageBytesFirst = 32 * 1024;
constexpr int kPageBytesMost = 1024 * 1024;

template <class Request, class Response>
StatusOr<Response> Reach(ViewStub& stub,
                         grpc::Status (ViewStub::*method)(grpc::ClientContext*, const Request&,
                                                          Response*),
                         const Request& request, std::chrono::milliseconds wait) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + wait);
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return access::FromGrpc(status);
  return response;
}

class RemoteCursor final : public RowCursor {
 public:
  RemoteCursor(ViewStub& stub, int64_t snapshot, const KeyRange& range, Direction direction)
      : stub_(stub) {
    request_.set_snapshot(snapshot);
    request_.set_first(range.first);
    request_.set_last(range.last);
    request_.set_backward(direction == Direction::kBackward);
    request_.set_bytes_max(kPageBytesFirst);
    first_ = range.first;
    Fetch();
  }

  bool Valid() const override { return status_.ok() && at_ < page_.rows_size(); }
  void Next() override {
    ++at_;
    if (at_ < page_.rows_size() || !page_.more()) return;
    GoOnFrom(page_.rows(at_ - 1).key());
  }
  void Seek(std::string_view key) override {
    if (!status_.ok()) return;
    const std::string_view wanted = std::max<std::string_view>(key, first_);
    const auto& rows = page_.rows();
    // The page has all from where it was asked to its last row, or to the end of the range.
    if (wanted >= sought_ && (!page_.more() || wanted <= rows.rbegin()->key())) {
      const auto row = std::lower_bound(
          rows.begin(), rows.end(), wanted,
          [](const auto& a, std::string_view b) { return std::string_view(a.key()) < b; });
      at_ = static_cast<int>(row - rows.begin());
      return;
    }
    request_.set_first(std::string(wanted));
    Fetch();
  }
  std::string_view key() const override { return page_.rows(at_).key(); }
  std::string_view value() const override { return page_.rows(at_).value(); }
  Status status() const override { return status_; }

 private:
  void GoOnFrom(const std::string& last) {
    if (request_.backward()) {
      request_.set_last(last);
    } else {
      request_.set_first(last + '\0');
    }
    request_.set_bytes_max(std::min(request_.bytes_max() * 4, kPageBytesMost));
    Fetch();
  }
  void Fetch() {
    at_ = 0;
    sought_ = request_.first();
    auto page = Reach(stub_, &ViewStub::ScanRows, request_, kReadWait);
    status_ = page.status();
    page_ = status_.ok() ? *std::move(page) : v1::ScanRowsResponse();
  }

  ViewStub& stub_;
  v1::ScanRowsRequest request_;
  v1::ScanRowsResponse page_;
  std::string first_;   // Of the range.
  std::string sought_;  // From where the page was asked.
  int at_ = 0;
  Status status_;
};

class RemoteSnapshot final : public ViewSnapshot {
 public:
  RemoteSnapshot(std::shared_ptr<ViewStub> stub, const v1::OpenSnapshotResponse& opened)
      : stub_(std::move(stub)), number_(opened.snapshot()), next_(opened.next_position()) {}
  ~RemoteSnapshot() override {
    // What stays open closes by itself. Not by gRPC's callbacks: as packaged, their queue may be
    // freed twice when a channel goes.
    v1::CloseSnapshotRequest request;
    request.set_snapshot(number_);
    (void)Reach(*stub_, &ViewStub::CloseSnapshot, request, kCloseWait);
  }
  RemoteSnapshot(const RemoteSnapshot&) = delete;
  RemoteSnapshot& operator=(const RemoteSnapshot&) = delete;

  Position NextPosition() const override { return {next_}; }
  StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    v1::GetRowRequest request;
    request.set_snapshot(number_);
    request.set_key(std::string(key));
    GT_ASSIGN_OR_RETURN(auto row, Reach(*stub_, &ViewStub::GetRow, request, kReadWait));
    if (!row.has_value()) return std::optional<std::string>();
    return std::optional<std::string>(std::move(*row.mutable_value()));
  }
  std::unique_ptr<RowCursor> Scan(const KeyRange& range, Direction direction) const override {
    return std::make_unique<RemoteCursor>(*stub_, number_, range, direction);
  }

 private:
  const std::shared_ptr<ViewStub> stub_;
  const int64_t number_;
  const int64_t next_;
};

}  // namespace

StatusOr<std::shared_ptr<const ViewSnapshot>> RemoteViews::At(Position at_least) const {
  v1::OpenSnapshotRequest request;
  request.set_min_position(at_least.value);
  GT_ASSIGN_OR_RETURN(const auto opened,
                      Reach(*stub_, &ViewStub::OpenSnapshot, request, kOpenWait));
  return std::shared_ptr<const ViewSnapshot>(std::make_shared<RemoteSnapshot>(stub_, opened));
}

Status RemoteViews::Rebuild(std::function<void(const RebuildProgress&)> progress) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kLongCall);
  const auto stream = stub_->RebuildViews(&context, v1::RebuildViewsRequest());
  v1::RebuildViewsResponse at;
  while (stream->Read(&at)) {
    if (progress) progress({at.records_read(), at.records_total()});
  }
  return access::FromGrpc(stream->Finish());
}

StatusOr<ViewComparison> RemoteViews::Verify() {
  GT_ASSIGN_OR_RETURN(const auto compared,
                      Reach(*stub_, &ViewStub::VerifyViews, v1::VerifyViewsRequest(), kLongCall));
  return ViewComparison{.next = {compared.next_position()},
                        .equal = compared.equal(),
                        .rows = compared.rows(),
                        .live_digest = compared.live_digest(),
                        .rebuilt_digest = compared.rebuilt_digest(),
                        .first_difference = compared.first_difference()};
}

StatusOr<RepairTally> RemoteViews::Repair(std::vector<Position> positions) {
  v1::RepairRecordsRequest request;
  for (const Position position : positions) request.add_log_positions(position.value);
  GT_ASSIGN_OR_RETURN(const auto tally,
                      Reach(*stub_, &ViewStub::RepairRecords, request, kLongCall));
  return RepairTally{tally.tried(), tally.repaired()};
}

StatusOr<v1::GetStandingResponse> RemoteViews::Standing() const {
  return Reach(*stub_, &ViewStub::GetStanding, v1::GetStandingRequest(), kStandingWait);
}

}  // namespace goldthread::server
