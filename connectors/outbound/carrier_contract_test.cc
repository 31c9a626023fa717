// What every carrier must do, held against each with a real server at the other end.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/outbound/email.h"
#include "connectors/outbound/local_servers.h"
#include "connectors/outbound/webhook.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::outbound {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* kSecret = "a secret of thirty-two bytes ...";

const Clock& FakeClock() {
  static const ManualClock clock(StartOfDayInLondon(*ParseDay("2026-03-02")));
  return clock;
}

CallTerms Loopback() {
  CallTerms terms;
  terms.resolver = [](const std::string&) -> StatusOr<std::vector<std::string>> {
    return std::vector<std::string>{"127.0.0.1"};
  };
  terms.allowed = *AllowedNetworks::Parse({"127.0.0.0/8"});
  terms.whole_seconds = 1;
  return terms;
}

Notice Raised() {
  Notice notice;
  notice.id = "3f2a-r1042";
  notice.alert_id = "3f2a";
  notice.rule = "adult-in-childs-home";
  notice.what = "raised";
  notice.ask = "northmere-council";
  notice.json = R"({"child":"northmere-school/attendance/p-17"})";
  return notice;
}

std::unique_ptr<Carrier> WebhookTo(int port, CallTerms terms) {
  auto made = Webhook::Make(
      {fmt::format("http://desk.example:{}/alerts", port), kSecret, true, std::move(terms)},
      FakeClock());
  EXPECT_TRUE(made.ok()) << made.status();
  return *std::move(made);
}

std::unique_ptr<Email> EmailTo(int port, CallTerms terms) {
  Email::Config config;
  config.server = fmt::format("smtp://mail.example:{}", port);
  config.from = "goldthread@northmere.example";
  config.to = "duty@northmere.example";
  config.allow_plain = true;
  config.terms = std::move(terms);
  auto made = Email::Make(std::move(config), FakeClock());
  EXPECT_TRUE(made.ok()) << made.status();
  return *std::move(made);
}

// A carrier and a server that answers in a way.
enum class Answer { kTakes, kLater, kNever, kSilence };
struct Far {
  std::unique_ptr<LocalWebServer> web;
  std::unique_ptr<LocalMailServer> mail;
  std::unique_ptr<Carrier> carrier;
  size_t heard() const { return web != nullptr ? web->heard().size() : mail->heard().size(); }
};

using Make = Far (*)(Answer, CallTerms);

Far MakeWeb(Answer answer, CallTerms terms) {
  Far far;
  if (answer == Answer::kSilence) {
    far.mail = std::make_unique<LocalMailServer>("", true);  // Says nothing in any language.
    far.carrier = WebhookTo(far.mail->port(), std::move(terms));
    return far;
  }
  const int status = answer == Answer::kTakes ? 204 : answer == Answer::kLater ? 503 : 410;
  far.web = std::make_unique<LocalWebServer>(status);
  far.carrier = WebhookTo(far.web->port(), std::move(terms));
  return far;
}

Far MakeMail(Answer answer, CallTerms terms) {
  Far far;
  far.mail = std::make_unique<LocalMailServer>(answer == Answer::kTakes   ? "250 ok"
                                               : answer == Answer::kLater ? "451 later"
                                                                          : "554 never",
                                               answer == Answer::kSilence);
  far.carrier = EmailTo(far.mail->port(), std::move(terms));
  return far;
}

class CarrierContractTest : public ::testing::TestWithParam<std::pair<const char*, Make>> {
 protected:
  Far To(Answer answer, CallTerms terms = Loopback()) {
    return GetParam().second(answer, std::move(terms));
  }
};

TEST_P(CarrierContractTest, WhatIsTakenArrivedOnce) {
  const Far far = To(Answer::kTakes);
  const Carried carried = far.carrier->Carry(Raised());
  EXPECT_EQ(carried.result, Carried::Result::kTaken) << carried.cause;
  EXPECT_EQ(far.heard(), 1u);
}

TEST_P(CarrierContractTest, AServerInTroubleIsTriedLater) {
  const Far far = To(Answer::kLater);
  const Carried carried = far.carrier->Carry(Raised());
  EXPECT_EQ(carried.result, Carried::Result::kTryLater);
  EXPECT_THAT(carried.cause, HasSubstr("STATUS_"));
}

TEST_P(CarrierContractTest, AServerThatWillNeverTakeItIsNotTriedAgain) {
  const Far far = To(Answer::kNever);
  EXPECT_EQ(far.carrier->Carry(Raised()).result, Carried::Result::kRefused);
}

TEST_P(CarrierContractTest, AServerThatSaysNothingIsNotWaitedForLong) {
  const Far far = To(Answer::kSilence);
  const Carried carried = far.carrier->Carry(Raised());
  EXPECT_EQ(carried.result, Carried::Result::kTryLater);
  EXPECT_EQ(carried.cause, "TIMED_OUT");
}

