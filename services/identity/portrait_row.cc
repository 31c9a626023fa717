#include <string>

#include "services/identity/saying.h"

namespace goldthread::identity {

v1::IdentityPortrait ToRow(const matching::Portrait& portrait) {
  v1::IdentityPortrait row;
  for (const matching::NameForm& name : portrait.names) {
    v1::IdentityName* added = row.add_names();
    added->set_given(name.given);
    added->set_family(name.family);
  }
  for (const std::string& birth : portrait.births) row.add_births(birth);
  for (const v1::Sex sex : portrait.sexes) row.add_sexes(sex);
  for (const matching::NumberForm& number : portrait.numbers) {
    v1::IdentityNumber* added = row.add_numbers();
    added->set_kind(number.kind);
    added->set_value(number.value);
  }
  for (const matching::PlaceForm& place : portrait.places) {
    v1::IdentityPlace* added = row.add_places();
    added->set_flat(place.flat);
    added->set_number(place.number);
    added->set_street(place.street);
    added->set_building(place.building);
    added->set_locality(place.locality);
    added->set_region(place.region);
    added->set_postcode(place.postcode);
    added->set_uprn(place.uprn);
  }
  for (const std::string& phone : portrait.phones) row.add_phones(phone);
  for (const std::string& email : portrait.emails) row.add_emails(email);
  return row;
}

void AddFrom(const v1::IdentityPortrait& row, matching::Portrait* portrait) {
  for (const v1::IdentityName& name : row.names()) {
    portrait->names.push_back({name.given(), name.family()});
  }
  portrait->births.insert(portrait->births.end(), row.births().begin(), row.births().end());
  for (const int sex : row.sexes()) portrait->sexes.push_back(static_cast<v1::Sex>(sex));
  for (const v1::IdentityNumber& number : row.numbers()) {
    portrait->numbers.push_back({number.kind(), number.value()});
  }
  for (const v1::IdentityPlace& place : row.places()) {
    portrait->places.push_back({.flat = place.flat(),
                                .number = place.number(),
                                .street = place.street(),
                                .building = place.building(),
                                .locality = place.locality(),
                                .region = place.region(),
                                .postcode = place.postcode(),
                                .uprn = place.uprn()});
  }
  portrait->phones.insert(portrait->phones.end(), row.phones().begin(), row.phones().end());
  portrait->emails.insert(portrait->emails.end(), row.emails().begin(), row.emails().end());
}

std::optional<std::string> TokenOf(const matching::NumberForm& number) {
  const size_t space = number.kind.find(' ');
  const std::string type = number.kind.substr(0, space);
  if (type == std::to_string(v1::IDENTIFIER_TYPE_NHS_NUMBER)) return 'N' + number.value;
  if (type == std::to_string(v1::IDENTIFIER_TYPE_UPN)) return 'U' + number.value;
  if (type == std::to_string(v1::IDENTIFIER_TYPE_LA_CHILD_ID)) {
    return 'L' + number.kind.substr(space + 1) + '\n' + number.value;
  }
  return std::nullopt;
}

}  // namespace goldthread::identity
