// A county's records as one table, for tools that read tables.
#pragma once

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "goldthread/v1/people.pb.h"
#include "tests/identity/county_truth.h"

namespace goldthread::bench {

// Columns as in Febrl's tables; whose a record is stands in its first, as there.
class PeopleTable {
 public:
  // `file` empty: nothing is kept or written.
  explicit PeopleTable(const std::string& file);

  // What a record says first of a name; what it says later does not count.
  void Add(const RecordId& record, const v1::PersonDescription& said);
  void Write(const identity::CountyTruth& truth);

 private:
  struct Line {
    std::string given, family, born, number;
    std::vector<std::string> address;
    std::string postcode;
  };

  std::ofstream out_;
  std::map<RecordId, Line> lines_;
};

}  // namespace goldthread::bench
