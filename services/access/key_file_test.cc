#include "services/access/key_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/access/keys_fixture.h"

namespace goldthread::access {
namespace {

using ::testing::HasSubstr;

TEST(KeyFileTest, HoldsKeysAndSystems) {
  const TestKeys keys;
  const auto file = KeyFile::Parse(keys.toml +
                                       "[[system]]\nname = \"feeds.hospital.example\"\n"
                                       "agency = \"hospital\"\nrole = \"operator\"\n"
                                       "purpose = \"operation\"\n",
                                   DefaultPolicy());
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->audience(), "hub-test");
  ASSERT_NE(file->Find("hospital-2"), nullptr);
  EXPECT_EQ(file->Find("hospital-2")->agency, "hospital");
  EXPECT_EQ(file->Find("hospital-3"), nullptr);
  ASSERT_NE(file->FindSystem("feeds.hospital.example"), nullptr);
  EXPECT_EQ(file->FindSystem("feeds.hospital.example")->purpose, v1::PURPOSE_OPERATION);
  EXPECT_EQ(file->FindSystem("example"), nullptr);
}

TEST(KeyFileTest, APrivateKeyComesBackFromItsFile) {
  const PrivateKey key = NewKey("k");
  const auto again = PrivateKey::Parse(key.Jwk());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->x(), key.x());
  EXPECT_EQ(again->kid(), "k");
  EXPECT_FALSE(PrivateKey::Parse("{}").ok());
  EXPECT_FALSE(PrivateKey::Parse(R"({"kty":"oct","k":"AAAA","kid":"k"})").ok());
  EXPECT_FALSE(PrivateKey::Parse(R"({"kty":"EC","crv":"P-256","x":")" + key.x() + R"(","y":")" +
                                 key.y() + R"(","kid":"k"})")
                   .ok());
}

TEST(KeyFileTest, AKeyFileHoldsNoPrivatePart) {
  const PrivateKey key = NewKey("k");
  const std::string jwk = key.Jwk();
  const size_t at = jwk.find("\"d\":\"") + 5;
  const std::string d = jwk.substr(at, jwk.find('"', at) - at);
  ASSERT_GT(d.size(), 40u);
  EXPECT_THAT(KeyFileLines(key, "a", {"ed-nurse"}), ::testing::Not(HasSubstr(d)));
}

TEST(KeyFileTest, EveryMistakeIsRefusedWithItsLineAndTheRemedy) {
  const PrivateKey key = NewKey("k");
  const std::string good = KeyFileLines(key, "hospital", {"ed-nurse"});
  const std::string head = "audience = \"h\"\n";
  const std::vector<std::pair<std::string, std::string>> mistakes = {
      {good, "\"audience\" is missing"},
      {head, "no [[key]] and no [[system]]"},
      {head + good + good, "line 8: this kid is there twice"},
      {head + KeyFileLines(key, "hospital", {"wizard"}), "line 5: unknown word in \"roles\""},
      {head + good + "d = \"x\"\n", "line 8: unknown key"},
      {head + good + "not_after = \"soon\"\n", "line 8: \"not_after\" must be a date"},
      {head +
           "[[key]]\nkid = \"k\"\nagency = \"a\"\nroles = [\"*\"]\nx = \"AAAAA\"\ny = \"AAAA\"\n",
       "line 2: x and y are no key"},
      {head + "[[key]]\nkid = \"k\"\nagency = \"a\"\nroles = [\"*\"]\nx = \"AAAA\"\ny = \"AAAA\"\n",
       "line 2: x and y are no key"},
      {head + "[[system]]\nname = \"n\"\nagency = \"a\"\nrole = \"wizard\"\npurpose = \"audit\"\n",
       "the policy has no such role"},
      {head + "[[system]]\nname = \"n\"\nagency = \"a\"\nrole = \"operator\"\npurpose = \"fun\"\n",
       "\"purpose\" is one of"},
  };
  for (const auto& [toml, says] : mistakes) {
    const Status status = KeyFile::Parse(toml, DefaultPolicy()).status();
    EXPECT_THAT(std::string(Message(status)), HasSubstr("BAD_KEYS: line "));
    EXPECT_THAT(std::string(Message(status)), HasSubstr(says));
  }
}

}  // namespace
}  // namespace goldthread::access
