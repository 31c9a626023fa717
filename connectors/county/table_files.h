// Some agencies' facts as the tables their systems export: the same facts as their events, in
// the columns that connectors/inbound/csv/mappings reads. README.md says which table is whose.
//
// A fact whose day is not known for sure is left out: these systems have no field for doubt.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "connectors/county/out_file.h"
#include "connectors/county/table_rows.h"
#include "goldthread/v1/event.pb.h"

namespace goldthread::county {

class TableFiles {
 public:
  // In `folder`, all that Names() says.
  explicit TableFiles(const std::string& folder);

  // "police-incidents.csv".
  static std::vector<std::string> Names();

  // Each event once, in the order the feeds sent them. One that is `mistaken` is in the table only
  // if nothing that was sent has put it right by the end: that is what the system then says.
  void Write(const v1::Event& event, bool mistaken);
  // Errors: as OutFile::Close.
  Status Close();

 private:
  struct Table {
    TableForm form = TableForm::kFacts;
    std::string agency;
    OutFile file;
  };
  using Key = std::pair<std::string, std::string>;  // Feed, and an event's id or a record.

  void Put(const v1::Event& event);
  void PutTenancy(const v1::Event& event, OutFile& file);

  std::map<std::string, Table> tables_;  // By feed.
  std::map<Key, v1::Event> mistaken_;
  // Tenancies that have no line yet, by the tenant's record: those that go on, and ends that were
  // sent before the beginning.
  std::multimap<Key, v1::Event> open_;
  std::multimap<Key, v1::Event> ended_;
};

}  // namespace goldthread::county
