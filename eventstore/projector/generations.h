// The directories in which views lie: one live, at most one being built.
//
//   CURRENT          names the live one; replaced by rename, so it is never half written
//   000007.views/    a generation: a RocksDB directory; one that CURRENT does not name is
//                    under way, and worthless after a crash
//
// With an empty directory name everything is in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "eventstore/base/status.h"
#include "eventstore/views/rocks_view_store.h"

namespace goldthread {

class Generations {
 public:
  // Makes the directory when absent and clears away what a crash left behind.
  static StatusOr<Generations> Open(const std::string& dir, Journal journal = Journal::kKept);

  // The live store; nothing when there is none. kDataLoss: there is one, but it is damaged.
  StatusOr<std::unique_ptr<RocksViewStore>> OpenLive() const;

  // A new, empty store that is not live yet.
  struct Building {
    std::unique_ptr<RocksViewStore> store;
    std::string path;  // Empty in memory.
  };
  StatusOr<Building> Begin(std::string_view purpose);

  // Whether another like the live one has room beside it. kResourceExhausted: it has none.
  Status CheckRoom() const;

  // From now on, and at the next Open, `building` is the live one.
  Status MakeLive(const Building& building);

 private:
  Generations(std::string dir, Journal journal) : dir_(std::move(dir)), journal_(journal) {}
  std::string dir_;
  Journal journal_;   // Of every store.
  std::string live_;  // Name inside dir_; empty: none.
  uint64_t last_number_ = 0;
};

}  // namespace goldthread
