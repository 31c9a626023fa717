// An adult's households and children, and a child's adults, as one caller may see them.
//
// All of it is worked out from the facts whose content the caller may see; of the asked person's
// other facts it is told whose they are. Where a shielded person is, or ever was, decides nothing
// here, not even for the agency that recorded it: with whom somebody lives says where.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connectors/adults/household_reader.h"
#include "goldthread/v1/adult_service.pb.h"
#include "services/access/sight.h"
#include "services/alerts/seen_alert.h"
#include "services/chronology/shields.h"

namespace goldthread::alerts {

class SeenHouseholds {
 public:
  // `reading` is lent. `known_on`: as known at the end of that day; nothing: now.
  SeenHouseholds(const Reading& reading, std::optional<Day> known_on);

  // Errors of all: of the store.
  Status Open(const RecordId& record);
  const access::Sight& sight() const { return sight_; }

  Status Fill(v1::GetAdultResponse* response);
  Status Fill(v1::GetChildAdultsResponse* response);
  // Whether there was anything that the caller may know of, once filled.
  bool HasAnything() const { return !shown_.empty() || !withheld_.empty(); }
  // Of all who are shown: for the audit.
  const std::set<RecordId>& people() const { return people_; }

 private:
  using Records = std::vector<RecordId>;

  StatusOr<bool> MaySee(const adults::ToldFact& fact);
  StatusOr<Records> PersonWith(const RecordId& record);
  StatusOr<access::Sight> SightOf(const RecordId& record);
  StatusOr<bool> HasLiveRisk(const Records& person);
  v1::AlertStep StepOf(const adults::ToldFact& fact, std::string_view clause);
  void AddStep(const adults::ToldFact& fact, std::string_view clause,
               google::protobuf::RepeatedPtrField<v1::AlertStep>* path);
  Status AddRisks(v1::GetAdultResponse* response);
  Status AddStays(v1::GetAdultResponse* response);
  Status AddOwnChildren(v1::GetAdultResponse* response);
  Status AddHousehold(v1::GetChildAdultsResponse* response);
  Status AddParents(v1::GetChildAdultsResponse* response);
  template <class Response>
  Status AddConflictingHomes(Response* response);
  template <class Response>
  Status AddRest(Response* response);

  const Reading& reading_;
  const std::optional<Day> known_on_;
  const std::optional<Instant> known_before_;
  const adults::Households::MaySee may_see_;
  const adults::Households::PersonWith person_with_;
  adults::Households households_;
  chronology::Shields shields_;
  Records records_;
  access::Sight sight_;
  std::map<RecordId, Records> persons_;
  std::map<RecordId, access::Sight> sights_;
  std::set<RecordId> shown_;                               // Of the asked person.
  std::map<std::string, std::set<std::string>> withheld_;  // By agency: the asked person's.
  std::set<RecordId> people_;
};

}  // namespace goldthread::alerts
