// One event of every kind with every field filled: what the golden bytes were made from.
#pragma once

#include <string>
#include <vector>

#include "goldthread/v1/event.pb.h"

namespace goldthread::arch {

// The message names of the payloads, in the order of the contract.
std::vector<std::string> Kinds();

// `kind` is one of Kinds(). Equal for ever, as long as the contract does not grow.
v1::Event SampleEvent(const std::string& kind);

}  // namespace goldthread::arch
