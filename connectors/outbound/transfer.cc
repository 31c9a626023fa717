#include "connectors/outbound/transfer.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>
#include <mutex>

#include "eventstore/base/check.h"

namespace goldthread::outbound {
namespace {

constexpr long kRedirectsNone = 0;

struct FreeCall {
  void operator()(CURL* call) const { curl_easy_cleanup(call); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Call = std::unique_ptr<CURL, FreeCall>;
using List = std::unique_ptr<curl_slist, FreeList>;

void Add(List& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  GT_CHECK(longer != nullptr);
  (void)list.release();
  list.reset(longer);
}

Call NewCall() {
  static std::once_flag once;
  std::call_once(once, [] { GT_CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
  Call call(curl_easy_init());
  GT_CHECK(call != nullptr);
  return call;
}

// What the other side says goes nowhere.
size_t Drop(char* /*bytes*/, size_t size, size_t count, void* /*nowhere*/) { return size * count; }

int DefaultPort(std::string_view scheme) {
  if (scheme == "https") return 443;
  if (scheme == "http") return 80;
  return scheme == "smtps" ? 465 : 25;
}

// The name stays in the certificate's check; the call goes to the judged address alone.
struct Bounds {
  List pinned;
};
Status Bind(CURL* call, const std::string& url, const Place& place, const CallTerms& terms,
            Bounds* bounds) {
  GT_ASSIGN_OR_RETURN(const std::string address,
                      AddressToCall(place.host, terms.resolver, terms.allowed));
  // A host that is itself an address is asked of nobody; libcurl pins no name with a colon.
  if (place.host.find(':') == std::string::npos) {
    const bool six = address.find(':') != std::string::npos;
    Add(bounds->pinned, fmt::format("{}:{}:{}{}{}", place.host, place.port, six ? "[" : "", address,
                                    six ? "]" : ""));
  }
  curl_easy_setopt(call, CURLOPT_URL, url.c_str());
  curl_easy_setopt(call, CURLOPT_RESOLVE, bounds->pinned.get());
  curl_easy_setopt(call, CURLOPT_PROXY, "");
  curl_easy_setopt(call, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(call, CURLOPT_MAXREDIRS, kRedirectsNone);
  curl_easy_setopt(call, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(call, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(call, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(call, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!terms.ca_file.empty()) curl_easy_setopt(call, CURLOPT_CAINFO, terms.ca_file.c_str());
  curl_easy_setopt(call, CURLOPT_CONNECTTIMEOUT, static_cast<long>(terms.connect_seconds));
  curl_easy_setopt(call, CURLOPT_TIMEOUT, static_cast<long>(terms.whole_seconds));
  curl_easy_setopt(call, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(call, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(call, CURLOPT_WRITEFUNCTION, &Drop);
  return OkStatus();
}

Carried OfStatus(const Status& status) {
  const std::string_view text = Message(status);
  Carried carried;
  carried.cause = std::string(text.substr(0, text.find(':')));
  if (status.code() != Code::kUnavailable) carried.result = Carried::Result::kRefused;
  return carried;
}

std::string CauseOf(CURLcode code) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return "TIMED_OUT";
    case CURLE_COULDNT_CONNECT:
      return "NOT_REACHED";
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_USE_SSL_FAILED:
      return "TLS_NOT_VERIFIED";
    default:
      return fmt::format("BROKEN_{}", static_cast<int>(code));
  }
}

struct Reading {
  std::string_view rest;
};

size_t Read(char* into, size_t size, size_t count, void* from) {
  auto& reading = *static_cast<Reading*>(from);
  const size_t bytes = std::min(size * count, reading.rest.size());
  std::memcpy(into, reading.rest.data(), bytes);
  reading.rest.remove_prefix(bytes);
  return bytes;
}

}  // namespace

StatusOr<Place> PlaceOf(const std::string& url, const std::vector<std::string_view>& schemes) {
  const auto wrong = [](std::string_view why) {
    return Error(Code::kInvalidArgument, fmt::format("BAD_PLACE: {}", why));
  };
  const size_t colon = url.find("://");
  if (colon == std::string::npos) return wrong("write it as https://host/path");
  Place place;
  place.scheme = url.substr(0, colon);
  if (std::ranges::find(schemes, place.scheme) == schemes.end()) {
    return wrong(fmt::format("it begins with {}://", schemes.front()));
  }
  place.plain = !place.scheme.ends_with('s');
  const size_t begin = colon + 3;
  std::string host = url.substr(begin, url.find_first_of("/?#", begin) - begin);
  if (host.find('@') != std::string::npos) return wrong("no user or password in it");
  place.port = DefaultPort(place.scheme);
  const size_t port = host.rfind(':');
  if (port != std::string::npos && host.find(']', port) == std::string::npos) {
    const char* const end = host.data() + host.size();
    const auto read = std::from_chars(host.data() + port + 1, end, place.port);
    if (read.ec != std::errc() || read.ptr != end || place.port < 1 || place.port > 65'535) {
      return wrong("its port is a number up to 65535");
    }
    host.resize(port);
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty() || std::ranges::any_of(host, [](char c) { return c <= ' ' || c == '%'; })) {
    return wrong("it names no host");
  }
  place.host = host;
  return place;
}

Carried Post(const WebCall& call, const CallTerms& terms) {
  const auto place = PlaceOf(call.url, {"https", "http"});
  if (!place.ok()) return OfStatus(place.status());
  const Call curl = NewCall();
  Bounds bounds;
  if (const Status bound = Bind(curl.get(), call.url, *place, terms, &bounds); !bound.ok()) {
    return OfStatus(bound);
  }
  List headers;
  for (const std::string& header : call.headers) Add(headers, header);
  Add(headers, "Expect:");
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_POST, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, call.body.data());
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE,
                   static_cast<curl_off_t>(call.body.size()));
  const CURLcode done = curl_easy_perform(curl.get());
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  Carried carried;
  if (done != CURLE_OK) {
    carried.cause = CauseOf(done);
    return carried;
  }
  carried.cause = fmt::format("STATUS_{}", status);
  // Whatever a gateway says while somebody is at work on it passes. What was sent does not.
  const bool never = status == 400 || status == 410 || status == 413 || status == 422;
  if (status >= 200 && status < 300) {
    carried = {Carried::Result::kTaken, ""};
  } else if (never) {
    carried.result = Carried::Result::kRefused;
  }
  return carried;
}

Carried Send(const Mail& mail, const CallTerms& terms) {
  const auto place = PlaceOf(mail.url, {"smtps", "smtp"});
  if (!place.ok()) return OfStatus(place.status());
  const Call curl = NewCall();
  Bounds bounds;
  if (const Status bound = Bind(curl.get(), mail.url, *place, terms, &bounds); !bound.ok()) {
    return OfStatus(bound);
  }
  // "smtp" begins in the clear and turns to TLS before a word of the mail is said.
  curl_easy_setopt(curl.get(), CURLOPT_USE_SSL,
                   static_cast<long>(mail.needs_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  if (!mail.user.empty()) {
    curl_easy_setopt(curl.get(), CURLOPT_USERNAME, mail.user.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PASSWORD, mail.password.c_str());
  }
  List to;
  Add(to, fmt::format("<{}>", mail.to));
  const std::string from = fmt::format("<{}>", mail.from);
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, to.get());
  Reading reading{mail.text};
  curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, &Read);
  curl_easy_setopt(curl.get(), CURLOPT_READDATA, &reading);
  const CURLcode done = curl_easy_perform(curl.get());
  if (done == CURLE_OK) return {Carried::Result::kTaken, ""};
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  Carried carried;
  carried.cause = status >= 400 ? fmt::format("STATUS_{}", status) : CauseOf(done);
  if (status >= 500 && status < 600) carried.result = Carried::Result::kRefused;
  return carried;
}

}  // namespace goldthread::outbound
