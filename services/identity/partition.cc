#include "services/identity/partition.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

namespace goldthread::identity {
namespace {

class Groups {
 public:
  explicit Groups(size_t members) : of_(members), members_(members) {
    std::iota(of_.begin(), of_.end(), size_t{0});
    for (size_t i = 0; i < members; ++i) members_[i] = {i};
  }
  size_t Of(size_t member) const { return of_[member]; }
  const std::vector<size_t>& Members(size_t group) const { return members_[group]; }
  void Join(size_t one, size_t other) {
    if (other < one) std::swap(one, other);
    for (const size_t member : members_[other]) of_[member] = one;
    members_[one].insert(members_[one].end(), members_[other].begin(), members_[other].end());
    members_[other].clear();
  }
  std::vector<size_t> All() const { return of_; }

 private:
  std::vector<size_t> of_;
  std::vector<std::vector<size_t>> members_;
};

using EdgeAt = std::vector<Edge>::const_iterator;

class Parting {
 public:
  Parting(size_t members, std::vector<Edge> edges, const AccordAt& accord)
      : edges_(std::move(edges)), accord_(accord), groups_(members), least_(members) {
    std::sort(edges_.begin(), edges_.end(),
              [](const Edge& a, const Edge& b) { return a.strength > b.strength; });
  }

  StatusOr<std::vector<size_t>> Run() {
    auto at = edges_.cbegin();
    GT_RETURN_IF_ERROR(Take(Bond::kDecided, kDecidedStrength, &at));
    GT_RETURN_IF_ERROR(Take(Bond::kToken, kTokenStrength, &at));
    while (at != edges_.cend()) GT_RETURN_IF_ERROR(Take(Bond::kWeighed, at->strength, &at));
    std::vector<size_t> persons(least_.size());
    for (size_t i = 0; i < persons.size(); ++i) persons[i] = PersonOf(i);
    return persons;
  }

 private:
  // All ties of one strength. Numbers join what links may have joined already, so that all pairs
  // are looked at once more; ties that were weighed bring only the pairs between what they join.
  Status Take(Bond bond, int strength, EdgeAt* at) {
    const std::vector<size_t> before = groups_.All();
    for (; *at != edges_.cend() && (*at)->strength == strength; ++*at) {
      const size_t one = groups_.Of((*at)->first);
      const size_t other = groups_.Of((*at)->second);
      if (one != other) groups_.Join(one, other);
    }
    for (size_t group = 0; group < before.size(); ++group) {
      const std::vector<size_t>& members = groups_.Members(group);
      if (members.size() < 2) continue;
      const bool grew =
          std::ranges::any_of(members, [&](size_t each) { return before[each] != before[group]; });
      if (!grew && bond != Bond::kToken) continue;
      GT_ASSIGN_OR_RETURN(const Accord accord, AccordIn(members, before, bond));
      if (accord == Accord::kAgree) continue;
      for (const size_t member : members) {
        if (!least_[member].has_value()) least_[member] = LeastAfter(strength, accord);
      }
    }
    return OkStatus();
  }

  // What a tie has to weigh to stand, after a conflict that came at `strength`.
  static int LeastAfter(int strength, Accord accord) {
    if (strength >= kTokenStrength) return strength;  // Whatever it was: up to the next bond.
    return strength + (accord == Accord::kDoubt ? kDoubtTenths : 1);
  }

  // The worst of all pairs.
  StatusOr<Accord> AccordIn(const std::vector<size_t>& members, const std::vector<size_t>& before,
                            Bond bond) const {
    Accord worst = Accord::kAgree;
    if (std::ranges::any_of(members, [&](size_t each) { return least_[each].has_value(); })) {
      return Accord::kConflict;
    }
    for (size_t i = 0; i < members.size(); ++i) {
      for (size_t j = i + 1; j < members.size() && worst != Accord::kDoubt; ++j) {
        const bool seen = bond == Bond::kWeighed && before[members[i]] == before[members[j]];
        if (seen) continue;
        GT_ASSIGN_OR_RETURN(const Accord accord, accord_(members[i], members[j], bond));
        worst = std::max(worst, accord);
      }
    }
    return worst;
  }

  size_t PersonOf(size_t member) {
    if (!least_[member].has_value()) return groups_.Of(member);
    if (*least_[member] == kDecidedStrength) return member;
    const int least = *least_[member] == kTokenStrength ? kDecidedStrength : *least_[member];
    auto known = groups_from_.find(least);
    if (known == groups_from_.end()) {
      Groups groups(least_.size());
      for (const Edge& edge : edges_) {
        if (edge.strength < least) break;
        const size_t one = groups.Of(edge.first);
        const size_t other = groups.Of(edge.second);
        if (one != other) groups.Join(one, other);
      }
      known = groups_from_.emplace(least, groups.All()).first;
    }
    return known->second[member];
  }

  std::vector<Edge> edges_;
  const AccordAt& accord_;
  Groups groups_;
  std::vector<std::optional<int>> least_;  // Where its group came to conflict.
  std::map<int, std::vector<size_t>> groups_from_;
};

}  // namespace

StatusOr<std::vector<size_t>> Partition(size_t members, std::vector<Edge> edges,
                                        const AccordAt& accord) {
  return Parting(members, std::move(edges), accord).Run();
}

}  // namespace goldthread::identity
