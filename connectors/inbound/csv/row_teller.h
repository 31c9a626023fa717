// From one row's cells to the events it tells.
//
// An event's content depends on its row alone, so the same row is the same event however often
// and in whatever file it comes. Where a file does not say when something was recorded, that is
// the start of when it occurred: any later time would make each import a contradiction of the
// last.
#pragma once

#include <cstdint>
#include <vector>

#include "connectors/inbound/csv/cells.h"
#include "connectors/inbound/csv/mapping.h"
#include "connectors/inbound/csv/table_problem.h"
#include "goldthread/v1/event.pb.h"

namespace goldthread::csv {

struct ToldRow {
  int64_t line = 0;
  std::vector<v1::Event> events;
  int64_t repeated = 0;  // Events that an earlier row told; not in `events`.
  int64_t refused = 0;   // Events whose conditions hold, but which cannot be made.
  std::vector<TableProblem> problems;
};

class RowTeller {
 public:
  // Lent.
  RowTeller(const Mapping& mapping, const Cells& cells) : mapping_(mapping), cells_(cells) {}

  // `partnership` is left to the registry. Threads: one.
  ToldRow Tell(int64_t line);

 private:
  bool Holds(const Condition& condition) const;
  bool TellEvent(const EventPlan& plan, v1::Event* event);
  bool SetId(const EventPlan& plan, v1::Event* event);
  bool SetTimes(const EventPlan& plan, v1::Event* event);
  void SetPrecision(size_t column, v1::Occurred* occurred);
  void SetEnd(const Cell& end, size_t column, v1::Occurred* occurred);
  void TellFacts(const EventPlan& plan, v1::Event* event);
  // Of a column that holds the field whole: a list, or JSON.
  bool FillWhole(const FieldPlan& plan, const Cell& cell, google::protobuf::Message* message);
  bool SetWords(const FieldPlan& plan, const Cell& cell, google::protobuf::Message* message);
  // The event cannot be told without this column.
  void Spoil(size_t column);
  // Whether anything of it came from the row, or all of it is the same in every row.
  bool Fill(const MessagePlan& plan, google::protobuf::Message* message);
  bool FillField(const FieldPlan& plan, google::protobuf::Message* message);
  bool Set(const FieldPlan& plan, const TextTemplate& text, google::protobuf::Message* message);
  // Notes it once for a row and column.
  void Note(std::string_view rule, size_t column);

  const Mapping& mapping_;
  const Cells& cells_;
  ToldRow row_;
  bool spoilt_ = false;  // The event in hand.
};

}  // namespace goldthread::csv
