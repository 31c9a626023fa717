// What is searched for: the facts of a request, in the spelling in which records are compared.
#pragma once

#include <string>
#include <vector>

#include "eventstore/base/status.h"
#include "goldthread/v1/search_service.pb.h"
#include "services/identity/matching/portrait.h"

namespace goldthread::search {

inline constexpr size_t kFactBytesMax = 100;
inline constexpr int kFactsMin = 2;

struct Query {
  std::string given;   // Folded.
  std::string family;  // Folded.
  std::string birth;   // Digits: "19980207", "199802", "1998".
  bool birth_about = false;
  matching::PlaceForm place;  // Number and street.
  std::string postcode;
  std::string number;

  int Facts() const;
};

// kInvalidArgument "TOO_FEW_FACTS" or "BAD_REQUEST"; the value is never quoted.
StatusOr<Query> ParseQuery(const v1::SearchPersonsRequest& request);

// Which facts were given, and how each is looked for: in words, without values.
std::vector<std::string> HowSearched(const Query& query);
// The names of the facts alone, for the audit.
std::string AuditText(const v1::SearchPersonsRequest& request);

// By which a record is found that agrees in two of the facts, or in one that few people have.
std::vector<std::string> TokensOf(const Query& query);

}  // namespace goldthread::search
