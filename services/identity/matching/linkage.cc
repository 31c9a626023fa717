#include "services/identity/matching/linkage.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <tuple>

#include "services/identity/matching/blocks.h"
#include "services/identity/matching/learning.h"

namespace goldthread::matching {
namespace {

using Pair = std::pair<int, int>;

// Enough pairs that a level one pair in a hundred thousand has is met.
constexpr int64_t kAcrossMax = 200'000;
// Beyond it a person's records are not held against each other one by one.
constexpr size_t kRecordsMax = 200;

class Persons {
 public:
  explicit Persons(size_t records) : members_(records), of_(records) {
    std::iota(of_.begin(), of_.end(), 0);
    for (size_t i = 0; i < records; ++i) members_[i] = {static_cast<int>(i)};
  }
  int Of(int record) const { return of_[static_cast<size_t>(record)]; }
  const std::vector<int>& Members(int person) const {
    return members_[static_cast<size_t>(person)];
  }
  void Join(int one, int other) {
    if (other < one) std::swap(one, other);
    auto& into = members_[static_cast<size_t>(one)];
    auto& from = members_[static_cast<size_t>(other)];
    for (const int record : from) of_[static_cast<size_t>(record)] = one;
    into.insert(into.end(), from.begin(), from.end());
    from.clear();
  }
  std::vector<int> Take() { return std::move(of_); }

 private:
  std::vector<std::vector<int>> members_;
  std::vector<int> of_;
};

class Linking {
 public:
  Linking(const std::vector<Portrait>& records, const std::vector<int>& feeds)
      : records_(records), feeds_(feeds) {
    for (const int feed : feeds) ++sizes_[feed];
    for (const Portrait& record : records) frequencies_.CountRecord(record);
    for (Portrait& record : records_) {
      std::erase_if(record.numbers,
                    [&](const NumberForm& number) { return frequencies_.IsWorthless(number); });
    }
  }

  Model Learn(Lesson* lesson) {
    *lesson = LearnFrom(Candidates());
    return std::move(out_.model);
  }

  Linkage Run() {
    const std::vector<Pair> pairs = Candidates();
    out_.compared = static_cast<int64_t>(pairs.size());
    LearnFrom(pairs);
    for (const auto& [a, b] : pairs) {
      const Judgement judgement = JudgePair(a, b);
      if (judgement.verdict() != Verdict::kDifferent) likely_.push_back({a, b, judgement});
    }
    std::sort(likely_.begin(), likely_.end(), [](const Likely& a, const Likely& b) {
      return std::tuple(-a.judgement.bits, a.first, a.second) <
             std::tuple(-b.judgement.bits, b.first, b.second);
    });
    Join();
    return std::move(out_);
  }

 private:
  const Portrait& Record(int at) const { return records_[static_cast<size_t>(at)]; }
  bool OneFeed(int a, int b) const {
    return feeds_[static_cast<size_t>(a)] == feeds_[static_cast<size_t>(b)];
  }

  std::vector<Pair> Candidates() const {
    absl::flat_hash_map<std::string, std::vector<int>> blocks;
    for (size_t i = 0; i < records_.size(); ++i) {
      for (std::string& key : BlocksOf(records_[i])) {
        blocks[std::move(key)].push_back(static_cast<int>(i));
      }
    }
    std::vector<Pair> pairs;
    for (const auto& [key, members] : blocks) {
      if (members.size() > kBlockMax) continue;
      for (size_t i = 0; i < members.size(); ++i) {
        for (size_t j = i + 1; j < members.size(); ++j) pairs.emplace_back(members[i], members[j]);
      }
    }
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    return pairs;
  }

  // Pairs of one feed teach nothing of how one person's records agree.
  double AllPairs() const {
    const auto all = static_cast<double>(records_.size());
    double pairs = all * (all - 1) / 2;
    for (const auto& [feed, size] : sizes_) {
      const auto own = static_cast<double>(size);
      pairs -= own * (own - 1) / 2;
    }
    return pairs;
  }

  // Pairs at an even stride through all of them.
  void SampleAcross(PatternCounts* counts) const {
    const auto size = static_cast<int64_t>(records_.size());
    const int64_t all = size * (size - 1) / 2;
    const int64_t stride = std::max<int64_t>(1, all / kAcrossMax);
    int64_t row_begin = 0;  // The first pair whose second record is `second`.
    int64_t second = 1;
    for (int64_t at = stride / 2; at < all; at += stride) {
      while (at >= row_begin + second) row_begin += second++;
      const auto a = static_cast<int>(at - row_begin);
      const auto b = static_cast<int>(second);
      if (!OneFeed(a, b)) ++(*counts)[Compare(Record(a), Record(b)).Pattern()];
    }
  }

