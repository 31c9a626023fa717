#include "services/alerts/place_seal.h"

#include "eventstore/base/check.h"
#include "eventstore/base/digest.h"
#include "eventstore/base/hmac.h"
#include "eventstore/base/sealed_box.h"

namespace goldthread::alerts {
namespace {

constexpr size_t kTextBytes = 192;  // A place is shorter: filled up, its length says nothing.
constexpr size_t kSealedDigits = 2 * (kTextBytes + kSealBytes);
constexpr char kFill = '\n';

}  // namespace

PlaceSeal::PlaceSeal(std::string_view secret)
    : key_(HmacSha256(secret, "places of who watches alerts")) {}

std::string PlaceSeal::NewSecret() { return Hex(RandomBytes(kSha256Bytes)); }

std::string PlaceSeal::Seal(const Place& place) const {
  std::string text = place.Text();
  GT_CHECK(text.size() <= kTextBytes);
  text.resize(kTextBytes, kFill);
  return Hex(Sealed(key_, text));
}

StatusOr<Place> PlaceSeal::Open(std::string_view sealed) const {
  const auto bytes = sealed.size() == kSealedDigits ? FromHex(sealed) : std::nullopt;
  if (!bytes.has_value()) return Error(Code::kInvalidArgument, "BAD_REQUEST: no such place");
  const auto text = Unsealed(key_, *bytes);
  const auto place =
      text.has_value() ? Place::Parse(text->substr(0, text->find(kFill))) : std::nullopt;
  if (place.has_value()) return *place;
  return Error(Code::kFailedPrecondition,
               "RESUME_LOST: another hub, or one with another key, gave out this place; begin "
               "anew, changes keep their ids");
}

}  // namespace goldthread::alerts
