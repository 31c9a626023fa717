// What a hub's directory holds, held against what its senders were promised.
#pragma once

#include <string>
#include <vector>

#include "goldthread/v1/caller.pb.h"
#include "tests/faults/sender.h"

namespace goldthread::faults {

// Who asks for an operator's view of the hub.
v1::Caller Operator();

// What the log of a stopped hub is found to hold.
struct LogAccount {
  int64_t end = 0;
  // By sender: how many of its events are there, and how many times one came again.
  std::vector<int64_t> events;
  std::vector<int64_t> repeats;
};

// Reads a copy of the log in `data`, whose hub is stopped or killed. Fails the test where
// something with a receipt is missing or elsewhere, or something is there that nobody sent or
// oftener than it was sent, or a record is damaged or none of ours.
LogAccount ReadLogAccount(const std::string& data, const std::string& scratch,
                          const std::vector<const Sender*>& senders);

// Asks the hub at `address` what each feed delivered: exactly what its log was found to hold.
void ExpectFeedsAsIn(const LogAccount& account, const std::string& address,
                     const std::vector<const Sender*>& senders);

// Asks it to hold its views against a rebuild, byte for byte.
void ExpectViewsEqualARebuild(const std::string& address);

}  // namespace goldthread::faults
