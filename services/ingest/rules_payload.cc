#include <fmt/format.h>

#include "services/ingest/rules.h"
#include "services/ingest/syntax.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/code_lists.h"
#include "services/vocabulary/matching_model.h"

namespace goldthread::ingest {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kRiskToolAnswersMax = 100;
constexpr int kExclusionReasonsMax = 3;
constexpr int kPayloadListMax = 50;  // Of codes and names.

// The payload, one of its fields by name, and how the field is named from the event.
struct PayloadField {
  const Message& payload;
  const FieldDescriptor* field;
  std::string path;
};

// For rows that name their kind: the payload is set and has the field.
PayloadField FieldOf(const v1::Event& event, std::string_view name) {
  const FieldDescriptor* payload = event.GetReflection()->GetOneofFieldDescriptor(
      event, v1::Event::descriptor()->FindOneofByName("payload"));
  return {event.GetReflection()->GetMessage(event, payload),
          payload->message_type()->FindFieldByName(std::string(name)),
          fmt::format("{}.{}", payload->name(), name)};
}

std::string TextOf(const PayloadField& of) {
  return of.payload.GetReflection()->GetString(of.payload, of.field);
}

// Which list a row's codes are from: "source" and so on, by message and field.
struct CodedField {
  std::string_view field;  // "ReferralMade.source"
  CodeList list;
};
constexpr CodedField kCodedFields[] = {
    {"PersonDescribed.upn_unknown_reason", CodeList::kUpnUnknownReason},
    {"ContactReceived.source", CodeList::kReferralSource},
    {"ReferralMade.source", CodeList::kReferralSource},
    {"ReferralMade.primary_need", CodeList::kPrimaryNeed},
    {"AssessmentCompleted.factors", CodeList::kAssessmentFactor},
    {"PlanStarted.category_of_abuse", CodeList::kCategoryOfAbuse},
    {"PlanEnded.latest_category_of_abuse", CodeList::kCategoryOfAbuse},
    {"CaseClosed.reason", CodeList::kClosureReason},
    {"ExclusionRecorded.category", CodeList::kExclusionCategory},
    {"ExclusionRecorded.reasons", CodeList::kExclusionReason},
};

// nullptr: the field holds no codes of a list.
const CodedField* CodedFieldOf(const FieldDescriptor& field) {
  for (const CodedField& coded : kCodedFields) {
    const size_t dot = coded.field.find('.');
    if (coded.field.substr(0, dot) == field.containing_type()->name() &&
        coded.field.substr(dot + 1) == field.name()) {
      return &coded;
    }
  }
  return nullptr;
}

// The two records of a decision on a pair; nullptr for other kinds.
struct Pair {
  const v1::RecordRef* first = nullptr;
  const v1::RecordRef* second = nullptr;
  std::string_view payload;
};
Pair PairOf(const v1::Event& event) {
  if (event.has_records_linked()) {
    return {&event.records_linked().first(), &event.records_linked().second(), "records_linked"};
  }
  if (event.has_records_separated()) {
    return {&event.records_separated().first(), &event.records_separated().second(),
            "records_separated"};
  }
  if (event.has_match_left_open()) {
    return {&event.match_left_open().first(), &event.match_left_open().second(), "match_left_open"};
  }
  return {};
}

bool IsComplete(const v1::RecordRef& record) {
  return IsName(record.feed()) && IsId(record.record(), kNameBytesMax) &&
         record.record().find('/') == std::string::npos;
}

}  // namespace

void PayloadHas(const Submission& sent, std::string_view field, Fields& broken) {
  const PayloadField of = FieldOf(sent.event, field);
  if (!of.payload.GetReflection()->HasField(of.payload, of.field)) broken.push_back(of.path);
}

void PayloadDateIsReal(const Submission& sent, std::string_view field, Fields& broken) {
  const PayloadField of = FieldOf(sent.event, field);
  const std::string date = TextOf(of);
  if (!date.empty() && !ParseDay(date)) broken.push_back(of.path);
}

void PayloadPartialDateIsReal(const Submission& sent, std::string_view field, Fields& broken) {
  const PayloadField of = FieldOf(sent.event, field);
  const std::string date = TextOf(of);
  if (!date.empty() && !IsPartialDay(date)) broken.push_back(of.path);
}

