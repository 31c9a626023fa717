#include "services/search/query.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "services/access/reason.h"
#include "services/identity/matching/folded.h"
#include "services/identity/matching/nicknames.h"
#include "services/identity/matching/place_lines.h"
#include "services/search/tokens.h"

namespace goldthread::search {
namespace {

struct Field {
  const char* name;
  const std::string& text;
};

std::vector<Field> FieldsOf(const v1::SearchPersonsRequest& request) {
  return {{"given", request.given()},           {"family", request.family()},
          {"birth_date", request.birth_date()}, {"address", request.address()},
          {"postcode", request.postcode()},     {"identifier", request.identifier()}};
}

// The name, each of its words, and short forms of each.
std::vector<std::string> FormsOf(const std::string& name) {
  std::vector<std::string> forms = {name};
  for (const std::string_view word : matching::Words(name)) {
    forms.emplace_back(word);
    for (const std::string_view like : matching::NamesLike(word)) forms.emplace_back(like);
  }
  return forms;
}

// The year, and those beside it where about will do.
std::vector<std::string> YearsOf(const Query& query) {
  if (query.birth.empty()) return {};
  int year = 0;
  std::from_chars(query.birth.data(), query.birth.data() + 4, year);
  if (!query.birth_about) return {fmt::format("{}", year)};
  return {fmt::format("{}", year - 1), fmt::format("{}", year), fmt::format("{}", year + 1)};
}

}  // namespace

int Query::Facts() const {
  int facts = 0;
  for (const std::string* fact : {&given, &family, &birth, &postcode, &number}) {
    facts += fact->empty() ? 0 : 1;
  }
  return facts + (place.empty() ? 0 : 1);
}

StatusOr<Query> ParseQuery(const v1::SearchPersonsRequest& request) {
  for (const Field& field : FieldsOf(request)) {
    if (field.text.size() > kFactBytesMax) return access::BadField(field.name, "is too long");
  }
  Query query;
  query.given = matching::Folded(request.given());
  query.family = matching::Folded(request.family());
  query.birth = matching::BirthForm(request.birth_date());
  query.birth_about = request.birth_about();
  if (!request.birth_date().empty() && query.birth.empty()) {
    return access::BadField("birth_date", "write YYYY-MM-DD, YYYY-MM or YYYY");
  }
  if (!request.address().empty()) query.place = matching::PlaceOfLines({request.address()});
  query.postcode = matching::PostcodeForm(request.postcode());
  query.number = NumberForm(request.identifier());
  if (query.Facts() < kFactsMin) {
    return Error(Code::kInvalidArgument,
                 "TOO_FEW_FACTS: name at least two of given name, family name, birth date, "
                 "address, postcode, identifier");
  }
  return query;
}

std::vector<std::string> HowSearched(const Query& query) {
  std::vector<std::string> how;
  if (!query.given.empty()) {
    how.emplace_back("given name: spelt so, beginning so, sounding so, and short forms");
  }
  if (!query.family.empty()) {
    how.emplace_back("family name: spelt so, beginning so or sounding so; former names, aliases");
  }
  if (!query.birth.empty()) {
    how.emplace_back(query.birth_about         ? "birth date: a year either side"
                     : query.birth.size() == 8 ? "birth date: the day, or a slip from it"
                                               : "birth date: as far as it was given");
  }
  if (!query.place.empty()) how.emplace_back("address: house and street, now or before");
  if (!query.postcode.empty()) how.emplace_back("postcode: now or before");
  if (!query.number.empty()) how.emplace_back("identifier: of any kind, as written");
  how.emplace_back("records with two of these, that you may see; shielded addresses never");
  return how;
}

std::string AuditText(const v1::SearchPersonsRequest& request) {
  std::vector<std::string_view> names;
  for (const Field& field : FieldsOf(request)) {
    if (!field.text.empty()) names.emplace_back(field.name);
  }
  return fmt::format("facts={}", fmt::join(names, ","));
}

std::vector<std::string> TokensOf(const Query& query) {
  std::vector<std::string> tokens;
  const auto givens = FormsOf(query.given);
  const auto families = FormsOf(query.family);
  for (const std::string& family : families) {
    for (const std::string& given : givens) {
      tokens.push_back(NamePairToken(given, family));
      tokens.push_back(NamePairToken(family, given));  // Exchanged.
      tokens.push_back(InitialToken(given, family));
      tokens.push_back(InitialBeginningToken(given, family));
    }
  }
  for (const std::string& year : YearsOf(query)) {
    for (const auto* names : {&givens, &families}) {
      for (const std::string& name : *names) {
        tokens.push_back(NameYearToken(name, year));
        tokens.push_back(BeginningYearToken(name, year));
      }
    }
  }
  tokens.push_back(BirthToken(query.birth));
  tokens.push_back(NumberToken(query.number));
  tokens.push_back(PostcodeToken(query.postcode));
  tokens.push_back(HouseToken(query.place.number, query.place.street));
  tokens.push_back(HouseToken(query.place.number, query.place.building));
  std::ranges::sort(tokens);
  const auto repeated = std::ranges::unique(tokens);
  tokens.erase(repeated.begin(), repeated.end());
  std::erase(tokens, "");
  return tokens;
}

}  // namespace goldthread::search
