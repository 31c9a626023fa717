#include "services/access/token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "services/access/keys_fixture.h"
#include "services/access/reason.h"

namespace goldthread::access {
namespace {

using Json = nlohmann::json;
constexpr int64_t kNow = 1'780'000'000;
const Instant kAtNow{std::chrono::seconds(kNow)};

class TokenTest : public ::testing::Test {
 protected:
  StatusOr<v1::Caller> Check(const std::string& token, Instant now = kAtNow) const {
    return CallerOfToken(token, keys_.file, now);
  }
  std::string Why(const std::string& token, Instant now = kAtNow) const {
    const auto caller = Check(token, now);
    EXPECT_EQ(caller.status().code(), Code::kUnauthenticated);
    return caller.ok() ? "accepted" : ReasonOf(caller.status());
  }
  // A good token, spoilt: a null value takes the claim or header away.
  std::string Signed(const Json& header_changes, const Json& claim_changes,
                     const PrivateKey* by = nullptr) const {
    Json header = {{"alg", "ES256"}, {"typ", "at+jwt"}, {"kid", "hospital-1"}};
    Json claims = {{"aud", "hub-test"},  {"sub", "nurse-17"},          {"agency", "hospital"},
                   {"role", "ed-nurse"}, {"purpose", "child-in-need"}, {"iat", kNow},
                   {"exp", kNow + 600}};
    header.merge_patch(header_changes);
    claims.merge_patch(claim_changes);
    const auto token = (by != nullptr ? *by : keys_.first).Sign(header.dump(), claims.dump());
    EXPECT_TRUE(token.ok());
    return token.ok() ? *token : "";
  }
  std::string WithClaims(const Json& changes) const { return Signed(Json::object(), changes); }

  const TestKeys keys_;
};

TEST_F(TokenTest, AGoodTokenSaysWhoAsks) {
  const auto caller = Check(WithClaims({{"nbf", kNow - 5}}));
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->agency(), "hospital");
  EXPECT_EQ(caller->user(), "nurse-17");
  EXPECT_EQ(caller->role(), "ed-nurse");
  EXPECT_EQ(caller->purpose(), v1::PURPOSE_CHILD_IN_NEED);
  EXPECT_TRUE(Check(WithClaims({{"aud", {"other", "hub-test"}}})).ok());
}

TEST_F(TokenTest, WhatIsMintedIsTaken) {
  TokenRequest request;
  request.caller = *Check(WithClaims(Json::object()));
  request.audience = "hub-test";
  request.from = kAtNow;
  const auto token = MintToken(keys_.first, request);
  ASSERT_TRUE(token.ok());
  const auto caller = Check(*token);
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->SerializeAsString(), request.caller.SerializeAsString());
}

TEST_F(TokenTest, TheHeaderDecidesNothing) {
  EXPECT_EQ(Why(Signed({{"typ", "JWT"}}, Json::object())), "TOKEN_TYPE");
  EXPECT_EQ(Why(Signed({{"typ", nullptr}}, Json::object())), "TOKEN_TYPE");
  EXPECT_EQ(Why(Signed({{"kid", "nobody"}}, Json::object())), "TOKEN_KEY_UNKNOWN");
  EXPECT_EQ(Why(Signed({{"kid", nullptr}}, Json::object())), "TOKEN_KEY_UNKNOWN");
  EXPECT_EQ(Why(Signed({{"kid", "../../keys"}}, Json::object())), "TOKEN_KEY_UNKNOWN");
  EXPECT_EQ(Why(Signed({{"jku", "https://keys.example"}}, Json::object())), "TOKEN_HEADER");
  EXPECT_EQ(Why(Signed({{"crit", "b64"}}, Json::object())), "TOKEN_HEADER");
}

// Made by hand: the library refuses to sign such things.
TEST_F(TokenTest, NoAndOtherAlgorithmsAreRefusedBeforeAnyKeyIsTried) {
  const std::string good = WithClaims(Json::object());
  const std::string payload = good.substr(good.find('.') + 1);
  const auto with_algorithm = [&](const char* encoded) { return encoded + ("." + payload); };
  // {"alg":"none","typ":"at+jwt","kid":"hospital-1"}, also unsigned; then HS256.
  const char* none = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0Iiwia2lkIjoiaG9zcGl0YWwtMSJ9";
  const char* hs256 = "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6Imhvc3BpdGFsLTEifQ";
  for (const std::string& token :
       {with_algorithm(none), with_algorithm(hs256),
        std::string(none) + "." + payload.substr(0, payload.find('.')) + "."}) {
    EXPECT_THAT(Why(token), ::testing::AnyOf("TOKEN_ALGORITHM", "TOKEN_MALFORMED"));
  }
  EXPECT_EQ(Why(with_algorithm(hs256)), "TOKEN_ALGORITHM");
}

TEST_F(TokenTest, OnlyTheNamedKeysSignatureCounts) {
  EXPECT_EQ(Why(Signed(Json::object(), Json::object(), &keys_.second)), "TOKEN_SIGNATURE");
  std::string token = WithClaims(Json::object());
  const size_t dot = token.rfind('.');
  token[dot + 1] = token[dot + 1] == 'A' ? 'B' : 'A';
  EXPECT_EQ(Why(token), "TOKEN_SIGNATURE");
  std::string claims = WithClaims(Json::object());
  const size_t middle = claims.find('.') + 10;
  claims[middle] = claims[middle] == 'A' ? 'B' : 'A';
  EXPECT_EQ(Why(claims), "TOKEN_SIGNATURE");
}

