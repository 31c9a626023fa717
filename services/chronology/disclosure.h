// A page of rows as the messages that leave: the event with what the hub adds to it.
#pragma once

#include "eventstore/base/status.h"
#include "goldthread/v1/chronology_service.pb.h"
#include "services/chronology/chronology_reader.h"
#include "services/chronology/shields.h"

namespace goldthread::chronology {

// kDataLoss: a row's event does not parse; the views want a rebuild.
StatusOr<v1::ChronologyEntry> ToMessage(const Entry& entry, const identity::Person& person,
                                        Shields& shields);

v1::Person ToMessage(const identity::Person& person);

}  // namespace goldthread::chronology
