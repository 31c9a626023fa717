#include "eventstore/projector/fold_pass.h"

#include <fmt/format.h>

#include "eventstore/base/check.h"
#include "eventstore/base/digest.h"
#include "eventstore/base/key.h"

namespace goldthread {
namespace {

constexpr size_t kTermsDigits = 16;

}  // namespace

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
  void Announce(std::string_view announcement) override { announced_.emplace_back(announcement); }

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
    for (std::string& one : announced_) pass_.announced_.push_back(std::move(one));
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
  std::vector<std::string> announced_;
};

std::string MarkOf(const LogRecord& record) {
  return KeyWriter().Number(record.position.value).Text(Sha256(record.header)).Take();
}

std::string FoldVersions(const std::vector<const Projection*>& folds) {
  std::string text;
  for (const Projection* fold : folds) {
    text += fmt::format("{}{}{}", text.empty() ? "" : " ", fold->Space(), fold->Version());
    const std::string terms = fold->Terms();
    if (!terms.empty()) text += '.' + Hex(Sha256(terms)).substr(0, kTermsDigits);
  }
  return text;
}

void PutFolds(const std::vector<const Projection*>& folds, RowBackend& backend) {
  backend.Put(kFoldsKey, FoldVersions(folds));
  for (const Projection* fold : folds) {
    const std::string terms = fold->Terms();
    if (!terms.empty()) backend.Put(TermsKey(fold->Space()), terms);
  }
}

FoldPass::FoldPass(std::vector<const Projection*> folds) : folds_(std::move(folds)) {
  std::string spaces;
  for (const Projection* fold : folds_) {
    GT_CHECK(fold->Space() >= 'A' && fold->Space() <= 'Z');
    GT_CHECK(spaces.find(fold->Space()) == std::string::npos);
    spaces.push_back(fold->Space());
  }
}

bool FoldPass::Parse(const LogRecord& record) {
  const auto size = [](std::string_view bytes) { return static_cast<int>(bytes.size()); };
  if (!header_.ParseFromArray(record.header.data(), size(record.header))) {
    header_.Clear();
    return false;
  }
  return event_.ParseFromArray(record.body.data(), size(record.body));
}

void FoldPass::Take(const LogRecord& record, RowBackend& backend) {
  if (!Parse(record)) {
    const Status reason = Error(Code::kDataLoss, "the record is not an event");
    backend.Append(CauseKey(record.position, 0), CauseValue("", header_, reason));
    return;
  }
  const Arrival arrival{record.position, header_, event_, record.body};
  announced_.clear();
  bool quarantined = false;
  for (size_t place = 1; place <= folds_.size(); ++place) {
    const Status told = Tell(arrival, place, backend);
    const StatusOr<Onward> onward = told.ok() ? Give(arrival, place, backend) : told;
    if (!onward.ok()) {
      if (!quarantined) NoteWhom(record.position, backend);
      quarantined = true;
      backend.Append(CauseKey(record.position, place),
                     CauseValue(folds_[place - 1]->Name(), header_, onward.status()));
      continue;
    }
    if (*onward == Onward::kStop) break;
  }
}

Status FoldPass::Tell(const Arrival& arrival, size_t place, RowBackend& backend) {
  if (announced_.empty()) return OkStatus();
  Rows rows(*this, backend, folds_[place - 1]->Space());
  for (const std::string& announcement : announced_) {
    const Status followed = folds_[place - 1]->Follow(arrival, announcement, rows);
    if (followed.ok()) continue;
    backend.Put(UnheardKey(arrival.position, place), "");
    return followed;
  }
  rows.Commit();
  return OkStatus();
}

StatusOr<Onward> FoldPass::Give(const Arrival& arrival, size_t place, RowBackend& backend) {
  Rows rows(*this, backend, folds_[place - 1]->Space());
  GT_ASSIGN_OR_RETURN(const Onward onward, folds_[place - 1]->Apply(arrival, rows));
  rows.Commit();
  return onward;
}

FoldPass::Repair FoldPass::TakeAgain(const LogRecord& record, RowBackend& backend) {
  if (!IsQuarantined(record.position, backend)) return Repair::kNotQuarantined;
  if (!Parse(record)) return Repair::kRemains;
  const std::string unread = CauseKey(record.position, 0);
  if (backend.Get(unread).has_value()) {
    backend.Erase(unread);
    Take(record, backend);  // No fold has seen it yet.
    return IsQuarantined(record.position, backend) ? Repair::kRemains : Repair::kRepaired;
  }
  const Arrival arrival{record.position, header_, event_, record.body};
  announced_.clear();
  bool remains = false;
  for (size_t place = 1; place <= folds_.size(); ++place) {
    const std::string cause = CauseKey(record.position, place);
    const bool waits = backend.Get(cause).has_value();
    Status taken = backend.Get(UnheardKey(record.position, place)).has_value()
                       ? Error(Code::kDataLoss, "it missed what another fold announced; rebuild")
                       : Tell(arrival, place, backend);
    if (taken.ok() && waits) taken = Give(arrival, place, backend).status();
    if (!taken.ok()) {
      remains = true;
      backend.Put(cause, CauseValue(folds_[place - 1]->Name(), header_, taken));
    } else if (waits) {
      backend.Erase(cause);
    }
  }
  if (remains) return Repair::kRemains;
  ForgetWhom(record.position, backend);
  return Repair::kRepaired;
}

bool FoldPass::IsQuarantined(Position position, RowBackend& backend) const {
  for (size_t place = 0; place <= folds_.size(); ++place) {
    if (backend.Get(CauseKey(position, place)).has_value()) return true;
  }
  return false;
}

void FoldPass::CountWhom(int64_t change, RowBackend& backend) const {
  const int64_t count = AboutCount(backend.Get(kAboutCountKey)) + change;
  if (count == 0) {
    backend.Erase(kAboutCountKey);
  } else {
    backend.Put(kAboutCountKey, KeyWriter().Number(count).view());
  }
}

void FoldPass::NoteWhom(Position position, RowBackend& backend) const {
  CountWhom(1, backend);
  for (const v1::Subject& subject : event_.subjects()) {
    backend.Append(AboutKey(header_.feed(), subject.record(), position),
                   AboutValue(header_, event_));
  }
}

void FoldPass::ForgetWhom(Position position, RowBackend& backend) const {
  CountWhom(-1, backend);
  for (const v1::Subject& subject : event_.subjects()) {
    backend.Erase(AboutKey(header_.feed(), subject.record(), position));
  }
}

}  // namespace goldthread
