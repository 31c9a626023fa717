// Numbers by which systems know people, with right check digits, from ranges that belong to
// nobody (domain/identifiers.md §§1, 2, 4; CONTRIBUTING.md).
#pragma once

#include <cstdint>
#include <string>

#include "connectors/county/people/dates.h"

namespace goldthread::county {

using PersonIndex = uint32_t;
inline constexpr int kStartsSchool = 4;  // Years after the year of birth.

// From 999 000 0000 on; each to one person. "" for one in eleven, whose check digit is never
// issued, and for all beyond the millionth: the range holds no more.
std::string NhsNumber(PersonIndex person);
// `lea`: three digits that no council has. Allotted in the year the child starts school.
std::string Upn(PersonIndex person, int lea, DayNumber birth);
// "2013/0001234X".
std::string PncId(PersonIndex person, DayNumber birth);
std::string ProbationCrn(PersonIndex person);
// Of the thousand that Ofcom keeps for drama: in a large county many share one.
std::string MobilePhone(PersonIndex person);

// A number of the same length that is not it: one digit slipped.
std::string Slipped(std::string number, uint32_t at);

}  // namespace goldthread::county
