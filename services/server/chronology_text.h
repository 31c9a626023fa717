// A chronology for people at a terminal: one line a fact, with age, source, standing and
// lateness, then what each agency has said.
#pragma once

#include <string>

#include "services/server/chronology_json.h"

namespace goldthread::server {

// Lines that each end with a newline.
std::string ChronologyText(const v1::ChronologyQuery& query, const Chronology& chronology);

// Columns padded to their widest cell, two spaces between; the last one is not padded.
std::string AlignColumns(const std::vector<std::vector<std::string>>& rows);

}  // namespace goldthread::server
