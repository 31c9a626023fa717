#include "services/identity/partition.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
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
      : edges_(std::move(edges)), accord_(accord), groups_(members), settled_(members) {
    std::sort(edges_.begin(), edges_.end(),
              [](const Edge& a, const Edge& b) { return a.strength > b.strength; });
  }

  StatusOr<std::vector<size_t>> Run() {
    auto at = edges_.cbegin();
    GT_RETURN_IF_ERROR(Take(Bond::kDecided, kDecidedStrength, &at));
    GT_RETURN_IF_ERROR(Take(Bond::kToken, kTokenStrength, &at));
    while (at != edges_.cend()) GT_RETURN_IF_ERROR(Take(Bond::kWeighed, at->strength, &at));
    std::vector<size_t> persons(settled_.size());
    for (size_t i = 0; i < persons.size(); ++i) persons[i] = settled_[i].value_or(groups_.Of(i));
    return persons;
  }

 private:
  // All ties of one strength. Numbers join what links may have joined already, so that all pairs
  // are looked at once more; ties that were weighed bring only the pairs between what they join.
  Status Take(Bond bond, int strength, EdgeAt* at) {
    const EdgeAt first = *at;
    Groups tried = groups_;
    for (; *at != edges_.cend() && (*at)->strength == strength; ++*at) Join(**at, &tried);
    for (size_t group = 0; group < settled_.size(); ++group) {
      const std::vector<size_t>& members = tried.Members(group);
      if (members.size() < 2) continue;
      const bool grew = members.size() > groups_.Members(groups_.Of(group)).size();
      if (!grew && bond != Bond::kToken) continue;
      GT_RETURN_IF_ERROR(Judge(members, bond, strength));
    }
    for (EdgeAt edge = first; edge != *at; ++edge) Join(*edge, &groups_);
    return OkStatus();
  }

  // Whoever is settled joins nobody any more.
  void Join(const Edge& edge, Groups* groups) const {
    if (settled_[edge.first].has_value() || settled_[edge.second].has_value()) return;
    const size_t one = groups->Of(edge.first);
    const size_t other = groups->Of(edge.second);
    if (one != other) groups->Join(one, other);
  }

  // Settles whom the ties of this strength would bring together with somebody they conflict with.
  Status Judge(const std::vector<size_t>& members, Bond bond, int strength) {
    std::set<size_t> apart;  // Groups so far.
    bool doubt = false;
    for (size_t i = 0; i < members.size() && !doubt; ++i) {
      for (size_t j = i + 1; j < members.size() && !doubt; ++j) {
        const size_t one = groups_.Of(members[i]);
        const size_t other = groups_.Of(members[j]);
        if (bond == Bond::kWeighed && one == other) continue;
        GT_ASSIGN_OR_RETURN(const Accord accord, accord_(members[i], members[j], bond));
        doubt = accord == Accord::kDoubt;
        if (accord != Accord::kAgree) apart.insert({one, other});
      }
    }
    if (apart.empty()) return OkStatus();
    switch (bond) {
      case Bond::kDecided:
        for (const size_t member : members) settled_[member] = member;
        break;
      case Bond::kToken:
        Settle(members, kDecidedStrength);
        break;
      case Bond::kWeighed:
        if (doubt) {
          Settle(members, strength + kDoubtTenths);
          break;
        }
        for (const size_t group : apart) Settle(groups_.Members(group), strength + 1);
    }
    return OkStatus();
  }

  // Each of them is one person with whom of them it hangs together by ties of at least that.
  void Settle(const std::vector<size_t>& members, int least) {
    const std::set<size_t> among(members.begin(), members.end());
    Groups groups(settled_.size());
    for (const Edge& edge : edges_) {
      if (edge.strength < least) break;
      if (!among.contains(edge.first) || !among.contains(edge.second)) continue;
      const size_t one = groups.Of(edge.first);
      const size_t other = groups.Of(edge.second);
      if (one != other) groups.Join(one, other);
    }
    for (const size_t member : members) settled_[member] = groups.Of(member);
  }

  std::vector<Edge> edges_;
  const AccordAt& accord_;
  Groups groups_;
  std::vector<std::optional<size_t>> settled_;  // Their person, once nothing changes it any more.
};

}  // namespace

StatusOr<std::vector<size_t>> Partition(size_t members, std::vector<Edge> edges,
                                        const AccordAt& accord) {
  return Parting(members, std::move(edges), accord).Run();
}

}  // namespace goldthread::identity
