// What one record says of its person, put into one spelling once and then compared often.
//
// A record may say several things of a kind: names once borne, addresses lived at. All are
// kept: whoever was ever called so may be the one another agency still calls so.
//
// Source: domain/identifiers.md §§1–11.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "goldthread/v1/people.pb.h"

namespace goldthread::matching {

// Bounds the work of one comparison, whatever a record says.
inline constexpr size_t kSayingsMax = 20;

struct NameForm {
  std::string given;   // Folded; all given names.
  std::string family;  // Folded.

  friend auto operator<=>(const NameForm&, const NameForm&) = default;
};

// A number that could be one person's: never a placeholder, nor one that fails its check.
struct NumberForm {
  std::string kind;  // And who issued it: numbers of different kinds are not compared.
  std::string value;

  friend auto operator<=>(const NumberForm&, const NumberForm&) = default;
};

struct PlaceForm {
  std::string flat;
  std::string number;    // "14", "14a".
  std::string street;    // Compact, with "street", "road" … cut short.
  std::string building;  // A second line: a house's name, a block, a site. Compact.
  std::string locality;  // Compact.
  std::string region;
  std::string postcode;
  uint64_t uprn = 0;

  bool empty() const { return *this == PlaceForm(); }
  friend auto operator<=>(const PlaceForm&, const PlaceForm&) = default;
};

// Every list is sorted and without repeats.
struct Portrait {
  std::vector<NameForm> names;
  // Digits: "19810406", "198104", "1981". Eight digits need not be a day of the calendar: a
  // slip may have made them, and who slipped is still the one.
  std::vector<std::string> births;
  std::vector<v1::Sex> sexes;  // Male or female.
  std::vector<NumberForm> numbers;
  std::vector<PlaceForm> places;
  std::vector<std::string> phones;
  std::vector<std::string> emails;

  friend bool operator==(const Portrait&, const Portrait&) = default;
};

// Of a record as agencies send it. Threads: any.
Portrait PortraitOf(const v1::PersonDescription& described);
// Adds what a later message of the same record says.
void AddTo(Portrait& portrait, const v1::PersonDescription& described);
void AddPlace(Portrait& portrait, const v1::Address& address);
// Sorts, drops repeats and what is over kSayingsMax. After the last thing was added by hand.
void Settle(Portrait& portrait);

// A date's digits where it has four, six or eight, else nothing.
std::string BirthForm(std::string_view text);
// Whether a number is one that gets typed for want of another: one digit repeated, 1234567.
bool IsTypedForNone(std::string_view value);
// A street's name: words such as "street" shortened, spaces gone.
std::string StreetForm(std::string_view line);
std::string PostcodeForm(std::string_view text);

}  // namespace goldthread::matching
