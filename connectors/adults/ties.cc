#include "connectors/adults/ties.h"

#include <algorithm>

namespace goldthread::adults {
namespace {

using Names = google::protobuf::RepeatedPtrField<std::string>;

// How a fact of the kind ties its person to another; nullptr: in no way that is kept.
Names* NamesOf(v1::AdultFactKind kind, v1::AdultTies* ties) {
  switch (kind) {
    case v1::ADULT_FACT_KIND_CHILD_OF:
    case v1::ADULT_FACT_KIND_BORN_TO:
    case v1::ADULT_FACT_KIND_EXPECTED_BY:
      return ties->mutable_parents();
    case v1::ADULT_FACT_KIND_MOTHER_OF:
    case v1::ADULT_FACT_KIND_FATHER_OF:
    case v1::ADULT_FACT_KIND_BORE:
    case v1::ADULT_FACT_KIND_EXPECTS:
      return ties->mutable_children();
    case v1::ADULT_FACT_KIND_PARTNER:
    case v1::ADULT_FACT_KIND_EX_PARTNER:
      return ties->mutable_partners();
    case v1::ADULT_FACT_KIND_HURT_BY:
      return ties->mutable_hurt_by();
    default:
      return nullptr;
  }
}

}  // namespace

void AddTies(const std::vector<Held>& facts, v1::AdultPersonRow* row) {
  for (const Held& held : facts) {
    if (held.fact->other().empty() || held.fact->kind() == v1::ADULT_FACT_KIND_HURT) continue;
    auto* const list = row->mutable_ties();
    if (list->empty() || list->rbegin()->feed() != held.record->feed) {
      list->Add()->set_feed(held.record->feed);
    }
    Names* const names = NamesOf(held.fact->kind(), &*list->rbegin());
    if (names == nullptr) continue;  // Nobody asks for it.
    const auto at = std::lower_bound(names->begin(), names->end(), held.fact->other());
    if (at != names->end() && *at == held.fact->other()) continue;
    const int index = static_cast<int>(at - names->begin());
    *names->Add() = held.fact->other();
    for (int i = names->size() - 1; i > index; --i) names->SwapElements(i, i - 1);
  }
}

}  // namespace goldthread::adults
