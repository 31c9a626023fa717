#include "services/server/role_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/server/command_test.h"
#include "services/server/role_connection.h"
#include "services/server/role_problems.h"

namespace goldthread::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RoleSettingsTest : public ::testing::Test {
 protected:
  StatusOr<HubAccess> Read(const std::string& roles) {
    return ReadHubAccess(directory_.Write("hub.toml", "mode = \"development\"\n" + roles));
  }
  const TestDirectory directory_;
};

TEST_F(RoleSettingsTest, AllOfItCanBeSaidAndFilesAreTakenFromWhereTheSettingsStand) {
  EXPECT_FALSE(Read("")->roles.has_value());
  const auto access = Read(R"([roles]
certificate = "own.pem"
key = "own.key"
authority = "/etc/roles.pem"
ingest = "ingest.example:7790"
query = "10.0.0.5:7791,10.0.0.6:7791"
projectors = ["projector-0:7790", "projector-1:7790"]
fresh_seconds = 60
)");
  ASSERT_TRUE(access.ok()) << access.status();
  EXPECT_EQ(access->roles->certificate, directory_.File("own.pem"));
  EXPECT_EQ(access->roles->authority, "/etc/roles.pem");
  EXPECT_EQ(TargetOf(access->roles->ingest), "dns:///ingest.example:7790");
  EXPECT_EQ(TargetOf(access->roles->query), "ipv4:10.0.0.5:7791,10.0.0.6:7791");
  EXPECT_THAT(access->roles->projectors, ElementsAre("projector-0:7790", "projector-1:7790"));
  EXPECT_EQ(access->roles->fresh, std::chrono::minutes(1));
  EXPECT_EQ(Read("[roles]\nfresh_seconds = 0\n")->roles->fresh, std::chrono::seconds(0));
}

TEST_F(RoleSettingsTest, WhatIsWrongIsNamedWithItsLine) {
  for (const auto& [wrong, what] : std::vector<std::pair<std::string, std::string>>{
           {"roles = 1", "write it as [roles]"},
           {"[roles]\ningest = \"nowhere\"", "line 3: \"nowhere\" is not HOST:PORT"},
           {"[roles]\nquery = \"a:1,\"", "line 3"},
           {"[roles]\nprojectors = \"a:1\"", "is a list"},
           {"[roles]\nprojectors = [\"a:1\", 2]", "line 3"},
           {"[roles]\nkey = \"own.key\"", "certificate, key and authority go together"},
           {"[roles]\nprojectors = [\"a:1\", \"b:1\", \"a:1\"]", "is there twice"},
           {"[roles]\nfresh_seconds = -1", "or 0: views are never too old"},
           {"[roles]\nqueries = \"a:1\"", "line 3: unknown key"}}) {
    const auto access = Read(wrong);
    EXPECT_EQ(access.status().code(), Code::kInvalidArgument) << wrong;
    EXPECT_THAT(std::string(Message(access.status())), HasSubstr(what)) << wrong;
  }
}

TEST_F(RoleSettingsTest, ARoleSaysAllThatItsSettingsLack) {
  const HubAccess nothing;
  EXPECT_THAT(RoleProblems({Role::kIngest}, nothing, true), SizeIs(1));
  EXPECT_THAT(RoleProblems({Role::kProjector}, nothing, true), SizeIs(1));
  EXPECT_THAT(RoleProblems({Role::kQuery}, nothing, true), SizeIs(2));
  EXPECT_THAT(RoleProblems({Role::kConnect}, nothing, true), SizeIs(1));
  EXPECT_THAT(RoleProblems({Role::kGateway}, nothing, true), SizeIs(2));
  HubAccess enough;
  enough.kafka.emplace();
  enough.roles = RolePlaces{.ingest = "a:1", .query = "a:2", .projectors = {"a:3"}};
  for (const Role role : {Role::kIngest, Role::kProjector, Role::kQuery, Role::kConnect}) {
    EXPECT_THAT(RoleProblems({role}, enough, true), IsEmpty());
    // On a network, and in production, each must be known.
    EXPECT_THAT(RoleProblems({role}, enough, false), SizeIs(1));
  }
  enough.production = true;
  EXPECT_THAT(RoleProblems({Role::kGateway}, enough, true), SizeIs(1));
  enough.roles->certificate = "own.pem";
  EXPECT_THAT(RoleProblems({Role::kGateway}, enough, false), IsEmpty());
}

}  // namespace
}  // namespace goldthread::server
