// How the command line says who lived with whom: in JSON, as lanes along the years, and as a
// drawing in Graphviz's DOT.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "goldthread/v1/adult_service.pb.h"

namespace goldthread::server {

nlohmann::ordered_json AdultJson(const v1::GetAdultResponse& adult);
nlohmann::ordered_json ChildAdultsJson(const v1::GetChildAdultsResponse& child);

std::string AdultText(const v1::GetAdultResponse& adult);
std::string ChildAdultsText(const v1::GetChildAdultsResponse& child);

// `about`: the record that was asked for.
std::string AdultDot(const v1::GetAdultResponse& adult, const v1::RecordRef& about);
std::string ChildAdultsDot(const v1::GetChildAdultsResponse& child, const v1::RecordRef& about);

// Days on one axis: "[" begins, "]" an end that was told, ":" one that was inferred, ">" none yet.
struct Lane {
  std::string label;
  std::string from;  // "YYYY-MM-DD"
  std::string to;    // Empty: it goes on.
  bool end_inferred = false;
};
std::string LanesText(const std::vector<Lane>& lanes);

}  // namespace goldthread::server
