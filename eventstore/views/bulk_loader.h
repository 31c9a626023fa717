// Fills an empty view store: rows in any order in, sorted files out.
//
// A random-order write costs RocksDB about nine times what a sorted file does (engine-notes.md
// §2), so a rebuild collects, sorts and loads (design D11). Memory is bounded: full runs go
// to scratch files and are merged at the end.
#pragma once

#include <cstddef>

#include "eventstore/base/position.h"
#include "eventstore/base/status.h"
#include "eventstore/views/packed_row.h"

namespace goldthread {

class BulkLoader {
 public:
  virtual ~BulkLoader() = default;

  // The same key may come again only with the same value; it is kept once.
  // Errors: of the scratch disk, when a run is full.
  virtual Status Add(const Row& row) = 0;

  // As Add, of a row that is packed already (packed_row.h) and stays where it is until
  // Finish has returned: nothing is copied.
  virtual Status AddInPlace(const char* packed) = 0;

  // Merges, loads, then writes the position: only then is the store usable. Call once.
  // kInternal: a key came with two values.
  virtual Status Finish(Position next) = 0;
};

}  // namespace goldthread
