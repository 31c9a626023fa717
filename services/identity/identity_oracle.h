// Test support: the rules of identity a second time, by brute force. Reads the plain list of
// events anew for every question, holds all pairs in matrices, and shares no code with the
// fold or the reader.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "services/identity/identity_fixture.h"
#include "services/identity/identity_weights_oracle.h"

namespace goldthread::identity {

class Oracle {
 public:
  // `good`: the values of NHS numbers and UPNs that are in order.
  Oracle(const std::vector<Told>& all, const std::set<std::string>& good, int64_t before_us) {
    for (const Told& told : all) {
      if (told.header.received_at_us() < before_us) known_.push_back(&told);
    }
    for (const Told* told : known_) Name(told->event);
    Read(good);
    Relate();
    Part();
  }

  struct Answer {
    std::vector<RecordId> records;
    int in_review = 0;
    std::string birth_date;
  };

  Answer Of(const RecordId& record) const {
    const auto at = std::find(records_.begin(), records_.end(), record);
    if (at == records_.end()) return {{record}, 0, ""};
    const auto me = static_cast<size_t>(at - records_.begin());
    Answer answer;
    std::set<std::string> births;
    for (size_t i = 0; i < records_.size(); ++i) {
      if (person_[i] != person_[me]) continue;
      answer.records.push_back(records_[i]);
      births.insert(births_[i].begin(), births_[i].end());
      for (size_t j = 0; j < records_.size(); ++j) answer.in_review += InReview(i, j) ? 1 : 0;
    }
    std::sort(answer.records.begin(), answer.records.end());
    if (births.size() == 1) answer.birth_date = *births.begin();
    return answer;
  }

  std::set<std::pair<RecordId, RecordId>> Review() const {
    std::set<std::pair<RecordId, RecordId>> pairs;
    for (size_t i = 0; i < records_.size(); ++i) {
      for (size_t j = 0; j < records_.size(); ++j) {
        if (InReview(i, j)) pairs.insert(std::minmax(records_[i], records_[j]));
      }
    }
    return pairs;
  }

  size_t overused() const { return overused_.size(); }
  int crowded() const { return weights_.crowded(); }
  // Records that are one person by what they say of themselves alone.
  int weighed_together() const {
    int pairs = 0;
    for (size_t i = 0; i < records_.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        pairs += person_[i] == person_[j] && strengths_[i][j] > 0 && strengths_[i][j] < kNumber;
      }
    }
    return pairs;
  }

 private:
  using Matrix = std::vector<std::vector<char>>;

  void Name(const v1::Event& event) {
    std::set<RecordId> named;
    for (const auto& subject : event.subjects()) named.insert({event.feed(), subject.record()});
    if (event.has_birth_recorded()) {
      named.insert({event.feed(), event.birth_recorded().unborn_record()});
    }
    const auto pair = [&](const auto& decision) {
      named.insert({decision.first().feed(), decision.first().record()});
      named.insert({decision.second().feed(), decision.second().record()});
    };
    if (event.has_records_linked()) pair(event.records_linked());
    if (event.has_records_separated()) pair(event.records_separated());
    for (const RecordId& record : named) {
      if (!std::count(records_.begin(), records_.end(), record)) records_.push_back(record);
    }
  }

  size_t Index(const std::string& feed, const std::string& record) const {
    return static_cast<size_t>(std::find(records_.begin(), records_.end(), RecordId{feed, record}) -
                               records_.begin());
  }

  bool Amends(const v1::Event& by, const v1::Event& fact, bool withdraws) const {
    const bool named = withdraws ? by.has_event_withdrawn() && by.withdraws() == fact.id()
                                 : by.corrects() == fact.id();
    return named && by.feed() == fact.feed() && by.id() != fact.id();
  }
  // Steps from the fact are counted, as the fold's bound does.
  bool AnyHolds(const v1::Event& fact, bool withdraws, int steps) const {
    return std::any_of(known_.begin(), known_.end(), [&](const Told* told) {
      const v1::Event& by = told->event;
      if (!Amends(by, fact, withdraws)) return false;
      return steps == 8 || !AnyHolds(by, true, steps + 1) || AnyHolds(by, false, steps + 1);
    });
  }
  bool Stands(const v1::Event& fact) const {
    return !AnyHolds(fact, true, 1) && !AnyHolds(fact, false, 1);
  }

