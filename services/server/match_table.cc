#include "services/server/match_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "connectors/inbound/csv/table_rows.h"
#include "connectors/inbound/file/byte_source.h"
#include "services/identity/matching/folded.h"

namespace goldthread::server {
namespace {

enum class Column {
  kGiven,
  kFamily,
  kBirth,
  kSex,
  kNumber,
  kHouse,
  kStreet,
  kBuilding,
  kLocality,
  kRegion,
  kPostcode,
  kPhone,
  kEmail,
};

// By name without spaces and underscores.
std::optional<Column> ColumnOf(std::string_view header) {
  static const auto* const columns = new std::map<std::string, Column, std::less<>>{
      {"givenname", Column::kGiven},   {"forename", Column::kGiven},
      {"firstname", Column::kGiven},   {"given", Column::kGiven},
      {"surname", Column::kFamily},    {"familyname", Column::kFamily},
      {"lastname", Column::kFamily},   {"family", Column::kFamily},
      {"dateofbirth", Column::kBirth}, {"dob", Column::kBirth},
      {"birthdate", Column::kBirth},   {"sex", Column::kSex},
      {"gender", Column::kSex},        {"socsecid", Column::kNumber},
      {"nhsnumber", Column::kNumber},  {"upn", Column::kNumber},
      {"nationalid", Column::kNumber}, {"streetnumber", Column::kHouse},
      {"housenumber", Column::kHouse}, {"address1", Column::kStreet},
      {"street", Column::kStreet},     {"address2", Column::kBuilding},
      {"building", Column::kBuilding}, {"suburb", Column::kLocality},
      {"locality", Column::kLocality}, {"town", Column::kLocality},
      {"city", Column::kLocality},     {"state", Column::kRegion},
      {"region", Column::kRegion},     {"county", Column::kRegion},
      {"postcode", Column::kPostcode}, {"phone", Column::kPhone},
      {"phonenumber", Column::kPhone}, {"telephone", Column::kPhone},
      {"email", Column::kEmail},
  };
  const std::string plain = matching::Compact(matching::Folded(header));
  const auto found = columns->find(plain);
  return found == columns->end() ? std::nullopt : std::optional(found->second);
}

v1::Sex SexOf(std::string_view text) {
  const std::string folded = matching::Folded(text);
  if (folded.starts_with('m')) return v1::SEX_MALE;
  return folded.starts_with('f') ? v1::SEX_FEMALE : v1::SEX_UNSPECIFIED;
}

// One row on its way to a portrait.
struct Row {
  v1::PersonDescription described;
  matching::NameForm name;
  matching::PlaceForm place;
  matching::Portrait portrait;
};

void Put(Column column, const std::string& header, std::string_view cell, Row* row) {
  using matching::Compact;
  using matching::Folded;
  switch (column) {
    case Column::kGiven:
      row->name.given = Folded(cell);
      break;
    case Column::kFamily:
      row->name.family = Folded(cell);
      break;
    case Column::kBirth:
      row->portrait.births.push_back(matching::BirthForm(cell));
      break;
    case Column::kSex:
      row->described.set_sex(SexOf(cell));
      break;
    case Column::kNumber: {
      std::string value = Compact(Folded(cell));
      if (!matching::IsTypedForNone(value)) row->portrait.numbers.push_back({header, value});
      break;
    }
    case Column::kHouse:
      row->place.number = Compact(Folded(cell));
      break;
    case Column::kStreet:
      row->place.street = matching::StreetForm(cell);
      break;
    case Column::kBuilding:
      row->place.building = matching::StreetForm(cell);
      break;
    case Column::kLocality:
      row->place.locality = Compact(Folded(cell));
      break;
    case Column::kRegion:
      row->place.region = Compact(Folded(cell));
      break;
    case Column::kPostcode:
      row->place.postcode = matching::PostcodeForm(cell);
      break;
    case Column::kPhone:
      row->described.add_phones(cell.data(), cell.size());
      break;
    case Column::kEmail:
      row->described.add_emails(cell.data(), cell.size());
      break;
  }
}

// What the header makes of each column.
struct Columns {
  std::vector<std::string> names;
  std::vector<std::optional<Column>> columns;
  std::optional<size_t> truth;
};

StatusOr<Columns> ReadColumns(const csv::TableRow& row, const std::string& truth,
                              const std::set<std::string>& without, MatchTable* table) {
  Columns header;
  for (const std::string_view cell : row.cells) {
    const std::string name(cell);
    header.names.push_back(name);
    header.columns.emplace_back();
    if (name == truth) {
      header.truth = header.names.size() - 1;
      continue;
    }
    if (!without.contains(name)) header.columns.back() = ColumnOf(name);
    (header.columns.back() ? table->compared : table->ignored).push_back(name);
  }
  for (const std::string& name : without) {
    if (std::ranges::find(header.names, name) != header.names.end()) continue;
    return Error(Code::kInvalidArgument,
                 fmt::format("the file has no column {} to leave out", name));
  }
  if (!truth.empty() && !header.truth) {
    return Error(Code::kInvalidArgument, fmt::format("the file has no column {}", truth));
  }
  if (table->compared.empty()) {
    return Error(Code::kInvalidArgument, "no column is one that matching knows");
  }
  return header;
}

void ReadRow(const Columns& header, const csv::TableRow& cells, MatchTable* table) {
  Row row;
  for (size_t i = 0; i < header.columns.size(); ++i) {
    if (header.columns[i]) Put(*header.columns[i], header.names[i], cells.cells[i], &row);
  }
  row.portrait.names.push_back(std::move(row.name));
  row.portrait.places.push_back(std::move(row.place));
  matching::AddTo(row.portrait, row.described);
  table->records.push_back(std::move(row.portrait));
  if (header.truth) table->truth.push_back(PersonOfTruth(std::string(cells.cells[*header.truth])));
}

}  // namespace

std::string PersonOfTruth(const std::string& value) {
  constexpr std::string_view kBefore = "rec-";
  if (!value.starts_with(kBefore)) return value;
  const size_t end = value.find('-', kBefore.size());
  return end == std::string::npos ? value : value.substr(kBefore.size(), end - kBefore.size());
}

StatusOr<MatchTable> ReadMatchTable(const std::string& file, const std::string& truth,
                                    const std::set<std::string>& without) {
  GT_ASSIGN_OR_RETURN(ByteSource bytes, OpenFile(file));
  csv::TableRows rows(std::move(bytes), {});
  MatchTable table;
  const auto first = rows.Next();
  if (!first || !first->broken.empty()) {
    return Error(Code::kInvalidArgument, "the file has no header");
  }
  GT_ASSIGN_OR_RETURN(const Columns header, ReadColumns(*first, truth, without, &table));
  rows.ExpectCells(header.names.size());
  while (const auto row = rows.Next()) {
    if (row->broken.empty()) {
      ReadRow(header, *row, &table);
    } else {
      ++table.broken_rows;
    }
  }
  if (!rows.refused().empty()) {
    return Error(Code::kInvalidArgument, fmt::format("the file is no table: {}", rows.refused()));
  }
  return table;
}

}  // namespace goldthread::server
