#include "connectors/directory/others.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/vocabulary/utf8.h"

namespace goldthread::directory {
namespace {

// What others write is taken for nothing else than a name and a line.
constexpr size_t kTextBytesMax = 200;

bool IsLine(const std::string& text) {
  return !text.empty() && text.size() <= kTextBytesMax && IsUtf8(text) &&
         std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
}

std::string DigestName(const std::string& key_id, const std::string& digest) {
  return key_id + '\n' + digest;
}

}  // namespace

Others::Others(const SharedTable::Rows& rows, const Membership& us) : us_(us) {
  int unreadable = 0;
  for (const auto& [key, value] : rows) {
    v1::DirectoryRow row;
    const bool parsed = row.ParseFromString(value);
    const std::string& partnership =
        row.has_member() ? row.member().partnership() : row.entry().partnership();
    if (parsed && partnership == us.partnership) {
      ours_.emplace(key, value);
    } else if (parsed && row.has_member() && IsLine(partnership)) {
      TakeMember(row.member());
    } else if (parsed && row.has_entry() && IsLine(partnership) && IsLine(row.entry().ring())) {
      TakeEntry(key, row.entry());
    } else {
      ++unreadable;
    }
  }
  if (unreadable > 0) {
    doubts_.push_back(fmt::format("the directory has {} rows that cannot be read", unreadable));
  }
  for (const auto& [partnership, heard] : heard_) {
    if (heard) continue;
    doubts_.push_back(
        fmt::format("the directory: {} announces under no key that is here", partnership));
  }
}

void Others::TakeMember(const v1::DirectoryMember& member) {
  bool& heard = heard_[member.partnership()];
  heard = member.left();
  for (const v1::DirectoryKeyCheck& check : member.keys()) {
    const auto key = std::find_if(us_.keys.begin(), us_.keys.end(),
                                  [&](const DirectoryKey& one) { return one.id == check.id(); });
    if (key == us_.keys.end()) continue;
    const bool same = CheckOf(*key) == check.check();
    heard = heard || same;
    KeyHolders& holders = holders_[key->id];
    (same ? holders.same : holders.other).push_back(member.partnership());
  }
}

// Where somebody else has ours, it is the others who are wrong.
Status Others::Keys() const {
  for (const auto& [key, holders] : holders_) {
    if (!holders.same.empty() || holders.other.empty()) continue;
    return Error(Code::kFailedPrecondition,
                 fmt::format("DIRECTORY_KEY_WRONG: the key \"{}\" here is not the one that {} "
                             "calls so. Agree on one, and put it in the file",
                             key, fmt::join(holders.other, ", ")));
  }
  return OkStatus();
}

void Others::TakeEntry(const std::string& id, const v1::DirectoryEntry& entry) {
  entries_[DigestName(entry.key_id(), entry.digest())].push_back(
      {id, entry.partnership(), entry.ring()});
}

std::vector<TheirEntry> Others::About(const PersonNumber& number) const {
  std::vector<TheirEntry> about;
  for (const DirectoryKey& key : us_.keys) {
    const auto found = entries_.find(DigestName(key.id, DigestOf(key, number)));
    if (found == entries_.end()) continue;
    about.insert(about.end(), found->second.begin(), found->second.end());
  }
  return about;
}

bool Others::Hears(std::string_view partnership) const {
  const auto found = heard_.find(partnership);
  return us_.leaves || (found != heard_.end() && found->second);
}

}  // namespace goldthread::directory