  void Read(const std::set<std::string>& good) {
    const size_t n = records_.size();
    births_.resize(n);
    sexes_.resize(n);
    weights_.Resize(n);
    for (const Told* told : known_) {
      const v1::Event& event = told->event;
      const bool stands = Stands(event);
      const auto claim = [&](const std::string& number, size_t record) {
        ever_[number].insert(record);
        if (stands) owners_[number].insert(record);
      };
      for (const auto& subject : event.subjects()) {
        const size_t record = Index(event.feed(), subject.record());
        const auto& said = subject.described();
        for (const auto& identifier : said.identifiers()) {
          if (identifier.type() == v1::IDENTIFIER_TYPE_LA_CHILD_ID) {
            claim("council " + identifier.issuer() + " " + identifier.value(), record);
          } else if (good.contains(identifier.value())) {
            claim(identifier.value(), record);
          }
        }
        const std::string unborn = event.birth_recorded().unborn_record();
        if (!unborn.empty() && subject.role() == v1::SUBJECT_ROLE_CHILD &&
            unborn != subject.record()) {
          if (stands) born_[Index(event.feed(), unborn)].insert(record);
        }
        weights_.Hear(record, records_[record], *told, subject, stands);
        if (!stands) continue;
        if (said.birth_date().size() == 10) births_[record].insert(said.birth_date());
        if (said.sex() == v1::SEX_MALE || said.sex() == v1::SEX_FEMALE) {
          sexes_[record].insert(said.sex());
        }
      }
    }
    for (const auto& [number, records] : ever_) {
      if (records.size() > 50) overused_.insert(number);
    }
    weights_.Finish(overused_);
  }

  template <class T>
  static bool Differ(const std::set<T>& a, const std::set<T>& b) {
    std::vector<T> both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    return !a.empty() && !b.empty() && both.empty();
  }

  void Relate() {
    const size_t n = records_.size();
    shares_ = may_join_ = conflict_ = differ_ = Matrix(n, std::vector<char>(n, 0));
    alike_.assign(n, std::vector<int>(n, 0));
    decided_ = Matrix(n, std::vector<char>(n, 0));
    for (const auto& [number, records] : owners_) {
      if (overused_.contains(number)) continue;
      for (const size_t i : records) {
        for (const size_t j : records) shares_[i][j] = may_join_[i][j] = 1;
      }
    }
    for (const auto& [unborn, children] : born_) {
      for (const size_t child : children) {
        shares_[unborn][child] = shares_[child][unborn] = 1;
        if (children.size() == 1) may_join_[unborn][child] = may_join_[child][unborn] = 1;
      }
    }
    for (size_t i = 0; i < n; ++i) {
      for (size_t j = 0; j < n; ++j) {
        differ_[i][j] = Differ(births_[i], births_[j]) || Differ(sexes_[i], sexes_[j]);
        conflict_[i][j] = differ_[i][j] && weights_.Of(i, j).tenths < 120;
        if (!weights_.Meet(i, j)) continue;
        const int tenths = weights_.Of(i, j).tenths;
        if (tenths >= 0) alike_[i][j] = tenths + 1;
      }
    }
    std::vector<const Told*> by_time = known_;
    std::sort(by_time.begin(), by_time.end(), [](const Told* a, const Told* b) {
      return std::tuple(a->header.received_at_us(), a->event.feed(), a->event.id()) <
             std::tuple(b->header.received_at_us(), b->event.feed(), b->event.id());
    });
    for (const Told* told : by_time) {
      const v1::Event& event = told->event;
      const auto decide = [&](const auto& pair, char verdict) {
        const size_t i = Index(pair.first().feed(), pair.first().record());
        const size_t j = Index(pair.second().feed(), pair.second().record());
        if (i != j && Stands(event)) decided_[i][j] = decided_[j][i] = verdict;
      };
      if (event.has_records_linked()) decide(event.records_linked(), 'L');
      if (event.has_records_separated()) decide(event.records_separated(), 'S');
    }
  }

  // The smallest index that each can reach.
  std::vector<size_t> Groups(const Matrix& edges) const {
    const size_t n = records_.size();
    std::vector<size_t> group(n, n);
    for (size_t least = 0; least < n; ++least) {
      if (group[least] < n) continue;
      std::vector<size_t> reached{least};
      group[least] = least;
      for (size_t at = 0; at < reached.size(); ++at) {
        for (size_t j = 0; j < n; ++j) {
          if (!edges[reached[at]][j] || group[j] < n) continue;
          group[j] = least;
          reached.push_back(j);
        }
      }
    }
    return group;
  }

  static constexpr int kLink = 1'000'001;
  static constexpr int kNumber = 1'000'000;

  // What joins the two, and how strongly; 0: nothing does.
  int Strength(size_t i, size_t j) const {
    if (decided_[i][j] == 'L') return kLink;
    if (decided_[i][j] == 'S') return 0;
    if (shares_[i][j]) return may_join_[i][j] && !conflict_[i][j] ? kNumber : 0;
    return alike_[i][j] > 60 ? alike_[i][j] - 1 : 0;
  }

  // Groups of those who are not settled, by ties of at least that, or of what their component
  // holds by where it has too many.
  std::vector<size_t> GroupsFrom(int strength) const {
    const size_t n = records_.size();
    Matrix edges(n, std::vector<char>(n, 0));
    for (size_t i = 0; i < n; ++i) {
      for (size_t j = 0; j < n; ++j) {
        const bool open = person_[i] == n && person_[j] == n;
        edges[i][j] = open && strengths_[i][j] >= std::max(strength, floors_[i]);
      }
    }
    return Groups(edges);
  }

