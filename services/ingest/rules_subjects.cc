#include <fmt/format.h>

#include <set>

#include "services/ingest/rules.h"
#include "services/ingest/syntax.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/code_lists.h"
#include "services/vocabulary/identifiers.h"

namespace goldthread::ingest {
namespace {

constexpr int kSubjectsMax = 50;
constexpr int kDescribedMax = 20;  // Of names, identifiers, addresses, numbers each.
constexpr int kAddressLinesMax = 8;
constexpr size_t kIdentifierBytesMax = 64;

std::string Path(int subject, std::string_view field) {
  return fmt::format("subjects[{}].{}", subject, field);
}

// Calls visit(subject, subject's place) for each.
template <class Visit>
void ForEachSubject(const Submission& sent, Visit visit) {
  for (int i = 0; i < sent.event.subjects_size(); ++i) visit(sent.event.subjects(i), i);
}

// Lists the identifiers of that standing.
void FindIdentifiers(const Submission& sent, IdentifierStatus status, Fields& found) {
  const int year = static_cast<int>(DayInLondon(sent.now).year());
  ForEachSubject(sent, [&](const v1::Subject& subject, int s) {
    for (int i = 0; i < subject.described().identifiers_size(); ++i) {
      if (CheckIdentifier(subject.described().identifiers(i), year).status == status) {
        found.push_back(Path(s, fmt::format("described.identifiers[{}].value", i)));
      }
    }
  });
}

}  // namespace

void SubjectsAreGiven(const Submission& sent, std::string_view field, Fields& broken) {
  if (sent.event.subjects().empty() && !IsDecision(sent.event.payload_case())) {
    broken.emplace_back(field);
  }
}

void SubjectsAreFew(const Submission& sent, std::string_view field, Fields& broken) {
  if (sent.event.subjects_size() > kSubjectsMax) broken.emplace_back(field);
}

void DecisionsNameNoSubjects(const Submission& sent, std::string_view field, Fields& broken) {
  if (!sent.event.subjects().empty() && IsDecision(sent.event.payload_case())) {
    broken.emplace_back(field);
  }
}

// No slash: "FEED/ID" must be read back in one way only (vocabulary/record_id.h).
void RecordsAreWellFormed(const Submission& sent, std::string_view, Fields& broken) {
  ForEachSubject(sent, [&](const v1::Subject& subject, int s) {
    if (!IsId(subject.record(), kNameBytesMax) || subject.record().find('/') != std::string::npos) {
      broken.push_back(Path(s, "record"));
    }
  });
}

void RecordsDiffer(const Submission& sent, std::string_view, Fields& broken) {
  std::set<std::string_view> seen;
  ForEachSubject(sent, [&](const v1::Subject& subject, int s) {
    if (!subject.record().empty() && !seen.insert(subject.record()).second) {
      broken.push_back(Path(s, "record"));
    }
  });
}

void RolesAreGiven(const Submission& sent, std::string_view, Fields& broken) {
  ForEachSubject(sent, [&](const v1::Subject& subject, int s) {
    if (subject.role() == v1::SUBJECT_ROLE_UNSPECIFIED) broken.push_back(Path(s, "role"));
  });
}

void ListsAreShort(const Submission& sent, std::string_view, Fields& broken) {
  ForEachSubject(sent, [&](const v1::Subject& subject, int s) {
    const v1::PersonDescription& described = subject.described();
    const auto check = [&](int size, int size_max, std::string_view name) {
      if (size > size_max) broken.push_back(Path(s, fmt::format("described.{}", name)));
    };
    check(described.names_size(), kDescribedMax, "names");
    check(described.identifiers_size(), kDescribedMax, "identifiers");
    check(described.addresses_size(), kDescribedMax, "addresses");
    check(described.disabilities_size(), kDescribedMax, "disabilities");
    check(described.phones_size(), kDescribedMax, "phones");
    check(described.emails_size(), kDescribedMax, "emails");
    for (int a = 0; a < described.addresses_size(); ++a) {
      check(described.addresses(a).lines_size(), kAddressLinesMax,
            fmt::format("addresses[{}].lines", a));
    }
  });
}

void IdentifiersAreShort(const Submission& sent, std::string_view, Fields& broken) {
  ForEachSubject(sent, [&](const v1::Subject& subject, int s) {
    for (int i = 0; i < subject.described().identifiers_size(); ++i) {
      if (subject.described().identifiers(i).value().size() > kIdentifierBytesMax) {
        broken.push_back(Path(s, fmt::format("described.identifiers[{}].value", i)));
      }
    }
  });
}

void CheckDigitsHold(const Submission& sent, std::string_view, Fields& broken) {
  FindIdentifiers(sent, IdentifierStatus::kBadCheckDigit, broken);
}

void IdentifiersHaveTheirForm(const Submission& sent, std::string_view, Fields& broken) {
  FindIdentifiers(sent, IdentifierStatus::kBadSyntax, broken);
}

void IdentifiersAreNotFillers(const Submission& sent, std::string_view, Fields& broken) {
  FindIdentifiers(sent, IdentifierStatus::kPlaceholder, broken);
}

void PersonDatesAreReal(const Submission& sent, std::string_view, Fields& broken) {
  ForEachSubject(sent, [&](const v1::Subject& subject, int s) {
    const auto check = [&](const std::string& date, std::string_view name) {
      if (!date.empty() && !IsPartialDay(date)) broken.push_back(Path(s, name));
    };
    check(subject.described().birth_date(), "described.birth_date");
    check(subject.described().expected_birth_date(), "described.expected_birth_date");
    check(subject.described().death_date(), "described.death_date");
  });
}

void PersonCodesAreKnown(const Submission& sent, std::string_view, Fields& broken) {
  ForEachSubject(sent, [&](const v1::Subject& subject, int s) {
    const v1::PersonDescription& described = subject.described();
    if (!described.ethnicity().empty() &&
        !IsKnownCode(CodeList::kEthnicity, described.ethnicity())) {
      broken.push_back(Path(s, "described.ethnicity"));
    }
    for (int i = 0; i < described.disabilities_size(); ++i) {
      if (!IsKnownCode(CodeList::kDisability, described.disabilities(i))) {
        broken.push_back(Path(s, fmt::format("described.disabilities[{}]", i)));
      }
    }
  });
}

}  // namespace goldthread::ingest
