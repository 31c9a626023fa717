// How the command line says what AdultService answers, to people and in JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "goldthread/v1/adult_service.pb.h"

namespace goldthread::server {

nlohmann::ordered_json AlertJson(const v1::Alert& alert);

// One line an alert, with headings.
std::string AlertsText(const google::protobuf::RepeatedPtrField<v1::Alert>& alerts);
// One alert with its path, what is withheld, and what was done about it.
std::string AlertText(const v1::Alert& alert);
// One line.
std::string ChangeText(const v1::AlertChange& change);

}  // namespace goldthread::server