  // 0: they get on. 1: they conflict. 60: and so does what is hardly stronger.
  int Clash(size_t i, size_t j, int strength) const {
    if (decided_[i][j] != 0) return decided_[i][j] == 'S' ? 1 : 0;
    if (strength == kLink) return 0;
    const OracleWeight weight = weights_.Of(i, j);
    if (strength == kNumber && shares_[i][j]) return conflict_[i][j];
    if (strength == kNumber) return differ_[i][j] && (weight.tenths < 0 || weight.kin) ? 1 : 0;
    if (strengths_[i][j] > 0) return 0;
    if (weights_.Shielded(i) || weights_.Shielded(j)) return 1;
    if (weight.tenths >= 60) return 0;
    if (weight.kin) return 60;
    if (weight.other_number) return 1;
    if (weight.tenths >= 0) return 0;
    if (differ_[i][j]) return 1;
    if (records_[i].feed != records_[j].feed) return 0;
    return weight.one_name && weight.tenths >= 60 - 120 ? 0 : 1;
  }

  // Their persons are what of them hangs together by ties of at least that.
  void Settle(const std::set<size_t>& some, int least) {
    const size_t n = records_.size();
    Matrix edges(n, std::vector<char>(n, 0));
    for (const size_t i : some) {
      for (const size_t j : some) edges[i][j] = strengths_[i][j] >= least;
    }
    const std::vector<size_t> groups = Groups(edges);
    for (const size_t i : some) person_[i] = groups[i];
  }

  void PartAt(int strength) {
    const std::vector<size_t> before = GroupsFrom(strength + 1);
    const std::vector<size_t> after = GroupsFrom(strength);
    std::map<size_t, std::set<size_t>> members;
    for (size_t i = 0; i < after.size(); ++i) {
      if (person_[i] == after.size()) members[after[i]].insert(i);
    }
    for (const auto& [group, all] : members) {
      int worst = 0;
      std::set<size_t> apart;
      for (const size_t i : all) {
        for (const size_t j : all) {
          const bool seen = strength < kNumber && before[i] == before[j];
          const int clash = i == j || seen ? 0 : Clash(i, j, strength);
          worst = std::max(worst, clash);
          if (clash > 0) apart.insert({before[i], before[j]});
        }
      }
      if (worst == 0) continue;
      if (strength >= kNumber) {
        Settle(all, strength == kLink ? kLink + 1 : kLink);
      } else if (worst > 1) {
        Settle(all, strength + worst);
      } else {
        std::set<size_t> some;
        for (const size_t i : all) {
          if (apart.contains(before[i])) some.insert(i);
        }
        Settle(some, strength + 1);
      }
    }
  }

  void Part() {
    const size_t n = records_.size();
    strengths_.assign(n, std::vector<int>(n, 0));
    floors_.assign(n, 0);
    person_.assign(n, n);
    std::set<int> all{kLink, kNumber};
    for (size_t i = 0; i < n; ++i) {
      for (size_t j = 0; j < n; ++j) {
        strengths_[i][j] = Strength(i, j);
        if (strengths_[i][j] > 0) all.insert(strengths_[i][j]);
      }
    }
    for (const int least : {*all.begin(), kNumber, kLink}) {
      const std::vector<size_t> groups = GroupsFrom(least);
      for (size_t i = 0; i < n; ++i) {
        const bool many = std::count(groups.begin(), groups.end(), groups[i]) > 200;
        if (many) floors_[i] = least == kLink ? kLink + 1 : least == kNumber ? kLink : kNumber;
      }
    }
    for (auto strength = all.rbegin(); strength != all.rend(); ++strength) PartAt(*strength);
    const std::vector<size_t> rest = GroupsFrom(1);
    for (size_t i = 0; i < n; ++i) {
      if (person_[i] == n) person_[i] = rest[i];
    }
  }

  bool InReview(size_t i, size_t j) const {
    return i != j && person_[i] != person_[j] && decided_[i][j] != 'S' &&
           (shares_[i][j] || alike_[i][j] > 0 || decided_[i][j] == 'L');
  }

  std::vector<const Told*> known_;
  std::vector<RecordId> records_;
  std::vector<std::set<std::string>> births_;
  std::vector<std::set<int>> sexes_;
  std::map<std::string, std::set<size_t>> ever_;
  std::map<std::string, std::set<size_t>> owners_;
  std::map<size_t, std::set<size_t>> born_;
  std::set<std::string> overused_;
  Matrix shares_, may_join_, differ_, conflict_, decided_;
  OracleWeights weights_;
  std::vector<std::vector<int>> alike_;  // Tenths and one; 0: neither same nor review.
  std::vector<std::vector<int>> strengths_;
  std::vector<int> floors_;     // The weakest that a component of too many holds by.
  std::vector<size_t> person_;  // As many as there are records: not settled.
};

}  // namespace goldthread::identity
