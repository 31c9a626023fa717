// How far what was said of a person agrees with what is searched for, fact by fact, in words.
#pragma once

#include <string>
#include <vector>

#include "goldthread/v1/search_rows.pb.h"
#include "goldthread/v1/search_service.pb.h"
#include "services/search/query.h"

namespace goldthread::search {

struct FactAgreement {
  const char* fact = "";  // "family name".
  const char* how = "";   // "sounds alike".
  int points = 0;         // 3: the same; 2: all but a slip or a short form; 1: enough to look; 0.
};

struct Agreement {
  std::vector<FactAgreement> facts;  // All that were asked and could be compared.
  int agreeing() const;
  int points() const;
  // Only where two facts agree.
  v1::MatchStrength strength() const;
};

// `sayings`: of one person. `with_address`: else no address is compared, as if none was asked.
Agreement AgreementOf(const Query& query, const std::vector<v1::SearchSaying>& sayings,
                      bool with_address);

}  // namespace goldthread::search
