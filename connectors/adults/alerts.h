// From what the rules find to the alerts that stand: their ids, and what has happened to each.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "connectors/adults/people.h"
#include "connectors/adults/rules.h"
#include "eventstore/base/position.h"

namespace goldthread::adults {

// By id. Findings of one family that share a cause are one alert.
using AlertRows = std::map<std::string, v1::AdultAlertRow>;

// What the rules find there.
AlertRows AlertsIn(const Situation& situation);

// What shows of a place: nobody can tell from it which one it is without having it.
std::string PlaceDigest(const std::string& place);

// For one record of the log, received then. Errors: kDataLoss, a damaged row.
class Alerts {
 public:
  Alerts(People& people, KeptRows& rows, Position position, int64_t received_us)
      : people_(people), rows_(rows), position_(position), received_us_(received_us) {}

  // Works out again the alerts of these persons, as adults and, by worries of the day and later, as
  // children, and notes what is other than before. `worries_since`: kNever, kEver (worries.h).
  Status Judge(const Persons& persons, int worries_since);

 private:
  Status JudgeAdult(const RecordId& adult, std::set<std::string>* before, AlertRows* now);
  // A cause is found when it is one at last, whatever facts it names: they may say nothing yet of
  // each other. One that stands was found before.
  Status Date(const std::set<std::string>& before, AlertRows* now);
  Status Keep(const std::string& id, const v1::AdultAlertRow& alert);
  // As it is kept; empty: it does not stand.
  StatusOr<const v1::AdultAlertRow*> StandingRow(const std::string& id);
  // Those that stand no more, beside those that do.
  Status BreakAll(const std::set<std::string>& ids, const AlertRows& now);
  Status Break(const std::string& id, const std::map<std::string, std::string>& alert_of_cause);
  StatusOr<std::string> WhyBroken(const v1::AdultAlertRow& alert);
  // Whether what the event says was corrected or withdrawn.
  StatusOr<bool> IsVoid(const v1::AdultStep& step, const v1::AdultEventRow& event);
  StatusOr<bool> HasDied(const google::protobuf::RepeatedPtrField<v1::RecordRef>& records);
  // Or may be: of who is shielded.
  StatusOr<bool> IsAt(const google::protobuf::RepeatedPtrField<v1::RecordRef>& records,
                      const std::string& place);
  Status Note(int kind, const std::string& id, const v1::AdultAlertRow& alert);
  // Each beyond what it was before.
  void Index(const std::string& id, const v1::AdultAlertRow& alert,
             const v1::AdultAlertRow& before);
  Status NameCauses(const std::string& id, const v1::AdultAlertRow& alert,
                    const v1::AdultAlertRow& before);

  People& people_;
  KeptRows& rows_;
  std::set<std::string> going_on_;  // With one that broke.
  const Position position_;
  const int64_t received_us_;
};

}  // namespace goldthread::adults
