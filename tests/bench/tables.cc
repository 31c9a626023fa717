#include "tests/bench/tables.h"

#include <fmt/format.h>

#include <functional>
#include <random>

#include "connectors/inbound/csv/shipped_mappings.h"
#include "connectors/inbound/csv/table_reader.h"
#include "eventstore/base/check.h"
#include "tests/bench/measure.h"

namespace goldthread::bench {
namespace {

using Random = std::mt19937_64;

struct Table {
  std::string mapping;
  std::string header;
  std::function<std::string(int64_t row, Random&)> row;
};

std::string PoliceRow(int64_t row, Random& random) {
  static constexpr const char* kTypes[] = {"DA", "CP", "PO", "CN", "MP", "MR"};
  static constexpr const char* kRoles[] = {"VIC", "SUS", "WIT", "CHD"};
  return fmt::format(
      "I{},P{},{:02}/{:02}/2026,{:02}:{:02},09/03/2026 09:15,{},{},Y,High,DC,01632 960001,"
      "\"Shouting heard, by a neighbour\",Surname{},Forename,01/02/{},F,NULL,B2\n",
      row / 2, random() % 100'000, random() % 28 + 1, random() % 2 + 1, random() % 24,
      random() % 60, kTypes[random() % 6], kRoles[random() % 4], random() % 5'000,
      1960 + random() % 60);
}

std::string PupilRow(int64_t row, Random& random) {
  return fmt::format(
      "{},{:08x},{},sch{},FOR{} ,SUR{},2015-Feb-{:02} 00:00:00,M,,H801200001{:03},2020-Sep-01 "
      "00:00:00,WBRI,ENG,N,0,0,,,C,N\n",
      row, row, random() % 1'000, random() % 8, random() % 10'000, random() % 10'000,
      random() % 28 + 1, random() % 1'000);
}

std::vector<Table> Tables() {
  return {
      {"police-incidents",
       "Incident No,Person Ref,Incident Date,Incident Time,Recorded On,Incident Type,Role,Child "
       "Present,Risk Grading,OIC Role,OIC Phone,Summary,Surname,Forenames,DOB,Sex,PNC ID,Beat\n",
       PoliceRow},
      {"school-census-pupils",
       "pupilonrollorderseqcolumn,pupilonrolltableid,sourceid,NativeId,forename,surname,dob,sex,"
       "formersurname,upn,entrydate,ethnicity,language,parttime,middlenames,preferredsurname,"
       "formerupn,uniquelearnernumber,enrolstatus,boarder\n",
       PupilRow}};
}

// Made beforehand, so that only reading is measured.
TableRate Measured(const Table& table, int64_t rows, uint64_t seed) {
  const auto mapping = csv::Mapping::Parse(*csv::FindShippedMapping(table.mapping), table.mapping);
  GT_CHECK(mapping.ok());
  Random random(seed);
  std::string text = table.header;
  for (int64_t row = 0; row < rows; ++row) text += table.row(row, random);
  TableRate rate{.mapping = table.mapping, .bytes = static_cast<int64_t>(text.size())};
  const Cost cost = Measure([&] {
    size_t at = 0;
    csv::TableReader reader(*mapping, [&](char* buffer, size_t size) {
      const size_t count = text.copy(buffer, size, at);
      at += count;
      return static_cast<int64_t>(count);
    });
    while (reader.Next()) continue;
    GT_CHECK(reader.file_problems().empty());
    rate.rows = reader.counts().rows;
    rate.events = reader.counts().events;
  });
  rate.cpu_seconds = cost.cpu_s;
  return rate;
}

}  // namespace

std::vector<TableRate> MeasureTables(int64_t rows, uint64_t seed) {
  std::vector<TableRate> rates;
  for (const Table& table : Tables()) rates.push_back(Measured(table, rows, seed));
  return rates;
}

}  // namespace goldthread::bench
