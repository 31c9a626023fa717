#include "tests/bench/people_table.h"

#include <fmt/format.h>

#include <string_view>

namespace goldthread::bench {
namespace {

// What holds a comma is quoted; no name or address of a county holds a quote.
std::string Quoted(const std::string& text) { return fmt::format("\"{}\"", text); }

}  // namespace

PeopleTable::PeopleTable(const std::string& file) {
  if (file.empty()) return;
  out_.open(file, std::ios::trunc);
  out_ << "rec_id,given_name,surname,date_of_birth,soc_sec_id,address_1,suburb,postcode\n";
}

void PeopleTable::Add(const RecordId& record, const v1::PersonDescription& said) {
  if (!out_.is_open() || said.names().empty()) return;
  const auto [line, added] = lines_.try_emplace(record);
  if (!added) return;
  line->second.given = said.names(0).given();
  line->second.family = said.names(0).family();
  line->second.born = said.birth_date();
  std::erase(line->second.born, '-');
  for (const v1::Identifier& number : said.identifiers()) {
    if (number.type() == v1::IDENTIFIER_TYPE_NHS_NUMBER) line->second.number = number.value();
  }
  if (said.addresses().empty()) return;
  const v1::Address& address = said.addresses(0);
  line->second.address.assign(address.lines().begin(), address.lines().end());
  line->second.postcode = address.postcode();
}

void PeopleTable::Write(const identity::CountyTruth& truth) {
  int64_t number = 0;
  for (const auto& [record, line] : lines_) {
    const auto whose = truth.whose().find(record);
    if (whose == truth.whose().end()) continue;
    const auto address = [&line = line](size_t i) {
      return Quoted(i < line.address.size() ? line.address[i] : "");
    };
    out_ << fmt::format("rec-{}-{},{},{},{},{},{},{},{}\n", whose->second, ++number,
                        Quoted(line.given), Quoted(line.family), line.born, line.number, address(0),
                        address(1), line.postcode);
  }
}

}  // namespace goldthread::bench
