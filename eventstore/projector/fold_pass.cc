#include "eventstore/projector/fold_pass.h"

#include <fmt/format.h>

#include "eventstore/base/check.h"
#include "eventstore/base/key.h"

namespace goldthread {

// A fold's window on the backend: its own space, and nothing kept until it succeeds.
class FoldPass::Rows final : public FoldRows {
 public:
  Rows(FoldPass& pass, RowBackend& backend, char space)
      : pass_(pass), backend_(backend), space_(space) {
    pass_.pending_size_ = 0;
  }

  std::optional<std::string_view> Get(std::string_view key) override {
    for (size_t i = pass_.pending_size_; i-- > 0;) {
      const Pending& pending = pass_.pending_[i];
      if (std::string_view(pending.key).substr(1) != key) continue;
      GT_CHECK(pending.act != Pending::Act::kAppend);
      if (pending.act == Pending::Act::kErase) return std::nullopt;
      return pending.value;
    }
    full_key_.assign(1, space_).append(key);
    return backend_.Get(full_key_);
  }
  void Put(std::string_view key, std::string_view value) override {
    Hold(Pending::Act::kPut, key, value);
  }
  void Erase(std::string_view key) override { Hold(Pending::Act::kErase, key, {}); }
  void Append(std::string_view key, std::string_view value) override {
    Hold(Pending::Act::kAppend, key, value);
  }

  void Commit() {
    for (size_t i = 0; i < pass_.pending_size_; ++i) {
      const Pending& pending = pass_.pending_[i];
      switch (pending.act) {
        case Pending::Act::kPut:
          backend_.Put(pending.key, pending.value);
          break;
        case Pending::Act::kErase:
          backend_.Erase(pending.key);
          break;
        case Pending::Act::kAppend:
          backend_.Append(pending.key, pending.value);
          break;
      }
    }
  }

 private:
  void Hold(Pending::Act act, std::string_view key, std::string_view value) {
    if (pass_.pending_size_ == pass_.pending_.size()) pass_.pending_.emplace_back();
    Pending& pending = pass_.pending_[pass_.pending_size_++];
    pending.act = act;
    pending.key.assign(1, space_).append(key);
    pending.value.assign(value);
  }

  FoldPass& pass_;
  RowBackend& backend_;
  const char space_;
  std::string full_key_;
};

std::string FoldVersions(const std::vector<const Projection*>& folds) {
  std::string text;
  for (const Projection* fold : folds) {
    text += fmt::format("{}{}{}", text.empty() ? "" : " ", fold->Space(), fold->Version());
  }
  return text;
}

FoldPass::FoldPass(std::vector<const Projection*> folds) : folds_(std::move(folds)) {
  std::string spaces;
  for (const Projection* fold : folds_) {
    GT_CHECK(fold->Space() >= 'A' && fold->Space() <= 'Z');
    GT_CHECK(spaces.find(fold->Space()) == std::string::npos);
    spaces.push_back(fold->Space());
  }
}

void FoldPass::Take(const LogRecord& record, RowBackend& backend) {
  const auto size = [](std::string_view bytes) { return static_cast<int>(bytes.size()); };
  if (!header_.ParseFromArray(record.header.data(), size(record.header)) ||
      !event_.ParseFromArray(record.body.data(), size(record.body))) {
    Quarantine(record.position, nullptr, Error(Code::kDataLoss, "the record is not an event"),
               backend);
    return;
  }
  const Arrival arrival{record.position, header_, event_, record.body};
  for (const Projection* fold : folds_) {
    Rows rows(*this, backend, fold->Space());
    const StatusOr<Onward> onward = fold->Apply(arrival, rows);
    if (!onward.ok()) {
      Quarantine(record.position, fold, onward.status(), backend);
      continue;
    }
    rows.Commit();
    if (*onward == Onward::kStop) break;
  }
}

void FoldPass::Quarantine(Position position, const Projection* fold, const Status& reason,
                          RowBackend& backend) {
  const std::string code = absl::StatusCodeToString(reason.code());
  backend.Append(KeyWriter()
                     .Byte(kQuarantineSpace)
                     .Number(position.value)
                     .Byte(fold == nullptr ? '\0' : fold->Space())
                     .Take(),
                 KeyWriter()
                     .Text(fold == nullptr ? "" : fold->Name())
                     .Text(fold == nullptr ? "" : header_.feed())
                     .Text(fold == nullptr ? "" : header_.event_id())
                     .Text(fmt::format("{}: {}", code, Message(reason)))
                     .Take());
}

}  // namespace goldthread
