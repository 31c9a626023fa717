// Text with columns in it: "exclusion/{exclusion id}", "{forename} {middle names}",
// "visit/{digest of NHS number, arrived}".
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/status.h"

namespace goldthread::csv {

class TextTemplate {
 public:
  struct Part {
    enum class Kind {
      kLiteral,
      kColumn,
      // 16 hexadecimal digits that stand for these columns: the same for the same, and not
      // readable back at a glance.
      kDigest,
      // … for all that the event says. Only in an event's id.
      kEventDigest,
    };
    Kind kind = Kind::kLiteral;
    std::string literal;
    std::vector<size_t> columns;
  };

  // Gives the place of a column by its name; nothing when there is none.
  using FindColumn = std::function<std::optional<size_t>(std::string_view name)>;

  TextTemplate() = default;

  // kInvalidArgument: what is wrong and what to write instead.
  static StatusOr<TextTemplate> Parse(std::string_view text, const FindColumn& find);
  // As it stands: no columns.
  static TextTemplate Literal(std::string_view text);

  const std::vector<Part>& parts() const { return parts_; }
  // Columns that stand in it as they are, and those it only digests.
  std::vector<size_t> Columns() const;
  std::vector<size_t> DigestedColumns() const;
  bool IsLiteral() const { return Columns().empty() && DigestedColumns().empty(); }
  bool DigestsTheEvent() const;
  // The one column it is, if it is nothing else.
  std::optional<size_t> OneColumn() const;

 private:
  std::vector<Part> parts_;
};

// Of `pieces` in their order, so that no two lists of pieces look alike.
std::string DigestOf(const std::vector<std::string_view>& pieces);

}  // namespace goldthread::csv