TEST_F(TokenTest, TimesAreKeptToTheMinute) {
  EXPECT_TRUE(Check(WithClaims({{"exp", kNow - 59}, {"iat", kNow - 600}})).ok());
  EXPECT_EQ(Why(WithClaims({{"exp", kNow - 60}, {"iat", kNow - 600}})), "TOKEN_EXPIRED");
  EXPECT_TRUE(Check(WithClaims({{"nbf", kNow + 60}})).ok());
  EXPECT_EQ(Why(WithClaims({{"nbf", kNow + 61}})), "TOKEN_NOT_YET");
  EXPECT_EQ(Why(WithClaims({{"iat", kNow + 61}})), "TOKEN_NOT_YET");
  EXPECT_EQ(Why(WithClaims({{"nbf", "soon"}})), "TOKEN_NOT_YET");
  EXPECT_TRUE(Check(WithClaims({{"exp", kNow + 3600}})).ok());
  EXPECT_EQ(Why(WithClaims({{"exp", kNow + 3601}})), "TOKEN_LIFE");
  EXPECT_EQ(Why(WithClaims({{"exp", nullptr}})), "TOKEN_TIMES");
  EXPECT_EQ(Why(WithClaims({{"iat", nullptr}})), "TOKEN_TIMES");
  EXPECT_EQ(Why(WithClaims({{"exp", 1e300}})), "TOKEN_TIMES");
  EXPECT_EQ(Why(WithClaims({{"exp", INT64_MAX}})), "TOKEN_TIMES");
  EXPECT_EQ(Why(WithClaims({{"iat", -1}})), "TOKEN_TIMES");
}

TEST_F(TokenTest, ATokenForAnotherHubIsRefused) {
  EXPECT_EQ(Why(WithClaims({{"aud", "other-hub"}})), "TOKEN_AUDIENCE");
  EXPECT_EQ(Why(WithClaims({{"aud", nullptr}})), "TOKEN_AUDIENCE");
  EXPECT_EQ(Why(WithClaims({{"aud", {"other-hub"}}})), "TOKEN_AUDIENCE");
  EXPECT_EQ(Why(WithClaims({{"aud", 7}})), "TOKEN_AUDIENCE");
}

TEST_F(TokenTest, AKeySpeaksForItsOwnAgencyAndRolesOnly) {
  EXPECT_EQ(Why(WithClaims({{"agency", "police"}})), "TOKEN_AGENCY");
  EXPECT_EQ(Why(WithClaims({{"agency", nullptr}})), "TOKEN_AGENCY");
  EXPECT_EQ(Why(WithClaims({{"role", "social-worker"}})), "TOKEN_ROLE");
  EXPECT_EQ(Why(WithClaims({{"role", {"ed-nurse"}}})), "TOKEN_ROLE");
  EXPECT_EQ(Why(WithClaims({{"purpose", "curiosity"}})), "TOKEN_CLAIMS");
  EXPECT_EQ(Why(WithClaims({{"sub", ""}})), "TOKEN_CLAIMS");
}

TEST_F(TokenTest, KeysAreChangedWithoutAGap) {
  EXPECT_TRUE(Check(Signed({{"kid", "hospital-2"}}, Json::object(), &keys_.second)).ok());
  const auto after_second = Instant(std::chrono::sys_days(std::chrono::year(2026) / 7 / 1));
  const auto later = std::chrono::floor<std::chrono::seconds>(after_second.time_since_epoch());
  const Json then = {{"iat", later.count()}, {"exp", later.count() + 60}};
  EXPECT_EQ(Why(Signed({{"kid", "hospital-2"}}, then, &keys_.second), after_second),
            "TOKEN_KEY_EXPIRED");
  EXPECT_TRUE(Check(Signed(Json::object(), then), after_second).ok());
}

TEST_F(TokenTest, WhatIsNoTokenIsRefused) {
  EXPECT_EQ(Why(std::string(4'097, 'a')), "TOKEN_TOO_LARGE");
  for (const char* text :
       {"", ".", "..", "a.b.c", "a.b.c.d", "Bearer x", "\xff\xfe.x.y", "e30.e30.",
        // Lengths that base64 cannot have, over which the library would end the process.
        "eyJhbGciOiJFUzI1NiJ9ab=.e30.AAAA", "abcde.e30.AAAA", "e30.abcde.AAAA", "e30.e30.AAAAA"}) {
    EXPECT_THAT(Why(text), ::testing::AnyOf("TOKEN_MALFORMED", "TOKEN_ALGORITHM")) << text;
  }
  const auto not_json =
      keys_.first.Sign(R"({"alg":"ES256","typ":"at+jwt","kid":"hospital-1"})", "not json");
  EXPECT_EQ(Why(*not_json), "TOKEN_MALFORMED");
  const auto no_object =
      keys_.first.Sign(R"({"alg":"ES256","typ":"at+jwt","kid":"hospital-1"})", "[1]");
  EXPECT_EQ(Why(*no_object), "TOKEN_MALFORMED");
}

TEST_F(TokenTest, ARefusalHoldsNothingOfTheTokensText) {
  for (const std::string& token :
       {WithClaims({{"role", "Amira Northcote"}}), WithClaims({{"agency", "Amira Northcote"}}),
        Signed({{"kid", "Amira Northcote"}}, Json::object())}) {
    EXPECT_THAT(std::string(Message(Check(token).status())),
                ::testing::Not(::testing::HasSubstr("Amira")));
  }
}

}  // namespace
}  // namespace goldthread::access
