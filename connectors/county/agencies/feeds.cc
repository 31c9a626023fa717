#include "connectors/county/agencies/feeds.h"

#include "connectors/county/people/chance.h"

namespace goldthread::county {
namespace {

constexpr int kHour = 60;
constexpr int kDay = 24 * kHour;

// At the desk; after the shift; when the backlog is done; when somebody asks.
constexpr Lags kAtOnce = {
    {{900, 1, 90}, {80, 90, kDay}, {18, kDay, 7 * kDay}, {2, 7 * kDay, 60 * kDay}}};
constexpr Lags kSameDay = {{{700, 30, 8 * kHour},
                            {220, 8 * kHour, 3 * kDay},
                            {70, 3 * kDay, 14 * kDay},
                            {10, 14 * kDay, 120 * kDay}}};
constexpr Lags kWrittenUp = {{{450, kHour, kDay},
                              {400, kDay, 5 * kDay},
                              {130, 5 * kDay, 21 * kDay},
                              {20, 21 * kDay, 180 * kDay}}};
// The hub hears within the day of nineteen in twenty (engine-notes §9.5).
constexpr Lags kStream = {
    {{955, 1, 30}, {20, 30, 20 * kHour}, {15, kDay + 30, 7 * kDay}, {10, 7 * kDay, 45 * kDay}}};
constexpr Lags kNightly = {{{955, 2 * kHour, 22 * kHour},
                            {28, kDay + 30, 4 * kDay},
                            {12, 4 * kDay, 21 * kDay},
                            {5, 21 * kDay, 90 * kDay}}};

constexpr auto kSocialCare = v1::INFORMATION_CATEGORY_SOCIAL_CARE;
constexpr auto kHealth = v1::INFORMATION_CATEGORY_HEALTH;
constexpr auto kHousing = v1::INFORMATION_CATEGORY_HOUSING;

constexpr std::array<FeedManner, kFeeds> kManners = {{
    {"northmere-council/social-care", "northmere-council", 'N', kSocialCare, kSameDay, kStream, 20,
     12, 3, 20, 150, 700, 800, 30, 10, 10, 8},
    {"westmere-council/social-care", "westmere-council", 'W', kSocialCare, kSameDay, kNightly, 20,
     12, 3, 25, 150, 600, 750, 40, 15, 15, 10},
    {"northmere-police/incidents", "northmere-police", 'P', v1::INFORMATION_CATEGORY_POLICE,
     kWrittenUp, kStream, 20, 10, 5, 2, 1'000, 0, 0, 90, 60, 40, 60},
    {"northmere-hospital/ed", "northmere-hospital", 'E', kHealth, kAtOnce, kStream, 20, 10, 4, 1,
     1'000, 960, 0, 35, 5, 12, 15},
    {"westmere-hospital/ed", "westmere-hospital", 'F', kHealth, kAtOnce, kNightly, 20, 10, 4, 1,
     1'000, 930, 0, 40, 8, 15, 20},
    {"northmere-hospital/maternity", "northmere-hospital", 'M', kHealth, kAtOnce, kStream, 20, 8, 2,
     5, 400, 980, 0, 20, 2, 6, 5},
    {"westmere-hospital/maternity", "westmere-hospital", 'L', kHealth, kAtOnce, kNightly, 20, 8, 2,
     8, 400, 970, 0, 20, 2, 6, 5},
    {"northmere-health-visiting/appointments", "northmere-health-visiting", 'H', kHealth, kSameDay,
     kStream, 20, 10, 3, 1, 200, 970, 0, 20, 2, 8, 5},
    {"northmere-gps/registrations", "northmere-gps", 'G', kHealth, kSameDay, kNightly, 20, 8, 1, 1,
     700, 995, 0, 15, 1, 5, 6},
    {"northmere-school/attendance", "northmere-school", 'S', v1::INFORMATION_CATEGORY_EDUCATION,
     kSameDay, kNightly, 20, 12, 4, 1, 1'000, 0, 990, 30, 3, 8, 12},
    {"northmere-housing/tenancies", "northmere-housing", 'T', kHousing, kWrittenUp, kNightly, 20, 8,
     2, 1, 1'000, 0, 0, 70, 150, 25, 40},
    {"westmere-housing/tenancies", "westmere-housing", 'U', kHousing, kWrittenUp, kNightly, 20, 8,
     2, 2, 1'000, 0, 0, 80, 200, 30, 50},
    {"northmere-probation/cases", "northmere-probation", 'C', v1::INFORMATION_CATEGORY_PROBATION,
     kSameDay, kNightly, 20, 8, 2, 30, 600, 0, 0, 40, 3, 10, 15},
    {"northmere-recovery/treatment", "northmere-recovery", 'D',
     v1::INFORMATION_CATEGORY_SUBSTANCE_USE, kSameDay, kNightly, 20, 8, 2, 1, 600, 500, 0, 60, 20,
     20, 30},
    {"northmere-marac/cases", "northmere-marac", 'A', v1::INFORMATION_CATEGORY_DOMESTIC_ABUSE,
     kSameDay, kNightly, 20, 8, 1, 60, 900, 100, 0, 60, 30, 20, 15},
}};

}  // namespace

const FeedManner& MannerOf(Feed feed) { return kManners[static_cast<size_t>(feed)]; }

std::vector<std::string> FeedNames() {
  std::vector<std::string> names;
  for (const FeedManner& manner : kManners) names.emplace_back(manner.name);
  return names;
}

Feed CouncilFeed(int council) {
  return council == 0 ? Feed::kNorthmereCouncil : Feed::kWestmereCouncil;
}
Feed EmergencyFeed(int council) { return council == 0 ? Feed::kNorthmereEd : Feed::kWestmereEd; }
Feed MaternityFeed(int council) {
  return council == 0 ? Feed::kNorthmereMaternity : Feed::kWestmereMaternity;
}
Feed HousingFeed(int council) {
  return council == 0 ? Feed::kNorthmereHousing : Feed::kWestmereHousing;
}
int LeaOf(int council) { return council == 0 ? 997 : 998; }

// Two feeds in five go down once a year, for two to nine days; then all comes in an hour.
Second AfterOutage(uint64_t seed, Feed feed, Second sent) {
  const Second year = sent / (365 * kDaySeconds);
  Chance chance(seed, Purpose::kOutage, static_cast<uint64_t>(feed), static_cast<uint64_t>(year));
  if (!chance.PerMille(400)) return sent;
  const Second from = year * 365 * kDaySeconds + chance.Between(10, 340) * kDaySeconds;
  const Second to = from + chance.Between(2, 9) * kDaySeconds;
  if (sent < from || sent >= to) return sent;
  return to + (sent - from) * 3'600 / (to - from);
}

}  // namespace goldthread::county
