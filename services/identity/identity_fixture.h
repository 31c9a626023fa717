// Test support: events told in one line each, folded into rows, and asked about.
#pragma once

#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eventstore/projector/map_rows.h"
#include "eventstore/views/map_snapshot.h"
#include "services/identity/identity_fold.h"
#include "services/identity/identity_rows.h"
#include "services/identity/person.h"
#include "services/identity/review_list.h"

namespace goldthread::identity {

inline void PrintTo(const ReviewPair& pair, std::ostream* out) {
  *out << pair.first.Text() << " " << pair.second.Text() << " " << static_cast<int>(pair.reason);
}

// The nth of many valid numbers. The check digits are worked out here again, from
// domain/identifiers.md §§1, 2.
inline std::string NhsNumber(int n) {
  for (int base = 401'000'000 + n * 10;; ++base) {
    const std::string digits = std::to_string(base);
    int sum = 0;
    for (int i = 0; i < 9; ++i) sum += (digits[static_cast<size_t>(i)] - '0') * (10 - i);
    const int check = 11 - sum % 11;
    if (check != 10) return digits + std::to_string(check == 11 ? 0 : check);
  }
}

inline std::string Upn(int n) {
  const std::string digits = std::to_string(801'200'005'000 + n);
  int sum = 0;
  for (int i = 0; i < 12; ++i) sum += (digits[static_cast<size_t>(i)] - '0') * (i + 2);
  return "ABCDEFGHJKLMNPQRTUVWXYZ"[sum % 23] + digits;
}

struct Told {
  v1::RecordHeader header;
  v1::Event event;
};

// One event; what follows Of() is said of that record.
class Tell {
 public:
  Tell(std::string_view feed, std::string_view id, int64_t received_us) {
    told_.event.set_feed(std::string(feed));
    told_.event.set_id(std::string(id));
    told_.event.mutable_person_described();
    told_.header.set_received_at_us(received_us);
  }
  Tell& Of(std::string_view record, v1::SubjectRole role = v1::SUBJECT_ROLE_CHILD) {
    v1::Subject* subject = told_.event.add_subjects();
    subject->set_record(std::string(record));
    subject->set_role(role);
    return *this;
  }
  Tell& Number(v1::IdentifierType type, std::string_view value, std::string_view issuer = "") {
    v1::Identifier* identifier = Described()->add_identifiers();
    identifier->set_type(type);
    identifier->set_value(std::string(value));
    identifier->set_issuer(std::string(issuer));
    return *this;
  }
  Tell& Nhs(std::string_view value) { return Number(v1::IDENTIFIER_TYPE_NHS_NUMBER, value); }
  Tell& Born(std::string_view date) {
    Described()->set_birth_date(std::string(date));
    return *this;
  }
  Tell& Sex(v1::Sex sex) {
    Described()->set_sex(sex);
    return *this;
  }
  Tell& Called(std::string_view given, std::string_view family) {
    v1::PersonName* name = Described()->add_names();
    name->set_given(std::string(given));
    name->set_family(std::string(family));
    return *this;
  }
  Tell& At(std::string_view line, std::string_view postcode) {
    v1::Address* address = Described()->add_addresses();
    address->add_lines(std::string(line));
    address->set_postcode(std::string(postcode));
    return *this;
  }
  Tell& Shielded() {
    told_.event.add_handling(v1::HANDLING_SHIELDED_ADDRESS);
    return *this;
  }
  Tell& BirthOf(std::string_view unborn) {
    told_.event.mutable_birth_recorded()->set_unborn_record(std::string(unborn));
    return *this;
  }
  Tell& Withdraws(std::string_view id) {
    told_.event.mutable_event_withdrawn();
    told_.event.set_withdraws(std::string(id));
    return *this;
  }
  Tell& Corrects(std::string_view id) {
    told_.event.set_corrects(std::string(id));
    return *this;
  }
  Tell& Apart() {
    told_.event.mutable_event_corrected();
    return *this;
  }
  Tell& Links(const RecordId& a, const RecordId& b) {
    SetPair(told_.event.mutable_records_linked(), a, b);
    return *this;
  }
  Tell& Separates(const RecordId& a, const RecordId& b) {
    SetPair(told_.event.mutable_records_separated(), a, b);
    return *this;
  }
  operator Told() const { return told_; }

 private:
  v1::PersonDescription* Described() {
    return told_.event.mutable_subjects()->rbegin()->mutable_described();
  }
  template <class Payload>
  static void SetPair(Payload* payload, const RecordId& a, const RecordId& b) {
    payload->mutable_first()->set_feed(a.feed);
    payload->mutable_first()->set_record(a.record);
    payload->mutable_second()->set_feed(b.feed);
    payload->mutable_second()->set_record(b.record);
  }

  Told told_;
};

inline Status Fold(const IdentityFold& fold, const Told& told, FoldRows& rows) {
  static Position position;  // Different each time: no row may depend on it.
  position = position.Next();
  return fold.Apply({position, told.header, told.event}, rows).status();
}

inline Status Fold(const Told& told, FoldRows& rows) {
  static const IdentityFold fold;
  return Fold(fold, told, rows);
}

// The rows as a reader of the store sees them.
inline MapSnapshot SnapshotOf(const MapRows& rows) {
  std::map<std::string, std::string> stored;
  for (const auto& [key, value] : rows.rows()) stored[kSpace + key] = value;
  return MapSnapshot(std::move(stored), Position{1});
}

inline Instant At(int64_t received_us) { return Instant(std::chrono::microseconds(received_us)); }

inline std::vector<std::string> Texts(const std::vector<RecordId>& records) {
  std::vector<std::string> texts;
  for (const RecordId& record : records) texts.push_back(record.Text());
  return texts;
}

}  // namespace goldthread::identity