void PayloadCodesAreKnown(const Submission& sent, std::string_view, Fields& broken) {
  const v1::Event& event = sent.event;
  if (event.payload_case() == v1::Event::PAYLOAD_NOT_SET) return;
  const FieldDescriptor* payload = event.GetReflection()->GetOneofFieldDescriptor(
      event, v1::Event::descriptor()->FindOneofByName("payload"));
  const Message& message = event.GetReflection()->GetMessage(event, payload);
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const CodedField* coded = CodedFieldOf(*field);
    if (coded == nullptr) continue;
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const std::string code = field->is_repeated()
                                   ? reflection->GetRepeatedString(message, field, i)
                                   : reflection->GetString(message, field);
      if (IsKnownCode(coded->list, code)) continue;
      broken.push_back(field->is_repeated()
                           ? fmt::format("{}.{}[{}]", payload->name(), field->name(), i)
                           : fmt::format("{}.{}", payload->name(), field->name()));
    }
  }
}

void PayloadListsAreShort(const Submission& sent, std::string_view, Fields& broken) {
  const v1::Event& event = sent.event;
  const auto check = [&](int size, int size_max, const char* path) {
    if (size > size_max) broken.emplace_back(path);
  };
  check(event.incident_attended().risk_tool().answers_size(), kRiskToolAnswersMax,
        "incident_attended.risk_tool.answers");
  check(event.exclusion_recorded().reasons_size(), kExclusionReasonsMax,
        "exclusion_recorded.reasons");
  check(event.attendance_concern().codes_size(), kPayloadListMax, "attendance_concern.codes");
  check(event.order_made().conditions_size(), kPayloadListMax, "order_made.conditions");
  check(event.referral_decided().outcomes_size(), kPayloadListMax, "referral_decided.outcomes");
  check(event.assessment_completed().factors_size(), kPayloadListMax,
        "assessment_completed.factors");
  check(event.strategy_discussion_held().agencies_size(), kPayloadListMax,
        "strategy_discussion_held.agencies");
  check(event.section47_concluded().outcomes_size(), kPayloadListMax,
        "section47_concluded.outcomes");
  check(event.conference_held().outcomes_size(), kPayloadListMax, "conference_held.outcomes");
}

void RelationshipHasTwoEnds(const Submission& sent, std::string_view field, Fields& broken) {
  if (sent.event.subjects_size() != 2) broken.emplace_back(field);
}

void AddressSaysWhere(const Submission& sent, std::string_view, Fields& broken) {
  const v1::Address& address = sent.event.address_observed().address();
  if (address.lines().empty() && address.postcode().empty() && address.uprn() == 0) {
    broken.emplace_back("address_observed.address");
  }
}

void OrderHasOneEnd(const Submission& sent, std::string_view, Fields& broken) {
  const v1::OrderMade& order = sent.event.order_made();
  if (order.until_further_order() && !order.expected_end().empty()) {
    broken.emplace_back("order_made.expected_end");
  }
}

void ReviewIsDueUnlessEnded(const Submission& sent, std::string_view, Fields& broken) {
  const v1::RiskReviewed& reviewed = sent.event.risk_reviewed();
  const bool ends = reviewed.outcome() == "none" || reviewed.outcome() == "no-longer";
  if (!ends && reviewed.review_due().empty()) broken.emplace_back("risk_reviewed.review_due");
}

void ModelIsWhole(const Submission& sent, std::string_view, Fields& broken) {
  const v1::LearntModel& learnt = sent.event.matching_model_adopted().learnt();
  for (const ModelFault& fault : FaultsOf(learnt.model())) {
    broken.push_back("matching_model_adopted.learnt.model." + fault.field);
  }
}

void ModelHasItsDigest(const Submission& sent, std::string_view, Fields& broken) {
  const v1::LearntModel& learnt = sent.event.matching_model_adopted().learnt();
  if (learnt.digest() != DigestOf(learnt.model())) {
    broken.emplace_back("matching_model_adopted.learnt.digest");
  }
}

void PairIsComplete(const Submission& sent, std::string_view, Fields& broken) {
  const Pair pair = PairOf(sent.event);
  if (!IsComplete(*pair.first)) broken.push_back(fmt::format("{}.first", pair.payload));
  if (!IsComplete(*pair.second)) broken.push_back(fmt::format("{}.second", pair.payload));
}

void PairIsTwoRecords(const Submission& sent, std::string_view, Fields& broken) {
  const Pair pair = PairOf(sent.event);
  if (pair.first->feed() == pair.second->feed() && pair.first->record() == pair.second->record()) {
    broken.push_back(fmt::format("{}.second", pair.payload));
  }
}

}  // namespace goldthread::ingest
