// Plans and enquiries beside each other: of an episode only one may run at a time.
#include <algorithm>
#include <chrono>

#include "connectors/inbound/cin_census/census_rules.h"
#include "connectors/inbound/cin_census/census_spans.h"

namespace goldthread::cin_census {
namespace {

std::vector<Span> SpansOf(const std::vector<CinPlan>& plans) {
  std::vector<Span> spans;
  for (const CinPlan& plan : plans) spans.push_back({plan.start, plan.end});
  return spans;
}

// The latest end of those that lie before counts for all, so a long list costs one sort.
bool AnyHolds(const std::vector<Span>& spans, const Field& date) {
  const auto day = On(date);
  return day && std::any_of(spans.begin(), spans.end(),
                            [&](const Span& span) { return span.Holds(*day); });
}

void CheckBesideProtection(const Episode& episode, ProblemList* problems) {
  const std::vector<Span> cin_plans = SpansOf(episode.cin_plans);
  std::vector<Span> protection;
  bool protection_open = false;
  for (const ProtectionPlan& plan : episode.protection_plans) {
    protection.push_back({plan.start, plan.end});
    protection_open = protection_open || !plan.end.given();
    if (AnyHolds(cin_plans, plan.start)) problems->Add("4017", path::kPlanStart, plan.start.line);
    for (const Field& review : plan.reviews) {
      // One on a plan's first day belongs to what came before it.
      const auto day = On(review);
      const bool within =
          day && std::any_of(cin_plans.begin(), cin_plans.end(),
                             [&](const Span& s) { return s.Holds(*day) && *On(s.start) < *day; });
      if (within) problems->Add("4003", path::kReview, review.line);
    }
  }
  for (const Span& plan : cin_plans) {
    if (plan.open() && protection_open) {
      problems->Add("4001", path::kCinPlanStart, plan.start.line);
    }
    if (AnyHolds(protection, plan.start)) {
      problems->Add("4016", path::kCinPlanStart, plan.start.line);
    }
  }
}

// 8890: an enquiry lasts to its conference, that day included; one that needs none is over.
void CheckEnquiriesApart(const Episode& episode, ProblemList* problems) {
  std::vector<Span> spans;
  for (const Section47& section47 : episode.section47s) {
    const bool over = !section47.conference.given() && IsTrue(section47.conference_not_required);
    Span span{section47.start, over ? section47.start : section47.conference};
    if (const auto day = On(span.end); day && !over) {
      span.end.text = DayText(std::chrono::sys_days(*day) + std::chrono::days(1));
    }
    spans.push_back(std::move(span));
  }
  CheckApart(std::move(spans), {"8890", "", path::kSection47Start}, problems);
}

void CheckReviewsGiven(const ProtectionPlan& plan, ProblemList* problems) {
  for (size_t i = 0; i < plan.review_groups.size(); ++i) {
    const size_t first = plan.review_groups[i].first;
    const size_t end =
        i + 1 < plan.review_groups.size() ? plan.review_groups[i + 1].first : plan.reviews.size();
    bool given = false;
    for (size_t at = first; at < end; ++at) given = given || plan.reviews[at].given();
    if (!given) problems->Add("8842Q", path::kReview, plan.review_groups[i].line);
  }
}

}  // namespace

void CheckPlans(const CensusChild& child, ProblemList* problems) {
  for (const Episode& episode : child.episodes) {
    CheckApart(SpansOf(episode.cin_plans), {"4014", "4004", path::kCinPlanStart}, problems);
    CheckBesideProtection(episode, problems);
    CheckEnquiriesApart(episode, problems);
    for (const ProtectionPlan& plan : episode.protection_plans) CheckReviewsGiven(plan, problems);
  }
}

}  // namespace goldthread::cin_census
