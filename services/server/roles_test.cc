#include "services/server/roles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace goldthread::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(RolesWordsTest, RolesAreNamedInAnyOrderAndAnyCompanyButTheGateways) {
  EXPECT_THAT(Roles::Parse("query,projector")->List(), ElementsAre(Role::kProjector, Role::kQuery));
  EXPECT_TRUE(Roles::Parse("connect,query,projector,ingest")->IsWhole());
  EXPECT_FALSE(Roles::Parse("query,projector,ingest")->IsWhole());
  EXPECT_TRUE(Roles::Parse("gateway")->Has(Role::kGateway));
  EXPECT_THAT(std::string(Message(Roles::Parse("gateway,query").status())), HasSubstr("alone"));
  for (const char* wrong : {"", "web", "query,", ",query", "query, ingest"}) {
    EXPECT_EQ(Roles::Parse(wrong).status().code(), Code::kInvalidArgument) << wrong;
  }
}

TEST(RolesWordsTest, WhoMayCallWhomIsThisTableAndNothingElse) {
  const std::vector<std::pair<Role, Role>> allowed = {{Role::kGateway, Role::kIngest},
                                                      {Role::kGateway, Role::kQuery},
                                                      {Role::kQuery, Role::kIngest},
                                                      {Role::kQuery, Role::kProjector},
                                                      {Role::kConnect, Role::kIngest}};
  const std::vector<Role> all = {Role::kIngest, Role::kProjector, Role::kQuery, Role::kConnect,
                                 Role::kGateway};
  for (const Role caller : all) {
    for (const Role called : all) {
      const Status may = MayCall({"node.example", CertificateNameOf(caller)}, {called});
      EXPECT_EQ(may.ok(), std::ranges::count(allowed, std::pair(caller, called)) == 1)
          << NameOf(caller) << " " << NameOf(called);
      EXPECT_TRUE(may.ok() || may.code() == Code::kPermissionDenied);
    }
  }
  EXPECT_FALSE(MayCall({}, {Role::kQuery}).ok());
  EXPECT_THAT(std::string(Message(MayCall({"query"}, {Role::kProjector, Role::kQuery}))),
              HasSubstr("WRONG_ROLE: projector, query is called by gateway, query alone"));
}

}  // namespace
}  // namespace goldthread::server
