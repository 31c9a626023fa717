#include "connectors/adults/asserted_reader.h"

#include <algorithm>
#include <optional>

#include "connectors/adults/adult_rows.h"
#include "connectors/adults/rules.h"
#include "eventstore/base/check.h"
#include "eventstore/base/key.h"

namespace goldthread::adults {
namespace {

// The fold's rows as a snapshot has them, for the code that the fold works with.
class RowsOfViews final : public FoldRows {
 public:
  explicit RowsOfViews(const ViewSnapshot& views) : views_(views) {}

  std::optional<std::string_view> Get(std::string_view key) override {
    auto read = views_.Get(kSpace + std::string(key));
    if (!read.ok()) {
      trouble_ = read.status();
      return std::nullopt;
    }
    if (!read->has_value()) return std::nullopt;
    bytes_ = **std::move(read);
    return bytes_;
  }
  void Put(std::string_view, std::string_view) override { GT_CHECK(false); }
  void Erase(std::string_view) override { GT_CHECK(false); }
  void Append(std::string_view, std::string_view) override { GT_CHECK(false); }

  // Whether every row that was asked for could be read.
  const Status& trouble() const { return trouble_; }

 private:
  const ViewSnapshot& views_;
  std::string bytes_;
  Status trouble_;
};

// One question about one person.
class Asking {
 public:
  explicit Asking(const ViewSnapshot& views) : stored_(views), rows_(stored_), people_(rows_) {}

  StatusOr<Situation> Around(const RecordId& record) {
    GT_ASSIGN_OR_RETURN(const RecordId person, people_.PersonOf(record));
    auto situation = SurroundingsOf(person, people_, rows_);
    GT_RETURN_IF_ERROR(stored_.trouble());
    return situation;
  }
  StatusOr<const v1::AdultRecordRow*> FactsOf(const RecordId& record) {
    auto row = rows_.Get<v1::AdultRecordRow>(FactsKey(record));
    GT_RETURN_IF_ERROR(stored_.trouble());
    return row;
  }

 private:
  RowsOfViews stored_;
  KeptRows rows_;
  People people_;
};

}  // namespace

StatusOr<std::vector<RecordId>> RecordsEverAsserted(const ViewSnapshot& views) {
  std::vector<RecordId> records;
  const std::string prefix = kSpace + std::string(1, AssertedKey({}).front());
  const auto rows = views.Scan(PrefixRange(prefix));
  for (; rows->Valid(); rows->Next()) {
    RecordId record;
    KeyReader key(rows->key().substr(prefix.size()));
    if (!key.Text(&record.feed) || !key.Text(&record.record)) {
      return Error(Code::kDataLoss, "a row of adults does not parse; rebuild the views");
    }
    records.push_back(std::move(record));
  }
  GT_RETURN_IF_ERROR(rows->status());
  return records;
}

StatusOr<Asserted> AssertedOf(const ViewSnapshot& views, const RecordId& record, Day today) {
  Asking asking(views);
  GT_ASSIGN_OR_RETURN(const Situation situation, asking.Around(record));
  Asserted found = Asserted::kNo;
  for (const Trigger& trigger : situation.assertions) {
    const bool here = trigger.held.fact->kind() == v1::ADULT_FACT_KIND_ASSERTION;
    const bool overdue = trigger.due.has_value() && *trigger.due < DayNumber(today);
    if (!here || overdue || !trigger.stands) continue;
    if (trigger.held.fact->evidence() != v1::EVIDENCE_CLASS_INTELLIGENCE) return Asserted::kYes;
    found = Asserted::kOnIntelligenceAlone;
  }
  return found;
}

StatusOr<bool> IsNearChild(const ViewSnapshot& views, const RecordId& record, Day today) {
  Asking asking(views);
  GT_ASSIGN_OR_RETURN(Situation situation, asking.Around(record));
  v1::AdultFact supposed;
  supposed.set_kind(v1::ADULT_FACT_KIND_KNOWN_ELSEWHERE);
  supposed.set_day(DayNumber(today));
  Trigger trigger;
  trigger.held = {&record, &supposed};
  situation.assertions = {trigger};
  std::vector<Finding> findings;
  LookAtExposures(situation, &findings);
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
    return !finding.child->shielded && finding.since <= DayNumber(today) &&
           (!finding.until.has_value() || *finding.until > DayNumber(today));
  });
}

StatusOr<std::vector<KnownElsewhere>> KnownElsewhereOf(const ViewSnapshot& views,
                                                       const RecordId& record) {
  Asking asking(views);
  GT_ASSIGN_OR_RETURN(const v1::AdultRecordRow* const row, asking.FactsOf(record));
  std::vector<KnownElsewhere> known;
  for (const v1::AdultFact& fact : row->facts()) {
    if (fact.kind() != v1::ADULT_FACT_KIND_KNOWN_ELSEWHERE) continue;
    known.push_back({fact.event_id(), fact.words(), !fact.void_()});
  }
  return known;
}

}  // namespace goldthread::adults
