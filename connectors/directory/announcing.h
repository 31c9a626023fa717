// What a partnership has in the directory, by what stands in its own views: pure functions, so that
// whoever crashed in between finds out again what is missing.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "connectors/directory/directory_key.h"
#include "eventstore/log/shared_table.h"
#include "eventstore/views/view_store.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::directory {

// One partnership's terms of taking part.
struct Membership {
  std::string partnership{};
  std::string ring{};  // Whom others may ring: role, team and telephone; no person's name.
  std::vector<DirectoryKey> keys{};  // It announces under each, and hears under each.
  // Whether it announces somebody of whom intelligence alone is asserted.
  bool announces_intelligence = false;
  // It takes everything back, and says that it does.
  bool leaves = false;
};

// Those that stand of what was told of the record. Errors: as of the store.
StatusOr<std::set<PersonNumber>> NumbersOf(const ViewSnapshot& views, const RecordId& record);

// Of every person of whom an assertion stands on `today`, of all its records. Errors: as of the
// store.
StatusOr<std::set<PersonNumber>> NumbersToAnnounce(const ViewSnapshot& views,
                                                   const Membership& member, Day today);

// The rows that the partnership ought to have: its own, and one for each number and key.
SharedTable::Rows RowsOf(const Membership& member, const std::set<PersonNumber>& numbers);

// What makes `ours` into `ought`.
std::vector<TableChange> ChangesBetween(const SharedTable::Rows& ours,
                                        const SharedTable::Rows& ought);

}  // namespace goldthread::directory
