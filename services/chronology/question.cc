#include "services/chronology/question.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include "eventstore/base/digest.h"
#include "eventstore/base/key.h"
#include "services/access/reason.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::chronology {
namespace {

constexpr int64_t kDayUs = int64_t{24} * 3600 * 1'000'000;
constexpr int kValuesMax = 50;  // Of one repeated filter.
// Of a feed, a record or an agency: ingest takes no longer ones, so they name nothing.
constexpr size_t kNameBytesMax = 100;

using access::BadField;

Status CheckName(std::string_view field, const std::string& name) {
  if (name.size() <= kNameBytesMax) return OkStatus();
  return BadField(field, fmt::format("has {} bytes; at most {}", name.size(), kNameBytesMax));
}

Status CheckCount(std::string_view field, int count) {
  if (count <= kValuesMax) return OkStatus();
  return BadField(field, fmt::format("has {} values; at most {}", count, kValuesMax));
}

StatusOr<std::optional<Day>> OptionalDay(std::string_view field, const std::string& text) {
  if (text.empty()) return std::optional<Day>();
  const std::optional<Day> day = ParseDay(text);
  if (!day.has_value()) return BadField(field, "not a date; write YYYY-MM-DD");
  return day;
}

int64_t WallStart(Day day) {
  return int64_t{std::chrono::sys_days(day).time_since_epoch().count()} * kDayUs;
}

// The payload's number by its message name, or nothing.
std::optional<int> KindNumber(const std::string& name) {
  const auto* payload = v1::Event::descriptor()->FindOneofByName("payload");
  for (int i = 0; i < payload->field_count(); ++i) {
    if (payload->field(i)->message_type()->name() == name) return payload->field(i)->number();
  }
  return std::nullopt;
}

Status ParseFilters(const v1::ChronologyQuery& query, Question* question) {
  GT_RETURN_IF_ERROR(CheckCount("query.agencies", query.agencies_size()));
  GT_RETURN_IF_ERROR(CheckCount("query.categories", query.categories_size()));
  GT_RETURN_IF_ERROR(CheckCount("query.kinds", query.kinds_size()));
  for (const std::string& agency : query.agencies()) {
    GT_RETURN_IF_ERROR(CheckName("query.agencies", agency));
  }
  question->agencies.assign(query.agencies().begin(), query.agencies().end());
  for (const int category : query.categories()) {
    if (!v1::InformationCategory_IsValid(category)) return BadField("query.categories", "unknown");
    question->categories.push_back(static_cast<v1::InformationCategory>(category));
  }
  for (const std::string& name : query.kinds()) {
    const std::optional<int> kind = KindNumber(name);
    if (!kind.has_value()) {
      return BadField("query.kinds", "not an event kind; names are in docs/events.md");
    }
    question->kinds.push_back(*kind);
  }
  return OkStatus();
}

std::string Fingerprint(const v1::ChronologyQuery& query) {
  return Sha256(query.SerializeAsString()).substr(0, 8);
}

}  // namespace

StatusOr<Question> ParseQuestion(const v1::ChronologyQuery& query) {
  Question question;
  question.record = {query.record().feed(), query.record().record()};
  if (question.record.feed.empty() || question.record.record.empty()) {
    return BadField("query.record", "name a source record: its feed and its id there");
  }
  GT_RETURN_IF_ERROR(CheckName("query.record.feed", question.record.feed));
  GT_RETURN_IF_ERROR(CheckName("query.record.record", question.record.record));
  GT_RETURN_IF_ERROR(CheckName("query.known_to_agency", query.known_to_agency()));
  GT_ASSIGN_OR_RETURN(const auto from, OptionalDay("query.occurred_from", query.occurred_from()));
  GT_ASSIGN_OR_RETURN(const auto to, OptionalDay("query.occurred_to", query.occurred_to()));
  if (from.has_value()) question.from_us = WallStart(*from);
  if (to.has_value()) question.before_us = WallStart(*to) + kDayUs;
  if (question.from_us >= question.before_us) {
    return BadField("query.occurred_to", "the period ends before it starts");
  }
  GT_ASSIGN_OR_RETURN(const auto known_on, OptionalDay("query.as_known_on", query.as_known_on()));
  if (known_on.has_value()) question.known_before = EndOfDayInLondon(*known_on);
  question.known_to_agency = query.known_to_agency();
  question.newest_first = query.order() == v1::ORDER_NEWEST_FIRST;
  GT_RETURN_IF_ERROR(ParseFilters(query, &question));
  return question;
}

std::string AuditText(const v1::ChronologyQuery& query) {
  v1::ChronologyQuery filters = query;
  filters.clear_record();  // The look names it.
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  const auto printed = google::protobuf::util::MessageToJsonString(filters, &text, options);
  return printed.ok() ? text : "";
}

std::string PageToken(const v1::ChronologyQuery& query, const Place& place) {
  const std::string bytes = KeyWriter(Fingerprint(query))
                                .Number(place.wall_us)
                                .Text(place.event_id)
                                .Text(place.record.feed)
                                .Text(place.record.record)
                                .Take();
  return Hex(bytes + Sha256(bytes).substr(0, 4));
}

StatusOr<Place> ParsePageToken(const v1::ChronologyQuery& query, const std::string& token) {
  const Status bad =
      Error(Code::kInvalidArgument, "BAD_PAGE_TOKEN: not of this question; start again without it");
  std::string bytes = FromHex(token).value_or("");
  if (bytes.size() < 12) return bad;
  const std::string seal = bytes.substr(bytes.size() - 4);
  bytes.resize(bytes.size() - 4);
  if (Sha256(bytes).substr(0, 4) != seal) return bad;
  if (bytes.substr(0, 8) != Fingerprint(query)) return bad;
  Place place;
  KeyReader reader(std::string_view(bytes).substr(8));
  if (!reader.Number(&place.wall_us) || !reader.Text(&place.event_id) ||
      !reader.Text(&place.record.feed) || !reader.Text(&place.record.record)) {
    return bad;
  }
  return place;
}

}  // namespace goldthread::chronology
