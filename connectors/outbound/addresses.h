// Where the hub may call out to: a subscriber's name must not lead it to its own network, or to
// what clouds tell their machines.
//
// A name is looked up once, all its addresses are judged, and the call goes to one of those judged
// and to no other: a name that answers otherwise a moment later gains nothing.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/status.h"

namespace goldthread::outbound {

// Addresses of a host, as text ("192.0.2.7", "2001:db8::7"). kUnavailable: it has none now.
using Resolver = std::function<StatusOr<std::vector<std::string>>(const std::string& host)>;

// The machine's own. Threads: any.
StatusOr<std::vector<std::string>> ResolveBySystem(const std::string& host);

// Whether the address, in text, is one of the open network: not this machine, a private, shared or
// link-local network, a metadata service, multicast, or an IPv4 address of those in IPv6's clothes.
// False for what is no address.
bool IsPublicAddress(std::string_view address);

// "10.1.0.0/16", "::1/128", "127.0.0.1".
class AllowedNetworks {
 public:
  // kInvalidArgument: which of them is no network.
  static StatusOr<AllowedNetworks> Parse(const std::vector<std::string>& networks);
  bool Has(std::string_view address) const;

 private:
  struct Network {
    std::string bytes;  // 16: IPv4 as mapped into IPv6.
    int bits = 0;
  };
  std::vector<Network> networks_;
};

// One address of the host to call, judged. kFailedPrecondition "REFUSED_ADDRESS": one of them, any,
// may not be called; kUnavailable as the resolver.
StatusOr<std::string> AddressToCall(const std::string& host, const Resolver& resolver,
                                    const AllowedNetworks& allowed);

}  // namespace goldthread::outbound
