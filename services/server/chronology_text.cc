#include "services/server/chronology_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/server/console.h"
#include "services/server/describe.h"
#include "services/server/words.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::server {
namespace {

constexpr size_t kOthersShown = 5;  // Of the up to 50 people in one fact.

size_t Columns(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

// No sharper than the record: "2020-07", "2020", "about 2020-07-13"; London's time of day for
// an instant.
std::string WhenText(const v1::Occurred& occurred) {
  if (occurred.has_instant()) {
    const StatusOr<int64_t> wall = WallClockUs(occurred);
    if (!wall.ok()) return "";
    return InstantText(Instant(std::chrono::microseconds(*wall))).replace(10, 1, " ").substr(0, 16);
  }
  const std::string& date = occurred.date();
  if (occurred.precision() == v1::PRECISION_MONTH) return date.substr(0, 7);
  if (occurred.precision() == v1::PRECISION_YEAR) return date.substr(0, 4);
  return (occurred.precision() == v1::PRECISION_APPROXIMATE ? "about " : "") + date;
}

std::string AgeText(const v1::ChronologyEntry& entry) {
  if (!entry.has_age_years()) return "-";
  return fmt::format("{}y {}m", entry.age_years(), entry.age_months());
}

// As coarse as it is long: nobody reads 2322 days.
std::string LatenessText(int days) {
  const auto text = [](int count, std::string_view unit) {
    return fmt::format("{} {}{} late", count, unit, count == 1 ? "" : "s");
  };
  if (days < 100) return text(days, "day");
  if (days < 730) return text(days / 30, "month");
  return text(days / 365, "year");
}

std::string StandingText(const v1::ChronologyEntry& entry) {
  std::string text = EnumWord(*v1::Standing_descriptor(), entry.standing());
  if (entry.standing() == v1::STANDING_STANDS) text.clear();
  if (entry.days_late() > 0) {
    if (!text.empty()) text += ", ";
    text += LatenessText(entry.days_late());
  }
  return text;
}

// How the fact may be handled: before what it says, because it must be seen first.
std::string MarkingsText(const v1::Event& event) {
  std::vector<std::string> markings;
  for (const int marking : event.handling()) {
    markings.push_back(EnumWord(*v1::Handling_descriptor(), marking));
  }
  return markings.empty() ? "" : fmt::format("[{}] ", fmt::join(markings, ", "));
}

// The others whom the fact is about: their records are of its own feed.
std::string OthersText(const v1::ChronologyEntry& entry) {
  std::vector<std::string> others;
  for (const v1::Subject& subject : entry.event().subjects()) {
    if (subject.record() == entry.record().record()) continue;
    const std::string role = EnumWord(*v1::SubjectRole_descriptor(), subject.role());
    others.push_back(role.empty() ? subject.record() : role + " " + subject.record());
  }
  if (others.empty()) return "";
  const size_t more = others.size() > kOthersShown ? others.size() - kOthersShown : 0;
  others.resize(others.size() - more);
  const std::string text = fmt::format("; with {}", fmt::join(others, ", "));
  return more == 0 ? text : fmt::format("{} and {} more", text, more);
}

std::vector<std::string> Row(const v1::ChronologyEntry& entry) {
  std::string what = MarkingsText(entry.event()) + KindWords(entry.kind());
  const std::string more = Describe(entry.event());
  if (!more.empty()) what += ": " + more;
  const std::string role = EnumWord(*v1::SubjectRole_descriptor(), entry.role());
  if (entry.role() != v1::SUBJECT_ROLE_CHILD && !role.empty()) what += " (as " + role + ")";
  what += OthersText(entry);
  const v1::Event& event = entry.event();
  return {WhenText(event.occurred()), AgeText(entry), event.agency(), StandingText(entry), what};
}

std::string AgencyLine(const v1::AgencySummary& agency) {
  std::string line = "  " + agency.agency() + ": ";
  if (agency.entries() == 0) {
    line += "nothing that stands";
  } else if (agency.first_occurred() == agency.last_occurred()) {
    line += fmt::format("{} on {}", agency.entries(), agency.first_occurred());
  } else {
    line += fmt::format("{} from {} to {}", agency.entries(), agency.first_occurred(),
                        agency.last_occurred());
  }
  if (agency.longest_gap_days() > 1) {
    line += fmt::format(", longest silence {} days from {}", agency.longest_gap_days(),
                        agency.longest_gap_from());
  }
  if (agency.amended() > 0) {
    line += fmt::format("; {} more corrected or withdrawn", agency.amended());
  }
  return Plain(line) + "\n";
}

// The sharing agreement shows no more of theirs than this.
std::string KnownToText(const Chronology& chronology) {
  std::string text;
  for (const v1::KnownTo& known : chronology.known_to) {
    text += Plain(fmt::format("  Also known to {}: ring {}", known.agency(), known.ring())) + "\n";
  }
  return text;
}

// Before all else: a child must not look quieter than the record is.
std::string IncompleteText(const v1::Incomplete& incomplete) {
  std::string text;
  if (incomplete.quarantined() > 0) {
    text += fmt::format("Incomplete: {} record{} about this person cannot be shown yet\n",
                        incomplete.quarantined(), incomplete.quarantined() == 1 ? "" : "s");
  }
  for (const v1::FeedHoles& holes : incomplete.feeds()) {
    text += Plain(fmt::format("Incomplete: {} lacks {} of what it sent, about whoever it was",
                              holes.feed(), holes.missing())) +
            "\n";
  }
  return text;
}

// The record is known, or the hub had refused.
std::string NothingText(const v1::ChronologyQuery& query) {
  const bool filtered = !query.occurred_from().empty() || !query.occurred_to().empty() ||
                        !query.known_to_agency().empty() || query.agencies_size() > 0 ||
                        query.categories_size() > 0 || query.kinds_size() > 0;
  if (filtered) return "The record is known; nothing about it matches what was asked.";
  if (!query.as_known_on().empty()) return "Nothing was known about it by the end of that day.";
  return "Nothing is known about it but the record itself.";
}

}  // namespace

std::string AlignColumns(std::vector<std::vector<std::string>> rows) {
  std::vector<size_t> widths;
  for (auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t at = 0; at < row.size(); ++at) {
      row[at] = Plain(row[at]);
      widths[at] = std::max(widths[at], Columns(row[at]));
    }
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (size_t at = 0; at < row.size(); ++at) {
      line += row[at] + std::string(widths[at] - Columns(row[at]) + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string ChronologyText(const v1::ChronologyQuery& query, const Chronology& chronology) {
  const RecordId asked{query.record().feed(), query.record().record()};
  const v1::Person& person = chronology.person;
  std::string heading = "Chronology of " + asked.Text();
  if (!query.as_known_on().empty()) heading += " as known on " + query.as_known_on();
  std::string who = fmt::format("{} source record{}", person.records_size(),
                                person.records_size() == 1 ? "" : "s");
  if (!person.birth_date().empty()) who += ", born " + person.birth_date();
  if (person.records_in_review() > 0) {
    who += fmt::format(", {} pair(s) of records await a decision", person.records_in_review());
  }
  std::string text =
      Plain(heading) + "\n" + Plain(who) + "\n" + IncompleteText(chronology.incomplete) + "\n";
  if (chronology.entries.empty()) return text + NothingText(query) + "\n" + KnownToText(chronology);
  std::vector<std::vector<std::string>> rows;
  for (const v1::ChronologyEntry& entry : chronology.entries) rows.push_back(Row(entry));
  text += AlignColumns(rows) + "\n";
  for (const v1::AgencySummary& agency : chronology.agencies) text += AgencyLine(agency);
  return text + KnownToText(chronology);
}

}  // namespace goldthread::server
