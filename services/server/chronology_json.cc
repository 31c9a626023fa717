#include "services/server/chronology_json.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <nlohmann/json.hpp>

#include "services/server/words.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;

std::string RecordText(const v1::RecordRef& record) {
  return RecordId{record.feed(), record.record()}.Text();
}

Json TextOrNull(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json TimeOrNull(bool given, const google::protobuf::Timestamp& time) {
  return given ? Json(InstantText(InstantOf(time))) : Json();
}

// What the event says, whatever its kind.
Json Facts(const v1::Event& event) {
  const auto* payload = v1::Event::descriptor()->FindOneofByName("payload");
  const auto& reflection = *event.GetReflection();
  const auto* field = reflection.GetOneofFieldDescriptor(event, payload);
  return field == nullptr ? Json::object() : MessageJson(reflection.GetMessage(event, field));
}

Json AmendmentsJson(const v1::ChronologyEntry& entry) {
  Json amendments = Json::array();
  for (const v1::Amendment& amendment : entry.amendments()) {
    amendments.push_back(
        {{"event_id", amendment.event_id()},
         {"makes_it", EnumWord(*v1::Standing_descriptor(), amendment.makes_it())},
         {"replacement_event_id", TextOrNull(amendment.replacement_event_id())},
         {"reason", TextOrNull(amendment.reason())},
         {"received_at", TimeOrNull(amendment.has_received_at(), amendment.received_at())},
         {"void", amendment.void_()}});
  }
  return amendments;
}

Json BasisJson(const v1::Event& event) {
  if (!event.has_basis()) return nullptr;
  const v1::Basis& basis = event.basis();
  return {{"nature", TextOrNull(EnumWord(*v1::BasisNature_descriptor(), basis.nature()))},
          {"told_by", TextOrNull(basis.told_by())},
          {"seen_by", TextOrNull(basis.seen_by())}};
}

Json AgenciesJson(const std::vector<v1::AgencySummary>& agencies) {
  Json list = Json::array();
  for (const v1::AgencySummary& agency : agencies) {
    list.push_back(
        {{"agency", agency.agency()},
         {"entries", agency.entries()},
         {"first_occurred", TextOrNull(agency.first_occurred())},
         {"last_occurred", TextOrNull(agency.last_occurred())},
         {"last_received", TimeOrNull(agency.has_last_received(), agency.last_received())},
         {"longest_gap_days", agency.longest_gap_days()},
         {"longest_gap_from", TextOrNull(agency.longest_gap_from())}});
  }
  return list;
}

std::string Cell(std::string text) {
  if (!text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos) {
    text.insert(0, 1, '\'');
  }
  if (text.find_first_of(",\"\r\n") == text.npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

std::string AgeText(const v1::ChronologyEntry& entry) {
  return entry.has_age_years() ? fmt::format("{}y {}m", entry.age_years(), entry.age_months()) : "";
}

}  // namespace

Json MessageJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(message, &text, options).ok()) {
    return Json::object();
  }
  return Json::parse(text, nullptr, false);
}

std::string JsonLine(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

namespace {

Json HandlingJson(const v1::Event& event) {
  Json markings = Json::array();
  for (const int marking : event.handling()) {
    markings.push_back(EnumWord(*v1::Handling_descriptor(), marking));
  }
  return markings;
}

}  // namespace

Json EntryJson(const v1::ChronologyEntry& entry) {
  const v1::Event& event = entry.event();
  Json age;
  if (entry.has_age_years()) {
    age = {{"years", entry.age_years()}, {"months", entry.age_months()}};
  }
  return {{"occurred", OccurredText(event.occurred())},
          {"precision", PrecisionWord(event.occurred())},
          {"occurred_end", TextOrNull(OccurredEndText(event.occurred()))},
          {"kind", entry.kind()},
          {"agency", event.agency()},
          {"feed", event.feed()},
          {"event_id", event.id()},
          {"record", RecordText(entry.record())},
          {"role", EnumWord(*v1::SubjectRole_descriptor(), entry.role())},
          {"age", age},
          {"standing", EnumWord(*v1::Standing_descriptor(), entry.standing())},
          {"amendments", AmendmentsJson(entry)},
          {"recorded_at", TimeOrNull(event.has_recorded_at(), event.recorded_at())},
          {"received_at", TimeOrNull(event.has_received_at(), event.received_at())},
          {"days_late", entry.days_late()},
          {"category", EnumWord(*v1::InformationCategory_descriptor(), event.category())},
          {"handling", HandlingJson(event)},
          {"corrects", TextOrNull(event.corrects())},
          {"basis", BasisJson(event)},
          {"contact", event.has_contact() ? MessageJson(event.contact()) : Json()},
          {"facts", Facts(event)}};
}

Json ChronologyJson(const v1::ChronologyQuery& query, const Chronology& chronology) {
  Json records = Json::array();
  for (const v1::RecordRef& record : chronology.person.records()) {
    records.push_back(RecordText(record));
  }
  Json entries = Json::array();
  for (const v1::ChronologyEntry& entry : chronology.entries) entries.push_back(EntryJson(entry));
  return {
      {"record", RecordText(query.record())},
      {"person",
       {{"id", chronology.person.id()},
        {"records", std::move(records)},
        {"birth_date", TextOrNull(chronology.person.birth_date())},
        {"in_review", chronology.person.records_in_review()}}},
      {"position", {{"shard", chronology.position.shard()}, {"next", chronology.position.next()}}},
      {"as_known_on", TextOrNull(query.as_known_on())},
      {"entries", std::move(entries)},
      {"agencies", AgenciesJson(chronology.agencies)}};
}

std::string CsvHeader() {
  return "occurred,precision,occurred_end,kind,agency,feed,event_id,record,role,age,standing,"
         "recorded_at,received_at,days_late,category,corrects,facts\r\n";
}

std::string CsvRow(const v1::ChronologyEntry& entry) {
  const v1::Event& event = entry.event();
  const std::string cells[] = {
      OccurredText(event.occurred()),
      PrecisionWord(event.occurred()),
      OccurredEndText(event.occurred()),
      entry.kind(),
      event.agency(),
      event.feed(),
      event.id(),
      RecordText(entry.record()),
      EnumWord(*v1::SubjectRole_descriptor(), entry.role()),
      AgeText(entry),
      EnumWord(*v1::Standing_descriptor(), entry.standing()),
      event.has_recorded_at() ? InstantText(InstantOf(event.recorded_at())) : "",
      event.has_received_at() ? InstantText(InstantOf(event.received_at())) : "",
      fmt::format("{}", entry.days_late()),
      EnumWord(*v1::InformationCategory_descriptor(), event.category()),
      event.corrects(),
      JsonLine(Facts(event))};
  std::string row;
  for (const std::string& cell : cells) row += Cell(cell) + ",";
  row.pop_back();
  return row + "\r\n";
}

}  // namespace goldthread::server
