#include "connectors/directory/directory.h"

#include <fmt/format.h>

#include <utility>

#include "connectors/directory/meeting.h"

namespace goldthread::directory {

Directory::Directory(Membership us, SharedTable& table, const Clock& clock, Publish publish)
    : us_(std::move(us)), table_(table), clock_(clock), publish_(std::move(publish)) {}

Status Directory::Check() {
  GT_ASSIGN_OR_RETURN(const SharedTable::Rows* const rows, table_.Read());
  return Others(*rows, us_).Keys();
}

// One that the hub refuses is no reason to keep quiet about the others.
StatusOr<bool> Directory::TakeDownAll(const std::vector<v1::Event>& facts) {
  bool all = true;
  for (const v1::Event& fact : facts) {
    const auto taken = TakeDown(publish_, {&fact, 1});
    if (taken.status().code() == Code::kInvalidArgument) {
      doubts_.push_back(
          fmt::format("the directory: {} was refused: {}", fact.id(), Message(taken.status())));
      all = false;
      continue;
    }
    GT_RETURN_IF_ERROR(taken.status());
  }
  return all;
}

Status Directory::Step(const ViewSnapshot& views) {
  const Instant now = clock_.Now();
  const Day today = DayInLondon(now);
  GT_ASSIGN_OR_RETURN(const SharedTable::Rows* const rows, table_.Read());
  Seen seen{views.NextPosition(), today, *rows};
  if (settled_ == seen) return OkStatus();
  settled_.reset();
  const Others others(*rows, us_);
  doubts_ = others.doubts();
  GT_ASSIGN_OR_RETURN(const auto numbers, NumbersToAnnounce(views, us_, today));
  const auto changes = ChangesBetween(others.ours(), RowsOf(us_, numbers));
  if (!changes.empty()) GT_RETURN_IF_ERROR(table_.Write(changes));
  std::map<std::string, Meeting> met;
  if (!us_.leaves) {
    GT_ASSIGN_OR_RETURN(met, MeetingsOf(views, others, today));
  }
  GT_ASSIGN_OR_RETURN(const auto facts, FactsBetween(views, others, met, now));
  GT_ASSIGN_OR_RETURN(const bool all, TakeDownAll(facts));
  if (all && changes.empty() && facts.empty()) settled_ = std::move(seen);
  return OkStatus();
}

}  // namespace goldthread::directory
