// Some agencies' facts as the tables their systems export: the same facts as their events, in
// the columns that connectors/inbound/csv/mappings reads.
//
// A fact whose day is not known for sure is left out: these systems have no field for doubt.
#pragma once

#include <string>

#include "connectors/county/out_file.h"
#include "goldthread/v1/event.pb.h"

namespace goldthread::county {

class TableFiles {
 public:
  // Of Northmere: police-incidents.csv, ae-attendances.csv and
  // housing-tenancies.csv in `folder`.
  explicit TableFiles(const std::string& folder);

  // Of facts that stand, each once.
  void Write(const v1::Event& event);
  // Errors: as OutFile::Close.
  Status Close();

 private:
  void Incident(const v1::Event& event);
  void Attendance(const v1::Event& event);
  void Tenancy(const v1::Event& event);

  OutFile incidents_;
  OutFile attendances_;
  OutFile tenancies_;
};

}  // namespace goldthread::county
