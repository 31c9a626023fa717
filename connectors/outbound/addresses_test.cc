#include "connectors/outbound/addresses.h"

#include <gtest/gtest.h>

namespace goldthread::outbound {
namespace {

TEST(AddressesTest, ClosedNetworksAreNoneOfTheOpenOne) {
  for (const char* closed : {"127.0.0.1",
                             "127.255.255.254",
                             "0.0.0.0",
                             "10.0.0.1",
                             "172.16.0.1",
                             "172.31.255.255",
                             "192.168.1.1",
                             "169.254.169.254",
                             "168.63.129.16",
                             "100.64.0.1",
                             "192.0.2.1",
                             "198.18.0.1",
                             "224.0.0.1",
                             "255.255.255.255",
                             "::",
                             "::1",
                             "::ffff:127.0.0.1",
                             "::ffff:a00:1",
                             "::ffff:169.254.169.254",
                             "64:ff9b::a00:1",
                             "fe80::1",
                             "fc00::1",
                             "fd00:ec2::254",
                             "ff02::1",
                             "2001:db8::1",
                             "2002:7f00:1::",
                             "::127.0.0.1",
                             "fec0::1"}) {
    EXPECT_FALSE(IsPublicAddress(closed)) << closed;
  }
}

TEST(AddressesTest, TheOpenNetworkIsOpen) {
  for (const char* open : {"8.8.8.8", "172.32.0.1", "172.15.255.255", "100.128.0.1", "1.1.1.1",
                           "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8"}) {
    EXPECT_TRUE(IsPublicAddress(open)) << open;
  }
}

TEST(AddressesTest, WhatIsNoAddressIsNotOpen) {
  for (const char* odd : {"", "localhost", "127.1", "0x7f.0.0.1", "017700000001", "2130706433",
                          "[::1]", "8.8.8.8 ", "fe80::1%eth0"}) {
    EXPECT_FALSE(IsPublicAddress(odd)) << odd;
  }
}

TEST(AddressesTest, AllowedNetworksHaveTheirAddressesAndNoOthers) {
  const auto allowed =
      AllowedNetworks::Parse({"10.1.0.0/16", "127.0.0.1", "fd00::/8", "10.2.3.4/31"});
  ASSERT_TRUE(allowed.ok());
  for (const char* in : {"10.1.0.1", "10.1.255.255", "127.0.0.1", "fd12::1", "10.2.3.5"}) {
    EXPECT_TRUE(allowed->Has(in)) << in;
  }
  for (const char* out : {"10.2.0.1", "127.0.0.2", "fc00::1", "10.2.3.6", "localhost"}) {
    EXPECT_FALSE(allowed->Has(out)) << out;
  }
}

TEST(AddressesTest, WhatIsNoNetworkIsSaidSo) {
  for (const char* odd : {"here", "10.0.0.0/33", "::1/129", "10.0.0.0/", "10.0.0.0/-1", ""}) {
    EXPECT_EQ(AllowedNetworks::Parse({odd}).status().code(), Code::kInvalidArgument) << odd;
  }
}

Resolver Answering(std::vector<std::string> addresses) {
  return
      [addresses](const std::string&) -> StatusOr<std::vector<std::string>> { return addresses; };
}

TEST(AddressesTest, AHostOfWhichOneAddressIsClosedIsNotCalled) {
  const auto called = AddressToCall("desk.example", Answering({"8.8.8.8", "10.0.0.1"}), {});
  EXPECT_EQ(called.status().code(), Code::kFailedPrecondition);
  EXPECT_NE(Message(called.status()).find("REFUSED_ADDRESS"), std::string_view::npos);
  EXPECT_EQ(*AddressToCall("desk.example", Answering({"8.8.8.8", "1.1.1.1"}), {}), "8.8.8.8");
}

TEST(AddressesTest, AnAddressInPlaceOfANameIsJudgedToo) {
  const Resolver never = [](const std::string&) -> StatusOr<std::vector<std::string>> {
    ADD_FAILURE() << "an address needs no look-up";
    return std::vector<std::string>();
  };
  EXPECT_EQ(AddressToCall("169.254.169.254", never, {}).status().code(), Code::kFailedPrecondition);
  EXPECT_EQ(AddressToCall("::1", never, {}).status().code(), Code::kFailedPrecondition);
}

TEST(AddressesTest, AHostWithoutAddressesMayHaveOneLater) {
  EXPECT_EQ(AddressToCall("desk.example", Answering({}), {}).status().code(), Code::kUnavailable);
}

}  // namespace
}  // namespace goldthread::outbound
