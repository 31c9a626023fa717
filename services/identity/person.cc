#include "services/identity/person.h"

#include <utility>

#include "eventstore/base/digest.h"
#include "eventstore/base/key.h"
#include "services/identity/model_in_use.h"
#include "services/identity/resolution.h"
#include "services/identity/snapshot_rows.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::identity {
namespace {

class EvidenceAsOf final : public EvidenceSource {
 public:
  EvidenceAsOf(const ViewSnapshot& views, RowReader& rows, int64_t before_us)
      : EvidenceSource(rows, before_us), views_(views) {}

  StatusOr<std::optional<Alikes>> KeptAlikes(const RecordId&) override { return std::nullopt; }

 protected:
  // The first event that says it and still stood then; mostly the very first.
  StatusOr<bool> Stands(const RecordId& record, const v1::IdentityContent& content) override {
    if (content.first_received_us() >= before_us_) return false;
    const std::string prefix = kSpace + StatementPrefix(record, content.name());
    const auto statements = views_.Scan(PrefixRange(prefix), Direction::kForward);
    for (; statements->Valid(); statements->Next()) {
      int64_t received_us = 0;
      std::string event_id;
      if (!ParseStatement(statements->key().substr(prefix.size()), &received_us, &event_id)) {
        return Error(Code::kDataLoss, "identity statement's key does not parse");
      }
      if (received_us >= before_us_) return false;
      GT_ASSIGN_OR_RETURN(const bool amended, Amended(rows_, record.feed, event_id, before_us_));
      if (!amended) return true;
    }
    GT_RETURN_IF_ERROR(statements->status());
    return false;
  }

 private:
  const ViewSnapshot& views_;
};

StatusOr<Resolved> PersonNow(RowReader& rows, const RecordId& record) {
  GT_ASSIGN_OR_RETURN(const auto* row, rows.Read<v1::IdentityRecordRow>(RecordKey(record)));
  v1::IdentityPerson shared;
  if (!shared.ParseFromString(row->person())) {
    return Error(Code::kDataLoss, "identity person does not parse");
  }
  Resolved person;
  for (const v1::RecordRef& ref : shared.records()) person.records.push_back(FromRef(ref));
  if (person.records.empty()) person.records.push_back(record);
  person.in_review = shared.in_review();
  person.birth_date = shared.birth_date();
  return person;
}

}  // namespace

std::string PersonId(const std::vector<RecordId>& records) {
  KeyWriter all;
  for (const RecordId& record : records) all.Text(record.feed).Text(record.record);
  return "p-" + Hex(Sha256(all.view())).substr(0, 16);
}

StatusOr<Person> PersonOf(const ViewSnapshot& views, const RecordId& record,
                          std::optional<Instant> known_before) {
  SnapshotRows rows(views);
  Resolved person;
  if (known_before.has_value()) {
    EvidenceAsOf evidence(views, rows, known_before->time_since_epoch().count());
    GT_ASSIGN_OR_RETURN(const auto model, ModelInUse(views));
    GT_ASSIGN_OR_RETURN(person, Resolution(evidence, *model).PersonOf(record));
  } else {
    GT_ASSIGN_OR_RETURN(person, PersonNow(rows, record));
  }
  std::string id = PersonId(person.records);
  return Person{.id = std::move(id),
                .records = std::move(person.records),
                .in_review = person.in_review,
                .birth_date = std::move(person.birth_date)};
}

}  // namespace goldthread::identity
