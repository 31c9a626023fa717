#include "connectors/outbound/addresses.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>

namespace goldthread::outbound {
namespace {

constexpr size_t kBytes = 16;
constexpr size_t kMappedAt = 12;  // Where an IPv4 address begins in its IPv6 form.

// As 16 bytes, IPv4 mapped into IPv6; nothing: no address.
std::optional<std::string> BytesOf(std::string_view address) {
  const std::string text(address);
  std::string bytes(kBytes, '\0');
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
  std::fill_n(bytes.begin() + 10, 2, '\xff');
  if (inet_pton(AF_INET, text.c_str(), bytes.data() + kMappedAt) == 1) return bytes;
  return std::nullopt;
}

struct Prefix {
  std::string_view network;
  int bits;
};

// What is not the open network, by the registries of special-purpose addresses (RFC 6890 and its
// successors). The metadata services of clouds are link-local or in these.
constexpr Prefix kClosed[] = {
    {"0.0.0.0", 8},       {"10.0.0.0", 8},      {"100.64.0.0", 10},    {"127.0.0.0", 8},
    {"169.254.0.0", 16},  {"172.16.0.0", 12},   {"192.0.0.0", 24},     {"192.0.2.0", 24},
    {"192.31.196.0", 24}, {"192.52.193.0", 24}, {"192.88.99.0", 24},   {"192.168.0.0", 16},
    {"192.175.48.0", 24}, {"198.18.0.0", 15},   {"198.51.100.0", 24},  {"203.0.113.0", 24},
    {"224.0.0.0", 4},     {"240.0.0.0", 4},     {"168.63.129.16", 32},
};

// Of IPv6 only the global unicast addresses are open, and of those not these.
constexpr Prefix kGlobal = {"2000::", 3};
constexpr Prefix kClosedGlobal[] = {
    {"2001::", 23}, {"2001:db8::", 32}, {"2002::", 16}, {"3fff::", 20}, {"64:ff9b::", 96},
};

bool Shares(const std::string& bytes, const std::string& network, int bits) {
  const auto whole = static_cast<size_t>(bits / 8);
  if (!std::equal(network.begin(), network.begin() + static_cast<std::ptrdiff_t>(whole),
                  bytes.begin())) {
    return false;
  }
  const int rest = bits % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<unsigned char>(0xff << (8 - rest));
  return (static_cast<unsigned char>(bytes[whole]) & mask) ==
         (static_cast<unsigned char>(network[whole]) & mask);
}

bool IsIn(const std::string& bytes, const Prefix& prefix) {
  const std::string network = *BytesOf(prefix.network);
  const bool mapped = prefix.network.find(':') == std::string_view::npos;
  return Shares(bytes, network, prefix.bits + (mapped ? static_cast<int>(kMappedAt * 8) : 0));
}

bool IsMapped(const std::string& bytes) {
  return bytes.compare(0, kMappedAt, std::string(10, '\0') + "\xff\xff") == 0;
}

}  // namespace

StatusOr<std::vector<std::string>> ResolveBySystem(const std::string& host) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), nullptr, &wanted, &found) != 0) {
    return Error(Code::kUnavailable, "NAME_NOT_FOUND: the subscriber's host has no address");
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned(found, &freeaddrinfo);
  std::vector<std::string> addresses;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    char text[NI_MAXHOST];
    if (getnameinfo(at->ai_addr, at->ai_addrlen, text, sizeof(text), nullptr, 0, NI_NUMERICHOST) ==
        0) {
      addresses.emplace_back(text);
    }
  }
  return addresses;
}

bool IsPublicAddress(std::string_view address) {
  const auto bytes = BytesOf(address);
  if (!bytes.has_value()) return false;
  const auto in = [&bytes](const Prefix& prefix) { return IsIn(*bytes, prefix); };
  if (IsMapped(*bytes)) return std::ranges::none_of(kClosed, in);
  return in(kGlobal) && std::ranges::none_of(kClosedGlobal, in);
}

StatusOr<AllowedNetworks> AllowedNetworks::Parse(const std::vector<std::string>& networks) {
  AllowedNetworks allowed;
  for (const std::string& text : networks) {
    const size_t slash = text.find('/');
    const std::string address = text.substr(0, slash);
    const auto bytes = BytesOf(address);
    const int most = address.find(':') == std::string::npos ? 32 : 128;
    int bits = most;
    bool good = bytes.has_value();
    if (good && slash != std::string::npos) {
      const char* const end = text.data() + text.size();
      const auto read = std::from_chars(text.data() + slash + 1, end, bits);
      good = read.ec == std::errc() && read.ptr == end && bits >= 0 && bits <= most;
    }
    if (!good) {
      return Error(Code::kInvalidArgument,
                   fmt::format("\"{}\" is no network: write it as 10.1.0.0/16", text));
    }
    const int before = most == 32 ? static_cast<int>(kMappedAt * 8) : 0;
    allowed.networks_.push_back({*bytes, bits + before});
  }
  return allowed;
}

bool AllowedNetworks::Has(std::string_view address) const {
  const auto bytes = BytesOf(address);
  return bytes.has_value() && std::ranges::any_of(networks_, [&](const Network& network) {
           return Shares(*bytes, network.bytes, network.bits);
         });
}

StatusOr<std::string> AddressToCall(const std::string& host, const Resolver& resolver,
                                    const AllowedNetworks& allowed) {
  std::vector<std::string> addresses;
  if (BytesOf(host).has_value()) {
    addresses = {host};
  } else {
    GT_ASSIGN_OR_RETURN(addresses, resolver(host));
  }
  if (addresses.empty()) {
    return Error(Code::kUnavailable, "NAME_NOT_FOUND: the subscriber's host has no address");
  }
  for (const std::string& address : addresses) {
    if (!IsPublicAddress(address) && !allowed.Has(address)) {
      return Error(Code::kFailedPrecondition,
                   "REFUSED_ADDRESS: the subscriber's host leads into a closed network; allow the "
                   "network in hub.toml if it is meant");
    }
  }
  return addresses.front();
}

}  // namespace goldthread::outbound
