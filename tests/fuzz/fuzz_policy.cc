// Any bytes as a sharing policy and as a key file: taken or refused in words, never a crash;
// and a policy that is taken decides every question it can be asked.
#include <string>

#include "eventstore/base/check.h"
#include "services/access/key_file.h"
#include "services/access/sharing_policy.h"

using goldthread::access::KeyFile;
using goldthread::access::SharingPolicy;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view toml(reinterpret_cast<const char*>(data), size);
  const auto keys = KeyFile::Parse(toml, goldthread::access::DefaultPolicy());
  if (!keys.ok()) GT_CHECK(!goldthread::Message(keys.status()).empty());
  const auto policy = SharingPolicy::Parse(toml);
  if (!policy.ok()) {
    GT_CHECK(!goldthread::Message(policy.status()).empty());
    return 0;
  }
  goldthread::v1::Caller caller;
  caller.set_agency("agency");
  caller.set_user("user");
  for (const auto& [role, what] : policy->roles()) {
    caller.set_role(role);
    for (int purpose = 0; purpose < goldthread::v1::Purpose_ARRAYSIZE; ++purpose) {
      caller.set_purpose(static_cast<goldthread::v1::Purpose>(purpose));
      (void)policy->MayLook(caller);
      (void)policy->SightOf(caller, true);
      (void)policy->SightOf(caller, false);
    }
  }
  return 0;
}
