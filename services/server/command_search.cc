#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "goldthread/v1/search_service.grpc.pb.h"
#include "services/feeds/page_token.h"
#include "services/server/chronology_json.h"
#include "services/server/chronology_text.h"
#include "services/server/match_options.h"
#include "services/server/words.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSearchDescription =
    R"(Find a person by what is known of them: at least two facts, at most 20 answers.

Names may be a beginning, a sound, a short form, a former name or an alias. Who may not see
somebody is answered as if there were nobody. Searches are counted by the hour, and audited.

Examples:
  goldthread search --given daz --family smith --data DIR
  goldthread search --family okaf --born 1981 --about --postcode "NM1 4AB" --hub 127.0.0.1:7790
)";

struct SearchOptions {
  std::string given;
  std::string family;
  std::string born;
  bool about = false;
  std::string address;
  std::string postcode;
  std::string identifier;
  CommonOptions common;
};

template <class Repeated>
std::vector<std::string> Texts(const Repeated& items) {
  return {items.begin(), items.end()};
}

std::vector<std::string> NamesOf(const v1::FoundPerson& person) {
  std::vector<std::string> names;
  for (const v1::PersonName& name : person.names()) {
    const std::string kind = EnumWord(*v1::NameKind_descriptor(), name.kind());
    const bool told = name.kind() == v1::NAME_KIND_FORMER || name.kind() == v1::NAME_KIND_ALIAS;
    names.push_back(
        fmt::format("{} {}{}", name.given(), name.family(), told ? " (" + kind + ")" : ""));
  }
  return names;
}

std::vector<std::string> AddressesOf(const v1::FoundPerson& person) {
  std::vector<std::string> addresses;
  for (const v1::Address& address : person.addresses()) {
    std::vector<std::string> parts = Texts(address.lines());
    if (!address.postcode().empty()) parts.push_back(address.postcode());
    addresses.push_back(fmt::format("{}", fmt::join(parts, ", ")));
  }
  return addresses;
}

Json PersonJson(const v1::FoundPerson& person) {
  Json records = Json::array();
  for (const v1::RecordRef& record : person.records()) records.push_back(TextOf(record));
  return {{"record", TextOf(person.record())},
          {"records", std::move(records)},
          {"strength", EnumWord(*v1::MatchStrength_descriptor(), person.strength())},
          {"names", NamesOf(person)},
          {"birth_dates", Texts(person.birth_dates())},
          {"addresses", AddressesOf(person)},
          {"address_shielded", person.address_shielded()},
          {"agreed", Texts(person.agreed())}};
}

std::string CellOf(const std::vector<std::string>& texts) {
  return texts.empty() ? "-" : fmt::format("{}", fmt::join(texts, "; "));
}

void Print(const v1::SearchPersonsResponse& answer, bool json, Console& console) {
  if (json) {
    Json persons = Json::array();
    for (const v1::FoundPerson& person : answer.persons()) persons.push_back(PersonJson(person));
    console.out << JsonLine({{"persons", std::move(persons)},
                             {"more", answer.more()},
                             {"searched", Texts(answer.searched())}})
                << '\n';
    return;
  }
  std::vector<std::vector<std::string>> rows = {
      {"MATCH", "RECORD", "NAMES", "BORN", "ADDRESSES", "AGREES"}};
  for (const v1::FoundPerson& person : answer.persons()) {
    rows.push_back({EnumWord(*v1::MatchStrength_descriptor(), person.strength()),
                    TextOf(person.record()), CellOf(NamesOf(person)),
                    CellOf(Texts(person.birth_dates())),
                    person.address_shielded() ? "shielded" : CellOf(AddressesOf(person)),
                    CellOf(Texts(person.agreed()))});
  }
  if (!answer.persons().empty()) {
    console.out << AlignColumns(std::move(rows));
  } else {
    console.out << "Nobody is found, or nobody whom you may see. Searched by:\n";
    for (const std::string& how : answer.searched()) console.out << "  " << Plain(how) << '\n';
  }
  if (answer.more()) console.out << "... and more: add a fact\n";
}

StatusOr<v1::SearchPersonsRequest> RequestOf(const SearchOptions& options) {
  v1::SearchPersonsRequest request;
  GT_ASSIGN_OR_RETURN(*request.mutable_caller(), CallerOf(options.common));
  request.set_min_position(feeds::kNewest);
  request.set_given(options.given);
  request.set_family(options.family);
  request.set_birth_date(options.born);
  request.set_birth_about(options.about);
  request.set_address(options.address);
  request.set_postcode(options.postcode);
  request.set_identifier(options.identifier);
  return request;
}

int RunSearch(const SearchOptions& options, Console& console) {
  const auto request = RequestOf(options);
  if (!request.ok()) return FailUsage(console, request.status());
  return AskHub<v1::SearchService>(
      options.common, *request, &v1::SearchService::Stub::SearchPersons, console,
      [&](const auto& answer) { Print(answer, options.common.json, console); });
}

}  // namespace

void AddSearch(Command app) {
  auto options = std::make_shared<SearchOptions>();
  Command search = app.Add("search", kSearchDescription);
  search.Value("--given", options->given, "a given name, or how it begins").Of("NAME");
  search.Value("--family", options->family, "a family name, or how it begins").Of("NAME");
  Option born = search.Value("--born", options->born, "YYYY-MM-DD, YYYY-MM or YYYY").Of("DATE");
  search.Switch("--about", options->about, "a year either side will do").With(born);
  search.Value("--address", options->address, "house number and street").Of("LINE");
  search.Value("--postcode", options->postcode, "a postcode").Of("POSTCODE");
  search.Value("--identifier", options->identifier, "a number, of whatever kind").Of("NUMBER");
  AddPlace(search, &options->common);
  AddCaller(search, &options->common);
  search.Runs([options](Console& console) { return RunSearch(*options, console); });
}

}  // namespace goldthread::server