TEST_P(CarrierContractTest, AClosedNetworkIsNotCalled) {
  CallTerms terms = Loopback();
  terms.allowed = {};
  const Far far = To(Answer::kTakes, std::move(terms));
  const Carried carried = far.carrier->Carry(Raised());
  EXPECT_EQ(carried.result, Carried::Result::kRefused);
  EXPECT_EQ(carried.cause, "REFUSED_ADDRESS");
  EXPECT_EQ(far.heard(), 0u);
}

TEST_P(CarrierContractTest, ANameIsAskedOnceAndCalledAtTheAnswerThatWasJudged) {
  CallTerms terms = Loopback();
  auto asked = std::make_shared<int>(0);
  // Had it been asked again, the answer would lead elsewhere, where nobody listens.
  terms.resolver = [asked](const std::string& host) -> StatusOr<std::vector<std::string>> {
    EXPECT_THAT(host, HasSubstr(".example"));
    return std::vector<std::string>{++*asked == 1 ? "127.0.0.1" : "127.0.0.2"};
  };
  const Far far = To(Answer::kTakes, std::move(terms));
  EXPECT_EQ(far.carrier->Carry(Raised()).result, Carried::Result::kTaken);
  EXPECT_EQ(*asked, 1);
}

TEST_P(CarrierContractTest, ANameWithoutAnAddressIsTriedLater) {
  CallTerms terms = Loopback();
  terms.resolver = [](const std::string&) -> StatusOr<std::vector<std::string>> {
    return Error(Code::kUnavailable, "NAME_NOT_FOUND: none");
  };
  const Far far = To(Answer::kTakes, std::move(terms));
  EXPECT_EQ(far.carrier->Carry(Raised()).result, Carried::Result::kTryLater);
  EXPECT_EQ(far.heard(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Carriers, CarrierContractTest,
                         ::testing::Values(std::pair<const char*, Make>{"Webhook", &MakeWeb},
                                           std::pair<const char*, Make>{"Email", &MakeMail}),
                         [](const auto& tested) { return std::string(tested.param.first); });

TEST(WebhookTest, SaysWhoItIsFromSoThatItCanBeChecked) {
  const LocalWebServer server(200);
  ASSERT_EQ(WebhookTo(server.port(), Loopback())->Carry(Raised()).result, Carried::Result::kTaken);
  ASSERT_THAT(server.heard(), SizeIs(1));
  const httplib::Request request = server.heard()[0];
  EXPECT_EQ(request.path, "/alerts");
  EXPECT_EQ(request.body, Raised().json);
  EXPECT_EQ(request.get_header_value("Host"), fmt::format("desk.example:{}", server.port()));
  EXPECT_EQ(request.get_header_value("webhook-id"), "3f2a-r1042");
  EXPECT_EQ(request.get_header_value("webhook-timestamp"), "1772409600");
  EXPECT_EQ(request.get_header_value("webhook-signature"),
            SignatureOf(kSecret, "3f2a-r1042", 1'772'409'600, Raised().json));
}

TEST(WebhookTest, ASignatureIsOfTheIdTheTimeAndTheBody) {
  const std::string signature = SignatureOf(kSecret, "a", 1, "body");
  EXPECT_NE(SignatureOf(kSecret, "b", 1, "body"), signature);
  EXPECT_NE(SignatureOf(kSecret, "a", 2, "body"), signature);
  EXPECT_NE(SignatureOf(kSecret, "a", 1, "Body"), signature);
  EXPECT_NE(SignatureOf("another secret of many bytes", "a", 1, "body"), signature);
}

TEST(WebhookTest, ARedirectionIsNotFollowed) {
  const LocalWebServer server(307);
  const Carried carried = WebhookTo(server.port(), Loopback())->Carry(Raised());
  EXPECT_EQ(carried.result, Carried::Result::kTryLater);
  EXPECT_EQ(carried.cause, "STATUS_307");
  EXPECT_THAT(server.heard(), SizeIs(1));
}

// What a gateway answers while somebody is at work on it is no answer.
TEST(WebhookTest, OnlyWhatTheReceiverSaysIsWrongForGoodIsRefused) {
  const auto carried_at = [](int status) {
    const LocalWebServer server(status);
    return WebhookTo(server.port(), Loopback())->Carry(Raised()).result;
  };
  for (const int status : {400, 410, 413, 422}) {
    EXPECT_EQ(carried_at(status), Carried::Result::kRefused) << status;
  }
  for (const int status : {301, 401, 403, 404, 408, 429, 500, 503}) {
    EXPECT_EQ(carried_at(status), Carried::Result::kTryLater) << status;
  }
}

TEST(WebhookTest, AHostThatIsAnAddressIsCalledWhereItIsAllowed) {
  const LocalWebServer four(200);
  const LocalWebServer six(200, std::make_unique<httplib::Server>(), "::1");
  CallTerms terms = Loopback();
  terms.resolver = [](const std::string&) -> StatusOr<std::vector<std::string>> {
    ADD_FAILURE() << "an address is no name";
    return std::vector<std::string>{};
  };
  const auto result = [&terms](const std::string& url) {
    auto made = Webhook::Make({url, kSecret, true, terms}, FakeClock());
    EXPECT_TRUE(made.ok()) << made.status();
    return (*made)->Carry(Raised()).result;
  };
  const std::string over_six = fmt::format("http://[::1]:{}/alerts", six.port());
  EXPECT_EQ(result(over_six), Carried::Result::kRefused);
  terms.allowed = *AllowedNetworks::Parse({"127.0.0.0/8", "::1/128"});
  EXPECT_EQ(result(over_six), Carried::Result::kTaken);
  EXPECT_THAT(six.heard(), SizeIs(1));
  EXPECT_EQ(result(fmt::format("http://127.0.0.1:{}/alerts", four.port())),
            Carried::Result::kTaken);
}

TEST(WebhookTest, GoesOverTlsToANamedHostWithASecretOfItsOwn) {
  for (const char* odd :
       {"http://desk.example/", "ftp://desk.example/", "desk.example", "https://",
        "https://user@desk.example/", "https://desk.example:0/", "https://desk.example:99999/",
        "https://de sk.example/", "https://[fe80::1%25eth0]/"}) {
    EXPECT_EQ(Webhook::Make({odd, kSecret}, FakeClock()).status().code(), Code::kInvalidArgument)
        << odd;
  }
  EXPECT_FALSE(Webhook::Make({"https://desk.example/", "short"}, FakeClock()).ok());
  EXPECT_TRUE(Webhook::Make({"https://desk.example:8443/x", kSecret}, FakeClock()).ok());
}

TEST(EmailTest, SaysWhichAlertAndWhomToAskAndNothingOfAnybody) {
  const LocalMailServer server("250 ok");
  ASSERT_EQ(EmailTo(server.port(), Loopback())->Carry(Raised()).result, Carried::Result::kTaken);
  ASSERT_THAT(server.heard(), SizeIs(1));
  const LocalMailServer::Mail mail = server.heard()[0];
  EXPECT_THAT(mail.from, HasSubstr("<goldthread@northmere.example>"));
  EXPECT_THAT(mail.to, HasSubstr("<duty@northmere.example>"));
  EXPECT_THAT(mail.text, HasSubstr("Subject: Alert raised: adult-in-childs-home"));
  EXPECT_THAT(mail.text, HasSubstr("goldthread alerts show 3f2a"));
  EXPECT_THAT(mail.text, HasSubstr("Message-ID: <3f2a-r1042@northmere.example>"));
  EXPECT_THAT(mail.text, HasSubstr("northmere-council"));
  EXPECT_THAT(mail.text, Not(HasSubstr("p-17")));
}

TEST(EmailTest, NothingInANoticeCanBeginAnotherLine) {
  const LocalMailServer server("250 ok");
  const auto email = EmailTo(server.port(), Loopback());
  Notice notice = Raised();
  notice.rule = "x\r\nBcc: other@elsewhere.example";
  EXPECT_THAT(email->TextOf(notice), Not(HasSubstr("\nBcc:")));
}

TEST(EmailTest, ServersAndMailboxesAreOfThePlainestForm) {
  Email::Config config;
  config.server = "smtp://mail.example";
  config.from = "goldthread@northmere.example";
  for (const char* odd :
       {"", "duty", "@x", "duty@", "a@b@c", "duty@x\r\nRCPT TO:<y>", "<duty@x>"}) {
    config.to = odd;
    EXPECT_EQ(Email::Make(config, FakeClock()).status().code(), Code::kInvalidArgument) << odd;
  }
}

TEST(EmailTest, WithoutTlsNothingIsSaidUnlessThatIsAllowed) {
  const LocalMailServer server("250 ok");
  Email::Config config;
  config.server = fmt::format("smtp://mail.example:{}", server.port());
  config.from = "goldthread@northmere.example";
  config.to = "duty@northmere.example";
  config.terms = Loopback();
  const auto email = Email::Make(std::move(config), FakeClock());
  ASSERT_TRUE(email.ok());
  EXPECT_EQ((*email)->Carry(Raised()).result, Carried::Result::kTryLater);
  EXPECT_THAT(server.heard(), SizeIs(0));
}

}  // namespace
}  // namespace goldthread::outbound
