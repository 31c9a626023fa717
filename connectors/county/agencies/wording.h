// Puts an observation into the contract's words: the event as the agency's feed would send it.
#pragma once

#include <map>
#include <string>

#include "connectors/county/agencies/observation.h"
#include "connectors/county/people/truth.h"
#include "connectors/county/people/world.h"
#include "goldthread/v1/event.pb.h"

namespace goldthread::county {

// In the order in which the hub gets them, each once; a repeat is the same event again.
class Wording {
 public:
  Wording(World& world, Truth& truth) : world_(world), truth_(truth) {}

  // `event` is empty. False: it was lost on the way, and only its number in the feed is used up.
  bool Write(const Observation& seen, v1::Event* event);

 private:
  void Envelope(const Observation& seen, v1::Event* event);
  void Subjects(const Observation& seen, v1::Event* event);
  v1::Subject* AddSubject(const Observation& seen, PersonIndex person, v1::SubjectRole role,
                          v1::Event* event);

  World& world_;
  Truth& truth_;
  std::array<int64_t, kFeeds> sequences_ = {};
  std::map<uint32_t, std::string> to_repeat_;  // Events that will come again, as sent.
};

// The payload alone.
void FillPayload(const World& world, const Observation& seen, v1::Event* event);

}  // namespace goldthread::county
