// An audited look as people and scripts read it (docs/operations.md). Ids only, but for the
// words of who broke the glass.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "goldthread/v1/audit_service.pb.h"

namespace goldthread::server {

nlohmann::ordered_json LookJson(const v1::AuditedLook& look);

// Cells of a table and their headings, for AlignColumns.
std::vector<std::string> LookColumns();
std::vector<std::string> LookRow(const v1::AuditedLook& look);

}  // namespace goldthread::server
