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
  }

  template <class T>
  static bool Differ(const std::set<T>& a, const std::set<T>& b) {
    std::vector<T> both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    return !a.empty() && !b.empty() && both.empty();
  }

  void Relate() {
    const size_t n = records_.size();
    shares_ = may_join_ = conflict_ = Matrix(n, std::vector<char>(n, 0));
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
        conflict_[i][j] = Differ(births_[i], births_[j]) || Differ(sexes_[i], sexes_[j]);
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
    std::vector<size_t> group(records_.size());
    for (size_t i = 0; i < group.size(); ++i) group[i] = i;
    for (bool moved = true; moved;) {
      moved = false;
      for (size_t i = 0; i < group.size(); ++i) {
        for (size_t j = 0; j < group.size(); ++j) {
          if (!edges[i][j] || group[i] <= group[j]) continue;
          group[i] = group[j];
          moved = true;
        }
      }
    }
    return group;
  }

  void Part() {
    const size_t n = records_.size();
    Matrix any = may_join_;
    Matrix linked = may_join_;
    for (size_t i = 0; i < n; ++i) {
      for (size_t j = 0; j < n; ++j) {
        linked[i][j] = decided_[i][j] == 'L';
        any[i][j] = linked[i][j] || (may_join_[i][j] && decided_[i][j] != 'S' && !conflict_[i][j]);
      }
    }
    const std::vector<size_t> by_any = Groups(any);
    const std::vector<size_t> by_link = Groups(linked);
    const auto spoilt = [&](const std::vector<size_t>& group, size_t which, bool conflicts) {
      for (size_t i = 0; i < n; ++i) {
        for (size_t j = 0; j < n; ++j) {
          if (i == j || group[i] != which || group[j] != which) continue;
          if (decided_[i][j] == 'S') return true;
          if (conflicts && decided_[i][j] != 'L' && conflict_[i][j]) return true;
        }
      }
      return std::count(group.begin(), group.end(), which) > 200;
    };
    std::map<size_t, bool> bad_any;
    std::map<size_t, bool> bad_link;
    for (const size_t g : by_any) {
      if (!bad_any.contains(g)) bad_any[g] = spoilt(by_any, g, true);
    }
    for (const size_t g : by_link) {
      if (!bad_link.contains(g)) bad_link[g] = spoilt(by_link, g, false);
    }
    for (size_t i = 0; i < n; ++i) {
      if (!bad_any[by_any[i]]) {
        person_.push_back({'c', by_any[i]});
      } else if (!bad_link[by_link[i]]) {
        person_.push_back({'l', by_link[i]});
      } else {
        person_.push_back({'s', i});
      }
    }
  }

  bool InReview(size_t i, size_t j) const {
    return i != j && person_[i] != person_[j] && decided_[i][j] != 'S' &&
           (shares_[i][j] || decided_[i][j] == 'L');
  }

  std::vector<const Told*> known_;
  std::vector<RecordId> records_;
  std::vector<std::set<std::string>> births_;
  std::vector<std::set<int>> sexes_;
  std::map<std::string, std::set<size_t>> ever_;
  std::map<std::string, std::set<size_t>> owners_;
  std::map<size_t, std::set<size_t>> born_;
  std::set<std::string> overused_;
  Matrix shares_, may_join_, conflict_, decided_;
  std::vector<std::pair<char, size_t>> person_;
};

}  // namespace goldthread::identity
