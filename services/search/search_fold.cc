#include "services/search/search_fold.h"

#include <map>
#include <string>

#include "eventstore/base/digest.h"
#include "goldthread/v1/search_rows.pb.h"
#include "services/search/search_rows.h"
#include "services/search/tokens.h"

namespace goldthread::search {
namespace {

constexpr size_t kDigestBytes = 12;

// What a person can be known by; the rest is for the chronology.
v1::PersonDescription KnownBy(const v1::PersonDescription& described) {
  v1::PersonDescription known = described;
  known.clear_expected_birth_date();
  known.clear_ethnicity();
  known.clear_disabilities();
  known.clear_death_date();
  return known;
}

// By record of the event's feed; an event may name one twice.
std::map<std::string, v1::SearchSaying> SayingsIn(const v1::Event& event) {
  std::map<std::string, v1::SearchSaying> sayings;
  for (const v1::Subject& subject : event.subjects()) {
    const bool described = subject.described().ByteSizeLong() > 0;
    if (!described && !event.has_address_observed()) continue;
    v1::SearchSaying& saying = sayings[subject.record()];
    if (described) saying.mutable_described()->MergeFrom(KnownBy(subject.described()));
    if (event.has_address_observed()) {
      *saying.mutable_observed() = event.address_observed().address();
    }
    saying.set_category(event.category());
    saying.set_agency(event.agency());
  }
  return sayings;
}

}  // namespace

char SearchFold::Space() const { return kSpace; }

StatusOr<Onward> SearchFold::Apply(const Arrival& arrival, FoldRows& rows) const {
  const v1::Event& event = arrival.event;
  if (event.payload_case() == v1::Event::PAYLOAD_NOT_SET) {
    return Error(Code::kUnimplemented, "event kind unknown to this build");
  }
  for (const auto& [record, saying] : SayingsIn(event)) {
    const RecordId id{event.feed(), record};
    const std::string bytes = saying.SerializeAsString();
    const std::string digest = Sha256(bytes).substr(0, kDigestBytes);
    rows.Append(SaidByKey(id, digest, event.id()), "");
    const std::string key = SayingKey(id, digest);
    if (rows.Get(key).has_value()) continue;
    rows.Put(key, bytes);
    matching::Portrait portrait;
    AddSaying(portrait, saying);
    for (const std::string& token : TokensOf(portrait)) rows.Append(TokenKey(token, id), "");
  }
  return Onward::kNextFold;
}

}  // namespace goldthread::search
