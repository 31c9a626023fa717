// What a mapping file says: which columns a table has, how each is read, and which events one
// row tells. Data only; text_template.h to row_teller.h act on it.
//
// Source: docs/csv-mappings.md, which teaches the file to those who write it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/inbound/csv/date_format.h"
#include "connectors/inbound/csv/table_rows.h"
#include "connectors/inbound/csv/text_template.h"
#include "eventstore/base/status.h"
#include "goldthread/v1/event.pb.h"

namespace goldthread::csv {

using Codes = std::map<std::string, std::string, std::less<>>;

// How the cells of one column are read.
struct ColumnRule {
  enum class Form {
    kText,
    kDate,
    kNumber,
    kYesNo,
    kCode,
    kList,  // Of words, as hub_cells.h reads it.
    kJson,  // A message of the contract.
  };

  std::string name;
  Form form = Form::kText;
  std::vector<DateFormat> dates;  // The first that fits.
  Codes codes;                    // From the cell to what the event says; yes and no: "1", "0".
  bool may_be_absent = false;     // The whole column.
  // Put together from other columns and then read: of [joined].
  std::optional<TextTemplate> joined;
};

struct Condition {
  enum class Test { kGiven, kEmpty, kOneOf, kNoneOf };

  size_t column = 0;
  Test test = Test::kGiven;
  std::vector<std::string> values;  // As the file has them, before codes.
};

// How one message of the contract is filled.
struct MessagePlan;
struct ValuePlan {
  TextTemplate text;                     // Of a text, number, flag or word.
  std::unique_ptr<MessagePlan> message;  // Of a message, or else `text` is a column that holds it.
};
struct FieldPlan {
  const google::protobuf::FieldDescriptor* field = nullptr;
  std::vector<ValuePlan> values;                  // More than one only where the field is a list.
  std::map<std::string, int, std::less<>> words;  // Of an enumeration.
};
struct MessagePlan {
  std::vector<FieldPlan> fields;
  bool has_columns = false;  // Else it is the same in every row.
};

struct EventPlan {
  const google::protobuf::FieldDescriptor* payload = nullptr;
  // Instead: the column that names it; then `facts` is the column with all it says, as JSON.
  std::optional<size_t> kind;
  std::optional<size_t> facts;
  std::vector<Condition> only_if;  // All of them.
  TextTemplate id;
  size_t occurred = 0;  // Columns.
  std::optional<size_t> ended;
  std::optional<size_t> recorded;
  std::optional<size_t> precision;
  MessagePlan envelope;
  MessagePlan says;
};

struct Mapping {
  // `file` names it in messages. kInvalidArgument: one line for each thing that is wrong, with
  // file, line, key, what is wrong and what to write instead.
  static StatusOr<Mapping> Parse(std::string_view toml, std::string_view file);
  // The same table as another agency exports it: `feed_name` stands in place of the mapping's.
  void SetFeed(std::string_view feed_name, std::string_view agency_name);

  std::string title;
  TextTemplate feed;
  TextTemplate agency;  // Whose records they are.
  // Each content has an id of its own, and what is wrong is corrected by another event: not
  // chains (docs/decisions/0011-chains-of-revisions.md).
  bool ids_are_final = false;
  TableShape shape;
  char guard = '\0';                // Taken off a cell that begins with it, once; 0: none.
  std::vector<std::string> header;  // Of a file that has no header line.
  std::vector<std::string> empty;   // Cells that say nothing: "NULL", "n/a".
  std::vector<ColumnRule> columns;
  std::map<std::string, std::string, std::less<>> left_out;  // Column to reason.
  std::vector<EventPlan> events;
};

}  // namespace goldthread::csv
