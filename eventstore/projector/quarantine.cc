#include "eventstore/projector/quarantine.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "eventstore/base/key.h"

namespace goldthread {
namespace {

Status DoesNotParse() { return Error(Code::kDataLoss, "a quarantine row does not parse"); }

}  // namespace

std::string CauseKey(Position position, size_t place) {
  return KeyWriter()
      .Byte(kQuarantineSpace)
      .Number(position.value)
      .Byte(static_cast<char>(place))
      .Take();
}

std::string UnheardKey(Position position, size_t place) {
  return KeyWriter().Byte('\x03').Number(position.value).Byte(static_cast<char>(place)).Take();
}

std::string CauseValue(std::string_view fold, const v1::RecordHeader& header,
                       const Status& reason) {
  const std::string code = absl::StatusCodeToString(reason.code());
  return KeyWriter()
      .Text(fold)
      .Text(header.feed())
      .Text(header.event_id())
      .Number(header.received_at_us())
      .Text(fmt::format("{}: {}", code, Message(reason)))
      .Take();
}

int64_t AboutCount(std::optional<std::string_view> row) {
  int64_t count = 0;
  if (row.has_value()) KeyReader(*row).Number(&count);
  return count;
}

std::string AboutKey(std::string_view feed, std::string_view record, Position position) {
  return KeyWriter()
      .Byte(kQuarantinedAboutSpace)
      .Text(feed)
      .Text(record)
      .Number(position.value)
      .Take();
}

std::string AboutValue(const v1::RecordHeader& header, const v1::Event& event) {
  const google::protobuf::Timestamp& recorded = event.recorded_at();
  return KeyWriter()
      .Text(header.event_id())
      .Text(event.agency())
      .Number(event.category())
      .Number(header.received_at_us())
      .Number(recorded.seconds() * 1'000'000 + recorded.nanos() / 1000)
      .Take();
}

StatusOr<std::vector<Quarantined>> ListQuarantined(const ViewSnapshot& views, Position from,
                                                   size_t limit) {
  std::vector<Quarantined> list;
  KeyRange range = PrefixRange(std::string(1, kQuarantineSpace));
  range.first = CauseKey(from, 0);
  const std::unique_ptr<RowCursor> row = views.Scan(range);
  for (; row->Valid(); row->Next()) {
    Quarantined item;
    QuarantineCause cause;
    char space = 0;
    KeyReader key(row->key());
    KeyReader value(row->value());
    const bool read = key.Byte(&space) && key.Number(&item.position.value) &&
                      value.Text(&cause.fold) && value.Text(&item.feed) &&
                      value.Text(&item.event_id) && value.Number(&item.received_us) &&
                      value.Text(&cause.reason);
    if (!read) return DoesNotParse();
    if (list.empty() || list.back().position != item.position) {
      if (list.size() == limit) break;
      list.push_back(std::move(item));
    }
    list.back().causes.push_back(std::move(cause));
  }
  GT_RETURN_IF_ERROR(row->status());
  return list;
}

StatusOr<std::vector<QuarantinedFact>> QuarantinedAbout(const ViewSnapshot& views,
                                                        std::string_view feed,
                                                        std::string_view record) {
  std::vector<QuarantinedFact> facts;
  GT_ASSIGN_OR_RETURN(const auto count, views.Get(kAboutCountKey));
  if (!count.has_value()) return facts;
  KeyWriter prefix;
  prefix.Byte(kQuarantinedAboutSpace).Text(feed).Text(record);
  const std::unique_ptr<RowCursor> row = views.Scan(PrefixRange(prefix.view()));
  for (; row->Valid(); row->Next()) {
    QuarantinedFact& fact = facts.emplace_back();
    KeyReader key(row->key().substr(prefix.view().size()));
    KeyReader value(row->value());
    int64_t category = 0;
    const bool read = key.Number(&fact.position.value) && value.Text(&fact.event_id) &&
                      value.Text(&fact.agency) && value.Number(&category) &&
                      value.Number(&fact.received_us) && value.Number(&fact.recorded_us);
    if (!read) return DoesNotParse();
    fact.category = static_cast<v1::InformationCategory>(category);
  }
  GT_RETURN_IF_ERROR(row->status());
  return facts;
}

}  // namespace goldthread
