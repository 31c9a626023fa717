// From the [[events]] of a mapping to plans that hold against the contract: a field that is not
// there, or a word its enumeration does not have, is found when the mapping is loaded.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "connectors/inbound/csv/mapping.h"
#include "connectors/inbound/csv/mapping_toml.h"

namespace goldthread::csv {

// The columns that events may name, and what is known of them. Lent: the mapping.
class KnownColumns {
 public:
  explicit KnownColumns(const Mapping& mapping) : mapping_(mapping) {}

  std::optional<size_t> Find(std::string_view name) const;
  const ColumnRule& rule(size_t column) const { return mapping_.columns[column]; }

  // Reads `text` as a template; a mistake is noted at `at`.
  std::optional<TextTemplate> Template(const Section& section, std::string_view key,
                                       const toml::node& at, std::string_view text) const;
  // What to say of a name that is no column.
  std::string NoColumn(std::string_view name) const;

 private:
  const Mapping& mapping_;
};

// The payload's field by the name of its message, "IncidentAttended"; none: there is no such kind.
const google::protobuf::FieldDescriptor* PayloadOf(std::string_view kind);

// `keys`: the only ones allowed; empty: all fields of the message.
MessagePlan PlanMessage(const Section& section, const google::protobuf::Descriptor& type,
                        const std::vector<std::string>& keys, const KnownColumns& columns);

std::optional<Condition> PlanCondition(const Section& section, std::string_view text,
                                       const KnownColumns& columns);

EventPlan PlanEvent(const Section& section, const KnownColumns& columns);

}  // namespace goldthread::csv
