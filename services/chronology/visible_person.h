// What a caller from whom something is hidden may know of a person as a whole. Whatever it cannot
// see must not show through: not in who belongs to the person, nor in counts, ages or positions.
//
// Source: design D10; experience notes §3.3, §3.8 (I3).
#pragma once

#include <string>
#include <vector>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "services/access/sight.h"
#include "services/chronology/chronology_reader.h"
#include "services/chronology/question.h"
#include "services/identity/person.h"

namespace goldthread::chronology {

struct VisiblePerson {
  // The records of which something is shown, and the one that was asked by.
  std::vector<RecordId> records;
  // Those of which only existence is told, and whose they are: sorted, each once.
  std::vector<RecordId> existing;
  std::vector<std::string> known_to;
  // Of the record that was asked by, today, whatever the question filters. Without it the answer
  // is that to a record nobody knows: else a service of which nothing may be told, not even that
  // it knows somebody, would tell by its record whom.
  bool anything = false;
};

// `person`: all of whom the question is. Errors: as ReadChronology.
StatusOr<VisiblePerson> SeenBy(const ViewSnapshot& views, const Question& question,
                               const access::Sight& sight, const identity::Person& person);

// The person as the page's own facts describe it, and no other.
StatusOr<identity::Person> AsShown(const Page& page, const VisiblePerson& visible);

}  // namespace goldthread::chronology
