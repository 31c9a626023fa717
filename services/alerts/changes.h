// The changes of alerts in order, from a place on: each once, none left out, as one caller may see
// them. Some come with a record of the log, some with a day.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/adults/alert_reader.h"
#include "eventstore/base/status.h"
#include "services/alerts/seen_alert.h"

namespace goldthread::alerts {

// How far somebody has been told.
struct Place {
  int64_t number = 0;    // The last change of the log's that was passed.
  int64_t position = 0;  // Where in the log that was: newer rules may number otherwise.
  int64_t day = 0;       // Since 1970-01-01: what this day and those before it brought, is passed,
  std::string alert;     // and of the next, the alerts up to this one.
  int64_t passed = 0;    // The last change that was passed while `day` was today.
  // By which rules: another model of matching makes other persons, and so other changes. A
  // fingerprint; empty: the model that ships.
  std::string model;

  std::string Text() const;
  // Nothing: it is none.
  static std::optional<Place> Parse(std::string_view text);
};

// Before all changes, and before what days after `day` brought; after all there are now.
Place Beginning(Day day);
StatusOr<Place> Now(const ViewSnapshot& views, Instant now);

struct Told {
  Place after;
  adults::Alert alert;                    // As it was then.
  std::optional<v1::AlertChange> change;  // Nothing: not for this caller.
  std::optional<SeenAlert> seen;
};

// The next after `place`, at most `limit`; none: there is none now. Errors: of the store;
// kFailedPrecondition "RESUME_LOST": the place is of other rules' changes, or another model's.
StatusOr<std::vector<Told>> ChangesAfter(const Reading& reading, const Place& place, size_t limit);

// The same change as the caller may see it now. `told` has one.
StatusOr<Told> AsToldNow(const Reading& reading, const Told& told);

// Whether it is for one who asked for these rules alone (none: all). That an alert ended, or holds
// again, is for everybody: its rule may be another than when it was raised, and whoever was told of
// that must hear of this.
bool IsOfRules(const v1::AlertChange& change, const std::vector<std::string>& rules);

// One by its id, as things are now. Nothing: none such, or not for this caller.
StatusOr<std::optional<Told>> ChangeById(const Reading& reading, const std::string& id);

}  // namespace goldthread::alerts
