// The lines of the tables that agencies' systems export: one event's facts in the columns that
// connectors/inbound/csv/mappings reads.
#pragma once

#include <string>

#include "connectors/county/out_file.h"
#include "goldthread/v1/event.pb.h"

namespace goldthread::county {

enum class TableForm {
  kIncidents,    // police-incidents
  kAttendances,  // ae-attendances
  kTenancies,    // housing-tenancies
  kFacts,        // agency-facts: the list of an agency whose system exports no table
};

void WriteHeader(TableForm form, OutFile& file);

void WriteIncident(const v1::Event& event, OutFile& file);
void WriteAttendance(const v1::Event& event, OutFile& file);
// `ended`: null while the tenancy goes on.
void WriteTenancy(const v1::Event& started, const v1::Event* ended, OutFile& file);
// Nothing of an event that such a list has no columns for. `agency` sends it.
void WriteFact(const v1::Event& event, const std::string& agency, OutFile& file);

}  // namespace goldthread::county
