// To whom facts tie their person, in short: so that whoever asks who is near need not read them.
#pragma once

#include <vector>

#include "connectors/adults/homes.h"
#include "goldthread/v1/adult_rows.pb.h"

namespace goldthread::adults {

// `facts` record by record, so feed by feed.
void AddTies(const std::vector<Held>& facts, v1::AdultPersonRow* row);

}  // namespace goldthread::adults
