// How a column writes its days and times: "DD/MM/YYYY", "YYYY-Mon-DD 00:00:00",
// "YYYY-MM-DDThh:mm:ssZ".
//
// Precision comes from the format and from nothing else: what it does not hold is not known,
// and is never filled in (design: an uncertain date stays uncertain). So digits that stand in a
// format themselves, like 00:00:00, are what the source prints after every day.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::csv {

struct Moment {
  Day day;  // On London's clocks; the first of its month or year where only that is known.
  v1::Precision precision = v1::PRECISION_DAY;  // Instant, day, month or year.
  Instant instant;                              // Where the precision is that.
};

class DateFormat {
 public:
  // What one part of a format stands for. Public for the table in date_format.cc.
  enum class Part {
    kLiteral,
    kYear,
    kMonth,
    kMonthShort,
    kMonthName,
    kDay,
    kDayShort,
    kHour,
    kHourShort,
    kMinute,
    kSecond,
    kFraction,
    kZone,
  };

  // kInvalidArgument: what is wrong with it and what to write instead.
  static StatusOr<DateFormat> Parse(std::string_view pattern);

  // Nothing when `text` is not of this form, or is no real time. A time without a zone is
  // London's.
  std::optional<Moment> Read(std::string_view text) const;

  v1::Precision precision() const { return precision_; }

 private:
  struct Token {
    Part part = Part::kLiteral;
    char literal = '\0';
  };

  bool Has(Part part) const;
  Status Judge();

  std::vector<Token> tokens_;
  v1::Precision precision_ = v1::PRECISION_DAY;
};

}  // namespace goldthread::csv
