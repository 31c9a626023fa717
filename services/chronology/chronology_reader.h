// Reads a person's chronology out of the views: the ranges of the person's source records,
// merged in the order things happened.
//
// Source: design D7, §5.3.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "services/chronology/amendments.h"
#include "services/chronology/chronology_rows.h"
#include "services/chronology/question.h"
#include "services/identity/person.h"

namespace goldthread::chronology {

// One fact. Views live as long as the page.
struct Entry {
  FactRow fact;
  const RecordId* record = nullptr;  // Of the page's person.
  v1::Standing standing = v1::STANDING_STANDS;
  std::vector<v1::Amendment> amendments;  // Known by then, oldest first.
};

// Bytes of many rows, in blocks that never move.
class RowArena {
 public:
  std::string_view Keep(std::string_view bytes);

 private:
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* at_ = nullptr;
  size_t left_ = 0;
};

struct Page {
  std::shared_ptr<const identity::Person> person;
  std::vector<Entry> entries;
  std::optional<Place> next;  // Nothing: no more.
  RowArena bytes;
};

struct PageLimit {
  size_t entries = SIZE_MAX;
  size_t bytes = SIZE_MAX;  // Passed by no more than the first row.
};

// The first entries after `after`, up to the limit. Errors: of the store; kDataLoss: a row does
// not parse, the views want a rebuild.
StatusOr<Page> ReadChronology(const ViewSnapshot& views, const Question& question, PageLimit limit,
                              const std::optional<Place>& after);

// The facts of one source record that match the question, in its order, until `visit` says false.
// A fact's views end with the call. Errors: as ReadChronology.
Status VisitFacts(const ViewSnapshot& views, const Question& question, const RecordId& record,
                  const std::function<bool(const FactRow&)>& visit);

// Whether anything was ever received about the record. Errors: of the store.
StatusOr<bool> IsKnown(const ViewSnapshot& views, const RecordId& record);

// Over the whole answer: what each agency has said, and its longest silence.
StatusOr<std::vector<v1::AgencySummary>> SummariseAgencies(const ViewSnapshot& views,
                                                           const Question& question);

}  // namespace goldthread::chronology
