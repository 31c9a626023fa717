// The published figures that the county follows, and from which day. A test holds what the
// county made against them.
//
// Source: domain/indicators.md §§2.1, 2.2, 4. Where a share was not published it says so.
#pragma once

#include <array>
#include <cstdint>

#include "connectors/county/people/dates.h"

namespace goldthread::county {

struct CaseRates {
  DayNumber from;
  // Of children under 18, in a year.
  uint32_t referrals_per_10_000;
  // Of referrals, per mille.
  uint32_t assessed;
  uint32_t section47;
  uint32_t planned;  // A child protection plan began.
  // Of initial assessments, per mille, where there were two stages.
  uint32_t core;
  bool two_stages;
};

inline constexpr std::array<CaseRates, 4> kCaseRates = {{
    // Kent: 10,515, 12,005 and 17,360 referrals of some 346,000 children; 47 % assessed, 51 %
    // of those again. Plans 7 %: England 2008-09. Section 47 in that year: not published there.
    {Number(1900, 1, 1), 304, 475, 145, 70, 510, true},
    {Number(2007, 4, 1), 347, 475, 145, 70, 510, true},
    {Number(2008, 4, 1), 502, 475, 145, 70, 510, true},
    // England 2012-13: 593,500 referrals, 441,500 assessments, 127,100 enquiries, 52,700
    // plans, of 11.4 million children.
    {Number(2013, 4, 15), 520, 744, 214, 89, 0, false},
}};

constexpr const CaseRates& CaseRatesOn(DayNumber day) {
  size_t at = 0;
  while (at + 1 < kCaseRates.size() && kCaseRates[at + 1].from <= day) ++at;
  return kCaseRates[at];
}

// Per mille of new plans, England 2008-09: neglect, emotional, physical, sexual; the rest more
// than one.
inline constexpr std::array<uint16_t, 5> kPlanCategories = {450, 250, 150, 60, 90};
inline constexpr std::array<const char*, 5> kPlanCategoryCodes = {"NEG", "EMO", "PHY", "SAB",
                                                                  "MUL"};

// Per mille of referrals, England 2013-14: N1 47.2 %, N5 18.6 %; the others are ours.
inline constexpr std::array<uint16_t, 10> kNeeds = {10, 472, 110, 35, 95, 186, 20, 10, 32, 30};
inline constexpr std::array<const char*, 10> kNeedCodes = {"N0", "N1", "N2", "N3", "N4",
                                                           "N5", "N6", "N7", "N8", "N9"};

// Weights of who turns to the council, England 2013-14: police "nearly a quarter" of referrals,
// of which four in ten come of the incidents of risk.h instead; the others are ours.
inline constexpr std::array<uint16_t, 22> kSources = {
    110, 20, 10, 20, 160, 20, 30, 50, 10, 15, 45, 25, 20, 55, 45, 35, 0, 145, 50, 60, 30, 10};
inline constexpr std::array<const char*, 22> kSourceCodes = {
    "1A", "1B", "1C", "1D", "2A", "2B", "3A", "3B", "3C", "3D", "3E",
    "3F", "4",  "5A", "5B", "5C", "5D", "6",  "7",  "8",  "9",  "10"};
inline constexpr uint16_t kSourceSchool = 4;
inline constexpr uint16_t kSourceHealthVisitor = 7;
inline constexpr uint16_t kSourceEmergency = 10;
inline constexpr uint16_t kSourceOtherCouncil = 15;
inline constexpr uint16_t kSourcePolice = 17;

// Surrey, autumn 2013: conferences within 15 working days, per mille.
inline constexpr uint32_t kConferencesInTime = 770;
// England 2008-09: about 80 % of core assessments within 35 working days; taken for single
// assessments within 45 as well.
inline constexpr uint32_t kAssessmentsInTime = 800;

}  // namespace goldthread::county
