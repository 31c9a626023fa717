// What an event says, in one line for people: the kind in words, then what matters of it with
// codes spelt out. Control characters are removed.
#pragma once

#include <string>

#include "goldthread/v1/event.pb.h"

namespace goldthread::server {

// "Referral made": the kind's name in words.
std::string KindWords(std::string_view kind);

// "source 3E A&E, need N1 abuse or neglect"; may be empty.
std::string Describe(const v1::Event& event);

}  // namespace goldthread::server
