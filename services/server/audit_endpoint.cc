#include "services/server/audit_endpoint.h"

#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>

#include <charconv>

#include "eventstore/base/digest.h"
#include "services/access/chained_log.h"
#include "services/access/look_list.h"
#include "services/access/policy.h"
#include "services/access/reason.h"
#include "services/access/reply.h"
#include "services/server/words.h"

namespace goldthread::server {
namespace {

constexpr int kPageDefault = 100;
constexpr int kPageMax = 1'000;

StatusOr<int64_t> PlaceOf(const std::string& token) {
  if (token.empty()) return 0;
  int64_t place = 0;
  const char* const end = token.data() + token.size();
  const auto [read_to, error] = std::from_chars(token.data(), end, place);
  if (error == std::errc() && read_to == end && place >= 0) return place;
  return Error(Code::kInvalidArgument, "BAD_PAGE_TOKEN: not a token of this list; start again");
}

StatusOr<Instant> MomentOf(std::string_view field, const google::protobuf::Timestamp& time) {
  using google::protobuf::util::TimeUtil;
  if (time.seconds() >= TimeUtil::kTimestampMinSeconds &&
      time.seconds() <= TimeUtil::kTimestampMaxSeconds) {
    return InstantOf(time);
  }
  return access::BadField(field, "is no moment between the years 1 and 9999");
}

StatusOr<std::optional<access::ChainHead>> HeadOf(const v1::VerifyAuditRequest& request) {
  if (!request.has_expected()) return std::optional<access::ChainHead>();
  const access::ChainHead head{.entries = request.expected().entries(),
                               .digest = FromHex(request.expected().digest()).value_or("")};
  if (head.entries < 0 || head.digest.size() != kSha256Bytes) {
    return access::BadField("expected", "entries and 64 hexadecimal digits, as VerifyAudit gave");
  }
  return std::optional(head);
}

// Whose looks, and at whom: the question may itself be somebody's curiosity. Ids alone: what is
// too long for one may be anything.
std::string AuditText(const v1::ListLooksRequest& request) {
  const auto id = [](const std::string& text) {
    return text.size() <= access::kCallerFieldBytesMax ? text : "?";
  };
  std::string text = "agency=" + id(request.agency());
  if (!request.user().empty()) text += " user=" + id(request.user());
  if (request.has_record()) {
    text +=
        fmt::format(" record={}/{}", id(request.record().feed()), id(request.record().record()));
  }
  if (request.has_joined_with()) {
    text += fmt::format(" joined_with={}/{}", id(request.joined_with().feed()),
                        id(request.joined_with().record()));
  }
  return text;
}

}  // namespace

StatusOr<access::Disclosed<v1::ListLooksResponse>> AuditEndpoint::List(
    const v1::ListLooksRequest& request) {
  access::Look look;
  look.action = "audit.list";
  look.question = AuditText(request);
  GT_RETURN_IF_ERROR(door_.Admit(request.caller(), look));
  const auto agency = access::AgencyToList(door_.policy(), request.caller(), request.agency());
  if (!agency.ok()) return door_.Refuse(request.caller(), look);
  if (request.page_size() < 0) return access::BadField("page_size", "is negative");
  access::LookQuestion question;
  if (request.has_record()) {
    question.record = RecordId{request.record().feed(), request.record().record()};
  }
  if (request.has_joined_with()) {
    if (!request.has_record()) return access::BadField("record", "name both records of the join");
    question.joined_with = RecordId{request.joined_with().feed(), request.joined_with().record()};
  }
  question.agency = *agency;
  question.user = request.user();
  if (request.has_at_from()) {
    GT_ASSIGN_OR_RETURN(question.since, MomentOf("at_from", request.at_from()));
  }
  if (request.has_at_until()) {
    GT_ASSIGN_OR_RETURN(question.until, MomentOf("at_until", request.at_until()));
  }
  question.limit = static_cast<size_t>(
      request.page_size() == 0 ? kPageDefault : std::min(request.page_size(), kPageMax));
  GT_ASSIGN_OR_RETURN(question.from, PlaceOf(request.page_token()));
  const auto reader = open_reader_();
  const auto owner = [this](std::string_view feed) { return door_.OwnerOf(feed); };
  GT_ASSIGN_OR_RETURN(access::LookPage page, access::ListLooks(*reader, question, owner));
  v1::ListLooksResponse response;
  for (v1::AuditedLook& listed : page.looks) *response.add_looks() = std::move(listed);
  if (page.next.has_value()) response.set_next_page_token(fmt::format("{}", *page.next));
  look.rows = response.looks_size();
  return door_.Disclose(request.caller(), look, std::move(response));
}

StatusOr<access::Disclosed<v1::VerifyAuditResponse>> AuditEndpoint::Verify(
    const v1::VerifyAuditRequest& request) {
  access::Look look;
  look.action = "audit.verify";
  GT_RETURN_IF_ERROR(door_.Admit(request.caller(), look));
  const v1::Purpose purpose = request.caller().purpose();
  if (purpose != v1::PURPOSE_AUDIT && purpose != v1::PURPOSE_OPERATION) {
    return door_.Refuse(request.caller(), look);
  }
  GT_ASSIGN_OR_RETURN(const auto expected, HeadOf(request));
  const auto reader = open_reader_();
  GT_ASSIGN_OR_RETURN(const access::ChainReport report, access::VerifyChain(*reader, expected));
  v1::VerifyAuditResponse response;
  response.set_sound(report.sound);
  response.mutable_head()->set_entries(report.head.entries);
  response.mutable_head()->set_digest(Hex(report.head.digest));
  response.set_broken_at(report.broken_at);
  response.set_finding(report.finding);
  return door_.Disclose(request.caller(), look, std::move(response));
}

grpc::Status AuditEndpoint::ListLooks(grpc::ServerContext* /*context*/,
                                      const v1::ListLooksRequest* request,
                                      v1::ListLooksResponse* response) {
  return access::Reply(List(*request), response);
}

grpc::Status AuditEndpoint::VerifyAudit(grpc::ServerContext* /*context*/,
                                        const v1::VerifyAuditRequest* request,
                                        v1::VerifyAuditResponse* response) {
  return access::Reply(Verify(*request), response);
}

}  // namespace goldthread::server
