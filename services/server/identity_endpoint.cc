#include "services/server/identity_endpoint.h"

#include <fmt/format.h>

#include <optional>
#include <sstream>
#include <utility>

#include "services/access/reply.h"
#include "services/feeds/page_token.h"
#include "services/identity/review_list.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

constexpr int32_t kPageSizeDefault = 100;
constexpr int32_t kPageSizeMax = 1'000;

v1::ReviewReason ToMessage(identity::ReviewReason reason) {
  using identity::ReviewReason;
  switch (reason) {
    case ReviewReason::kBirthDatesConflict:
      return v1::REVIEW_REASON_BIRTH_DATES_CONFLICT;
    case ReviewReason::kSexConflicts:
      return v1::REVIEW_REASON_SEX_CONFLICTS;
    case ReviewReason::kOthersConflict:
      return v1::REVIEW_REASON_OTHERS_CONFLICT;
    case ReviewReason::kSeveralBirths:
      return v1::REVIEW_REASON_SEVERAL_BIRTHS;
    case ReviewReason::kTooManyRecords:
      return v1::REVIEW_REASON_TOO_MANY_RECORDS;
    case ReviewReason::kDecisionsConflict:
      return v1::REVIEW_REASON_DECISIONS_CONFLICT;
    case ReviewReason::kIdentifierOverused:
      return v1::REVIEW_REASON_IDENTIFIER_OVERUSED;
    case ReviewReason::kLooksAlike:
      return v1::REVIEW_REASON_LOOKS_ALIKE;
  }
  return v1::REVIEW_REASON_UNSPECIFIED;
}

constexpr std::string_view kQuestion = "identity.review";

// Ids hold no line breaks.
std::string PlaceText(const identity::ReviewPair& pair) {
  return fmt::format("{}\n{}\n{}\n{}\n{}", static_cast<int>(pair.reason), pair.first.feed,
                     pair.first.record, pair.second.feed, pair.second.record);
}

// Nothing: from the first.
std::optional<identity::ReviewPair> PlaceIn(const std::string& text) {
  std::istringstream lines(text);
  identity::ReviewPair pair;
  int reason = 0;
  if (!(lines >> reason).ignore(1)) return std::nullopt;
  for (std::string* part :
       {&pair.first.feed, &pair.first.record, &pair.second.feed, &pair.second.record}) {
    std::getline(lines, *part);
  }
  pair.reason = static_cast<identity::ReviewReason>(reason);
  return pair;
}

}  // namespace

StatusOr<access::Disclosed<v1::ListReviewResponse>> IdentityEndpoint::Review(
    const v1::ListReviewRequest& request) const {
  access::Look look;
  look.action = "identity.review";
  GT_RETURN_IF_ERROR(door_.Admit(request.caller(), look));
  GT_RETURN_IF_ERROR(feeds::CheckMinPosition(request.min_position()));
  GT_ASSIGN_OR_RETURN(const size_t page_size,
                      feeds::PageSize(request.page_size(), kPageSizeDefault, kPageSizeMax));
  GT_ASSIGN_OR_RETURN(const std::string after, feeds::PlaceOf(kQuestion, request.page_token()));
  GT_ASSIGN_OR_RETURN(const auto views, views_.At({request.min_position()}));
  GT_ASSIGN_OR_RETURN(auto pairs, identity::ListReview(*views, page_size + 1, PlaceIn(after)));
  v1::ListReviewResponse response;
  response.mutable_position()->set_shard(shard_);
  response.mutable_position()->set_next(views->NextPosition().value);
  response.set_more(pairs.size() > page_size);
  if (pairs.size() > page_size) {
    pairs.pop_back();
    response.set_next_page_token(feeds::PageToken(kQuestion, PlaceText(pairs.back())));
  }
  for (const identity::ReviewPair& pair : pairs) {
    v1::ReviewPair* listed = response.add_pairs();
    *listed->mutable_first() = ToRef(pair.first);
    *listed->mutable_second() = ToRef(pair.second);
    listed->set_reason(ToMessage(pair.reason));
    listed->set_bits(pair.tenths / 10.0);
  }
  look.rows = response.pairs_size();
  look.position = views->NextPosition();
  return door_.Disclose(request.caller(), look, std::move(response));
}

grpc::Status IdentityEndpoint::ListReview(grpc::ServerContext* /*context*/,
                                          const v1::ListReviewRequest* request,
                                          v1::ListReviewResponse* response) {
  return access::Reply(Review(*request), response);
}

}  // namespace goldthread::server
