// By what records are found again: tokens made of two facts together, so that few records share
// one, or of one fact that few people have.
//
// A name counts by its sound, by its first letter and by its first three; so a name that is
// spelt otherwise, cut short or a short form is found by one of them and what stands beside it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "goldthread/v1/search_rows.pb.h"
#include "services/identity/matching/portrait.h"

namespace goldthread::search {

inline constexpr size_t kBeginningBytes = 3;

// Adds what it says; settles.
void AddSaying(matching::Portrait& portrait, const v1::SearchSaying& saying);

// Sorted, each once.
std::vector<std::string> TokensOf(const matching::Portrait& portrait);

// One each; empty where there is nothing to make it of. Names are folded words.
std::string NamePairToken(std::string_view given, std::string_view family);
// By the given name's first letter, and the family name's sound or beginning.
std::string InitialToken(std::string_view given, std::string_view family);
std::string InitialBeginningToken(std::string_view given, std::string_view family);
// By the name's sound or beginning. `year`: "1998".
std::string NameYearToken(std::string_view name, std::string_view year);
std::string BeginningYearToken(std::string_view name, std::string_view year);
std::string BirthToken(std::string_view birth);  // "19980207"; day and month in either order.
inline constexpr char kNumberToken = '#';
std::string NumberToken(std::string_view number);
std::string PostcodeToken(std::string_view postcode);
std::string HouseToken(std::string_view number, std::string_view street);

// A number in one spelling, whatever its kind.
std::string NumberForm(std::string_view text);

}  // namespace goldthread::search
