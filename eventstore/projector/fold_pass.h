// One record through all folds, in their order: what the live path and a rebuild share, so
// that both make the same rows.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/status.h"
#include "eventstore/log/event_log.h"
#include "eventstore/projector/projection.h"
#include "eventstore/projector/quarantine.h"

namespace goldthread {

// Where the rows of all folds are kept while a batch is folded. Keys carry their fold's
// Space byte. A failure of the store is kept aside, so that folds never see one.
class RowBackend {
 public:
  virtual ~RowBackend() = default;
  // Valid until the next call.
  virtual std::optional<std::string_view> Get(std::string_view key) = 0;
  virtual void Put(std::string_view key, std::string_view value) = 0;
  virtual void Erase(std::string_view key) = 0;
  virtual void Append(std::string_view key, std::string_view value) = 0;
};

// The engine's own rows sort before every fold's, which begin with an upper-case letter.
inline constexpr std::string_view kFoldsKey("\0folds", 6);

// The last record folded: views whose log says something else at its place are of another log.
inline constexpr std::string_view kLastRecordKey("\0last", 5);

// What is kept under it.
std::string MarkOf(const LogRecord& record);

// "L1 I1.5d41402abc4b2a76 C1": which folds, in which version and of which terms, made these views.
std::string FoldVersions(const std::vector<const Projection*>& folds);

// What views begin with: FoldVersions, and the terms themselves.
void PutFolds(const std::vector<const Projection*>& folds, RowBackend& backend);

class FoldPass {
 public:
  // `folds` are lent; in their order.
  explicit FoldPass(std::vector<const Projection*> folds);

  // A record that does not parse, or that a fold cannot take, gets a quarantine row with the
  // reason (design D9).
  void Take(const LogRecord& record, RowBackend& backend);

  // Gives a record in quarantine again to the folds that could not take it, and only to them.
  // What they still cannot take stays, with the reason it has now.
  enum class Repair { kNotQuarantined, kRepaired, kRemains };
  Repair TakeAgain(const LogRecord& record, RowBackend& backend);

 private:
  class Rows;
  // Into header_ and event_. False: it is no event; what can be read of its header is there.
  bool Parse(const LogRecord& record);
  // To the fold at `place` (1 is the first): what earlier folds announced. All of it or nothing;
  // what fails is noted, because nothing can tell it again.
  Status Tell(const Arrival& arrival, size_t place, RowBackend& backend);
  // To the same: the record.
  StatusOr<Onward> Give(const Arrival& arrival, size_t place, RowBackend& backend);
  bool IsQuarantined(Position position, RowBackend& backend) const;
  void CountWhom(int64_t change, RowBackend& backend) const;
  void NoteWhom(Position position, RowBackend& backend) const;
  void ForgetWhom(Position position, RowBackend& backend) const;

  std::vector<const Projection*> folds_;
  // Reused: parsing into a used message costs half (toolchain.md §3.1).
  v1::RecordHeader header_;
  v1::Event event_;
  struct Pending {
    enum class Act { kPut, kErase, kAppend } act;
    std::string key;
    std::string value;
  };
  std::vector<Pending> pending_;  // The fold's changes until it has succeeded.
  size_t pending_size_ = 0;
  std::vector<std::string> announced_;  // By the folds that have taken the record.
};

}  // namespace goldthread
