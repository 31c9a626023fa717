#include "connectors/inbound/csv/table_problem.h"

#include <algorithm>

#include "eventstore/base/check.h"

namespace goldthread::csv {
namespace {

struct TableRule {
  std::string_view name;
  Severity severity;
  std::string_view remedy;
};

constexpr TableRule kRules[] = {
    // The file.
    {"FILE_UNREADABLE", Severity::kError, "The file could not be read to its end."},
    {"FILE_IS_WORKBOOK", Severity::kError,
     "This is a spreadsheet's own format: save it as \"CSV UTF-8\" and import that."},
    {"ENCODING_UTF16", Severity::kError,
     "This is UTF-16 (\"Unicode text\"): save it as \"CSV UTF-8\" and import that."},
    {"ENCODING_UTF32", Severity::kError,
     "This is UTF-32: save it as \"CSV UTF-8\" and import that."},
    {"HEADER_MISSING", Severity::kError,
     "The first line is not a header of these columns: check delimiter and skip_lines in the "
     "mapping's [file], and that mapping and file belong together."},
    {"COLUMN_MISSING", Severity::kError,
     "The mapping needs this column: name it as the file does, or give it may_be_absent = true."},
    {"COLUMN_REPEATED", Severity::kError,
     "Two columns of the file have this name: rename one in the file."},
    // A row.
    {"QUOTE_MISPLACED", Severity::kError,
     "A quotation mark inside text must be written twice, and the text be put in quotation marks."},
    {"QUOTE_NOT_CLOSED", Severity::kError, "A quotation mark opens here and is never closed."},
    {"ROW_TOO_LARGE", Severity::kError, "A row has at most 256 KiB."},
    {"CELLS_TOO_MANY", Severity::kError,
     "More cells than the header: put text that holds the delimiter in quotation marks."},
    {"CELLS_TOO_FEW", Severity::kError,
     "Fewer cells than the header: the row is cut off, or a line break stands unquoted in it."},
    {"TEXT_NOT_UTF8", Severity::kError,
     "Not UTF-8: save the file as \"CSV UTF-8\", or write encoding = \"windows-1252\" in [file]."},
    {"TEXT_NOT_WINDOWS_1252", Severity::kError,
     "A byte that Windows-1252 does not have: find the file's true encoding."},
    // An event of a row.
    {"VALUE_MISSING", Severity::kError, "The event cannot be told without it."},
    {"VALUE_MALFORMED", Severity::kError,
     "Not of the form the mapping gives, and the event cannot be told without it."},
    {"ID_REPEATED", Severity::kError,
     "Another row gave this id and said something else: add a column to the mapping's id."},
    // A detail of an event.
    {"DATE_MALFORMED", Severity::kQuery, "Not a day of the form the mapping gives; left out."},
    {"NUMBER_MALFORMED", Severity::kQuery, "Not a whole number; left out."},
    {"ANSWER_UNKNOWN", Severity::kQuery, "Neither yes nor no; left out."},
    {"RECORDED_MISSING", Severity::kQuery,
     "Taken as recorded when it occurred, for the file does not say."},
    {"END_NOT_OF_FORM", Severity::kQuery,
     "The end is less exact than the start, or the start than the end; left out."},
};

}  // namespace

TableProblem ProblemOf(std::string_view rule, int64_t line, std::string_view column) {
  const auto* const found = std::ranges::find(kRules, rule, &TableRule::name);
  GT_CHECK(found != std::end(kRules));
  return {line, std::string(column), found->name, found->severity, found->remedy};
}

}  // namespace goldthread::csv
