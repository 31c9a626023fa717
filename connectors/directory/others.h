// The directory as one partnership reads it: its own rows, and what the others say.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "connectors/directory/announcing.h"
#include "goldthread/v1/directory.pb.h"

namespace goldthread::directory {

struct TheirEntry {
  std::string id;
  std::string partnership;
  std::string ring;
};

class Others {
 public:
  // `us` is lent.
  Others(const SharedTable::Rows& rows, const Membership& us);

  const SharedTable::Rows& ours() const { return ours_; }
  bool HasEntries() const { return !entries_.empty(); }
  // Those of the number, under any key that both have.
  std::vector<TheirEntry> About(const PersonNumber& number) const;
  // Whether an entry of that partnership that is not here, is not there: it takes part under a key
  // that is here, or says that it has left. To one that leaves itself, all are.
  bool Hears(std::string_view partnership) const;
  // What an operator should know: rows that nothing can be made of, partnerships not heard.
  const std::vector<std::string>& doubts() const { return doubts_; }
  // OK unless others have another key under the name of one of ours, and nobody has ours.
  // kFailedPrecondition "DIRECTORY_KEY_WRONG", with whose it is.
  Status Keys() const;

 private:
  void TakeMember(const v1::DirectoryMember& member);
  void TakeEntry(const std::string& id, const v1::DirectoryEntry& entry);

  const Membership& us_;
  SharedTable::Rows ours_;
  std::map<std::string, bool, std::less<>> heard_;  // By partnership.
  // By key id and digest.
  std::unordered_map<std::string, std::vector<TheirEntry>> entries_;
  // By key id: who has the same, who has another.
  struct KeyHolders {
    std::vector<std::string> same;
    std::vector<std::string> other;
  };
  std::map<std::string, KeyHolders> holders_;
  std::vector<std::string> doubts_;
};

}  // namespace goldthread::directory
