// Takes part in the directory across partnerships: has there what this one's views say, and takes
// down whom of the adults near children here another partnership knows.
//
// Source: docs/decisions/0023-the-directory.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connectors/directory/announcing.h"
#include "eventstore/base/clock.h"
#include "eventstore/log/shared_table.h"
#include "eventstore/views/view_store.h"
#include "services/vocabulary/hub_facts.h"

namespace goldthread::directory {

class Directory {
 public:
  // All but `us` lent; outlive it.
  Directory(Membership us, SharedTable& table, const Clock& clock, Publish publish);

  // Whether the keys are the ones that the others have. kFailedPrecondition "DIRECTORY_KEY_WRONG";
  // others: of the table.
  Status Check();

  // Brings the table, and this partnership's log, to what `views` and the table say; does nothing
  // where they say so already. Nothing is remembered that it needs: whoever crashed is gone on
  // from. `views` must hold all that was published before, or it publishes again what readers of
  // the log drop.
  //
  // Errors: of table, views and publishing: nothing is lost, a later step does the rest.
  // Threads: one; blocks.
  Status Step(const ViewSnapshot& views);

  // What the last step could not make sense of, for the operator; ids only.
  const std::vector<std::string>& doubts() const { return doubts_; }

 private:
  // What the last step that had nothing to do looked at.
  struct Seen {
    Position views;
    Day today{};
    SharedTable::Rows rows;
    bool operator==(const Seen&) const = default;
  };
  // Whether all were taken in.
  StatusOr<bool> TakeDownAll(const std::vector<v1::Event>& facts);

  const Membership us_;
  SharedTable& table_;
  const Clock& clock_;
  const Publish publish_;
  std::vector<std::string> doubts_;
  std::optional<Seen> settled_;
};

}  // namespace goldthread::directory
