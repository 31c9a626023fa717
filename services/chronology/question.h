// What is asked of a chronology, checked and in the reader's own terms.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"
#include "goldthread/v1/chronology_service.pb.h"
#include "services/access/sight.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::chronology {

struct Question {
  RecordId record;
  // On the London clock; from included, before not.
  int64_t from_us = std::numeric_limits<int64_t>::min();
  int64_t before_us = std::numeric_limits<int64_t>::max();
  // Only what was known before it.
  std::optional<Instant> known_before;
  // Then "known" means recorded by this agency, and only its own facts count.
  std::string known_to_agency;
  // None: all.
  std::vector<std::string> agencies;
  std::vector<v1::InformationCategory> categories;
  std::vector<int> kinds;  // v1::Event::PayloadCase
  bool newest_first = false;
  // Only facts whose content it shows; lent. Null: all, for what asks for nobody.
  const access::Sight* sight = nullptr;
};

// Reads nothing. kInvalidArgument "BAD_REQUEST: field: what is wrong"; the value is not quoted.
// What it takes is small enough for the audit.
StatusOr<Question> ParseQuestion(const v1::ChronologyQuery& query);

// The filters of a question that ParseQuestion took, as JSON without personal data: for the
// audit.
std::string AuditText(const v1::ChronologyQuery& query);

// Where a page ended: the next one begins after it.
struct Place {
  int64_t wall_us = 0;
  std::string event_id;
  RecordId record;
};

// A page token belongs to one question: kInvalidArgument "BAD_PAGE_TOKEN" for any other.
// It grants nothing: every page is decided and read anew.
std::string PageToken(const v1::ChronologyQuery& query, const Place& place);
StatusOr<Place> ParsePageToken(const v1::ChronologyQuery& query, const std::string& token);

}  // namespace goldthread::chronology
