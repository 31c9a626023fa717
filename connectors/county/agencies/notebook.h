// Where agencies write down what they see: adds what is late, wrong, doubled, lost or put
// right, and holds it until its feed sends it.
#pragma once

#include <vector>

#include "connectors/county/agencies/observation.h"

namespace goldthread::county {

class Notebook {
 public:
  explicit Notebook(const World& world) : world_(world) {}

  // Nothing more is delivered before `from`: the past is told.
  void OpenMonth(DayNumber from) { from_ = from * kDaySeconds; }

  // Fills in ordinal and clocks. The ordinal of what stands in the end.
  uint32_t Write(Observation seen);

  // Moves into `due`, instead of what is there, what the hub gets before `end`, in that order.
  void TakeBefore(Second end, std::vector<Observation>& due);

 private:
  uint32_t Number() { return ++last_; }
  Observation SendWrongFirst(Observation seen, Flaw flaw, Chance& chance);
  void SendOfAnother(const Observation& seen, Chance& chance);
  Second WhenSent(const Observation& seen, Chance& chance) const;
  void Send(Observation seen);
  bool IsAsOldAs(const Observation& seen, DayNumber days) const;
  int CopyFor(const Observation& seen, Chance& chance) const;

  const World& world_;
  Second from_ = 0;
  uint32_t last_ = 0;
  std::vector<Observation> waiting_;
};

}  // namespace goldthread::county