  Lesson LearnFrom(const std::vector<Pair>& pairs) {
    Lesson lesson;
    lesson.all_pairs = AllPairs();
    for (const auto& [a, b] : pairs) {
      if (!OneFeed(a, b)) ++lesson.candidates[Compare(Record(a), Record(b)).Pattern()];
    }
    SampleAcross(&lesson.across);
    out_.model = matching::Learn(lesson, StartingModel());
    out_.model.frequencies = frequencies_;
    out_.model.version = "learnt";
    return lesson;
  }

  Judgement JudgePair(int a, int b) const {
    return Judge(out_.model, Compare(Record(a), Record(b)), OneFeed(a, b) ? kOneFeedBits : 0);
  }

  bool LooksLikeKin(int a, int b) const {
    return JudgePair(std::min(a, b), std::max(a, b)).kin_bits >= 0;
  }

  // Whether what the two hold of each other speaks against one person: more of their pairs are
  // rather kin than are one person, or a pair is of one feed, which has them apart.
  bool Contradict(const std::vector<int>& one, const std::vector<int>& other) const {
    if (one.size() + other.size() > kRecordsMax) return true;
    int for_it = 0;
    int against_it = 0;
    for (const int a : one) {
      for (const int b : other) {
        const Judgement judgement = JudgePair(std::min(a, b), std::max(a, b));
        const bool same = judgement.verdict() == Verdict::kSame;
        if (OneFeed(a, b) && !same) return true;
        for_it += same ? 1 : 0;
        against_it += judgement.kin_bits >= 0 ? 1 : 0;
      }
    }
    return against_it >= for_it;
  }

  // A record that fits each of two people who are rather kin than one, about as well, is
  // neither's until somebody says whose: a twin's without a given name.
  std::set<Pair> Doubtful() const {
    std::map<int, std::vector<const Likely*>> same;
    for (const Likely& each : likely_) {
      if (each.judgement.verdict() != Verdict::kSame) continue;
      same[each.first].push_back(&each);
      same[each.second].push_back(&each);
    }
    std::set<Pair> doubtful;
    for (const auto& [record, fits] : same) {
      const auto other = [at = record](const Likely& fit) {
        return fit.first == at ? fit.second : fit.first;
      };
      for (size_t i = 0; i < fits.size(); ++i) {
        for (size_t j = i + 1; j < fits.size(); ++j) {
          const double better = fits[i]->judgement.bits - fits[j]->judgement.bits;
          if (std::abs(better) >= kSameBits || !LooksLikeKin(other(*fits[i]), other(*fits[j]))) {
            continue;
          }
          doubtful.insert({fits[i]->first, fits[i]->second});
          doubtful.insert({fits[j]->first, fits[j]->second});
        }
      }
    }
    return doubtful;
  }

  void Join() {
    Persons persons(records_.size());
    std::vector<Likely> left;
    const std::set<Pair> doubtful = Doubtful();
    for (const Likely& each : likely_) {
      const int one = persons.Of(each.first);
      const int other = persons.Of(each.second);
      if (one == other) continue;
      if (each.judgement.verdict() == Verdict::kSame &&
          !doubtful.contains({each.first, each.second}) &&
          !Contradict(persons.Members(one), persons.Members(other))) {
        persons.Join(one, other);
      } else {
        left.push_back(each);
      }
    }
    for (const Likely& each : left) {
      if (persons.Of(each.first) != persons.Of(each.second)) out_.review.push_back(each);
    }
    out_.persons = persons.Take();
  }

  std::vector<Portrait> records_;  // Without numbers that are nobody's.
  const std::vector<int>& feeds_;
  Frequencies frequencies_;
  std::map<int, int64_t> sizes_;
  std::vector<Likely> likely_;
  Linkage out_;
};

}  // namespace

Linkage LinkRecords(const std::vector<Portrait>& records, const std::vector<int>& feeds) {
  return Linking(records, feeds).Run();
}

Model LearnFrom(const std::vector<Portrait>& records, const std::vector<int>& feeds,
                Lesson* lesson) {
  return Linking(records, feeds).Learn(lesson);
}

std::vector<int> PersonsIfReviewed(const Linkage& linkage) {
  Persons persons(linkage.persons.size());
  for (size_t i = 0; i < linkage.persons.size(); ++i) {
    const int record = static_cast<int>(i);
    if (persons.Of(record) != persons.Of(linkage.persons[i])) {
      persons.Join(persons.Of(record), persons.Of(linkage.persons[i]));
    }
  }
  for (const Likely& each : linkage.review) {
    const int one = persons.Of(each.first);
    const int other = persons.Of(each.second);
    if (one != other) persons.Join(one, other);
  }
  return persons.Take();
}

}  // namespace goldthread::matching
