// How the command line says what MatchingService answers, to people and in JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "goldthread/v1/matching_service.pb.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::server {

nlohmann::ordered_json DecisionJson(const v1::MatchDecision& decision);
// One line a decision, oldest first, with headings; made plain.
std::string DecisionsText(const google::protobuf::RepeatedPtrField<v1::MatchDecision>& decisions);

// What is kept back, and whom to ring: a line an agency; empty: nothing is.
nlohmann::ordered_json WithheldJson(
    const google::protobuf::RepeatedPtrField<v1::MatchWithheld>& withheld);
std::string WithheldText(const google::protobuf::RepeatedPtrField<v1::MatchWithheld>& withheld);

}  // namespace goldthread::server
