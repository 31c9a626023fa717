#include "services/server/look_words.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "services/server/words.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;

std::string TimeOf(int64_t us) { return InstantText(Instant(std::chrono::microseconds(us))); }

std::string PurposeWord(const v1::Caller& caller) {
  return EnumWord(*v1::Purpose_descriptor(), caller.purpose());
}

std::string ReasonWord(const v1::GlassBroken& glass) {
  return EnumWord(*v1::GlassReason_descriptor(), glass.reason());
}

std::vector<std::string> RecordsOf(const v1::AuditRecord& look) {
  std::vector<std::string> records;
  for (const v1::RecordRef& ref : look.records()) records.push_back(TextOf(ref));
  return records;
}

Json GlassJson(const v1::GlassBroken& glass) {
  Json opens = Json::array();
  for (const int category : glass.opens()) {
    opens.push_back(EnumWord(*v1::InformationCategory_descriptor(), category));
  }
  return {{"grant", glass.grant()},
          {"reason", ReasonWord(glass)},
          {"explanation", glass.explanation()},
          {"opens", std::move(opens)},
          {"expires_at", TimeOf(glass.expires_at_us())},
          {"tells", std::vector<std::string>(glass.tells().begin(), glass.tells().end())}};
}

// "hospital 2, police knows": rows an agency, or only that it knows the person.
std::string ShownText(const v1::AuditRecord& look) {
  std::vector<std::string> parts;
  for (const v1::Shown& shown : look.shown()) {
    parts.push_back(shown.existence_only() ? shown.agency() + " knows"
                                           : fmt::format("{} {}", shown.agency(), shown.rows()));
  }
  return parts.empty() ? "-" : fmt::format("{}", fmt::join(parts, ", "));
}

std::string WhyText(const v1::AuditRecord& look) {
  if (!look.refused().empty()) return "refused: " + look.refused();
  if (look.has_glass()) return "glass broken: " + ReasonWord(look.glass());
  if (!look.under_grant().empty()) return "under " + look.under_grant();
  return look.rules().empty() ? "-" : fmt::format("{}", fmt::join(look.rules(), ", "));
}

}  // namespace

Json LookJson(const v1::AuditedLook& listed) {
  const v1::AuditRecord& look = listed.record();
  Json shown = Json::array();
  for (const v1::Shown& part : look.shown()) {
    shown.push_back({{"agency", part.agency()},
                     {"rows", part.rows()},
                     {"existence_only", part.existence_only()}});
  }
  Json json = {{"entry", listed.position()},
               {"at", TimeOf(look.at_us())},
               {"agency", look.caller().agency()},
               {"user", look.caller().user()},
               {"role", look.caller().role()},
               {"purpose", PurposeWord(look.caller())},
               {"action", look.action()},
               {"records", RecordsOf(look)},
               {"question", look.question()},
               {"rows", look.rows()},
               {"shown", std::move(shown)},
               {"rules", std::vector<std::string>(look.rules().begin(), look.rules().end())},
               {"policy", look.policy()},
               {"under_grant", look.under_grant()},
               {"refused", look.refused()}};
  if (look.has_glass()) json["glass"] = GlassJson(look.glass());
  return json;
}

std::vector<std::string> LookColumns() {
  return {"AT", "WHO", "ROLE", "PURPOSE", "ACTION", "WHOSE", "SHOWN", "WHY"};
}

std::vector<std::string> LookRow(const v1::AuditedLook& listed) {
  const v1::AuditRecord& look = listed.record();
  const auto records = RecordsOf(look);
  return {
      TimeOf(look.at_us()), fmt::format("{} of {}", look.caller().user(), look.caller().agency()),
      look.caller().role(), PurposeWord(look.caller()),
      look.action(),        records.empty() ? "-" : fmt::format("{}", fmt::join(records, " ")),
      ShownText(look),      WhyText(look)};
}

}  // namespace goldthread::server
