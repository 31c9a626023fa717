// A chronology for people at a terminal: one line a fact, with age, source, standing and
// lateness, how it may be handled and who else is in it, then what each agency has said. Plain.
#pragma once

#include <string>

#include "services/server/chronology_json.h"

namespace goldthread::server {

// Lines that each end with a newline.
std::string ChronologyText(const v1::ChronologyQuery& query, const Chronology& chronology);

// Columns padded to their widest cell, two spaces between; the last one is not padded. Cells are
// made plain.
std::string AlignColumns(std::vector<std::vector<std::string>> rows);

}  // namespace goldthread::server
