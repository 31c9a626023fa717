// Some agencies' facts as the tables their systems export: the same facts as their events, in
// the columns that connectors/inbound/csv/mappings reads.
//
// A fact whose day is not known for sure is left out: these systems have no field for doubt.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "connectors/county/out_file.h"
#include "goldthread/v1/event.pb.h"

namespace goldthread::county {

class TableFiles {
 public:
  // Of Northmere: police-incidents.csv, ae-attendances.csv and
  // housing-tenancies.csv in `folder`.
  explicit TableFiles(const std::string& folder);

  // Each event once, in the order the feeds sent them. One that is `mistaken` is in the table only
  // if nothing that was sent has put it right by the end: that is what the system then says.
  void Write(const v1::Event& event, bool mistaken);
  // Errors: as OutFile::Close.
  Status Close();

 private:
  void Put(const v1::Event& event);
  void Incident(const v1::Event& event);
  void Attendance(const v1::Event& event);
  void Tenancy(const v1::Event& event);

  OutFile incidents_;
  OutFile attendances_;
  OutFile tenancies_;
  std::map<std::pair<std::string, std::string>, v1::Event> mistaken_;  // By feed and id.
};

}  // namespace goldthread::county
