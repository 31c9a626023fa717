// Whatever is told in whatever order, and whoever crashes: in the end each partnership knows of
// exactly those whom a plain list says it should.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <utility>

#include "tests/directory/town.h"

namespace goldthread::directory {
namespace {

constexpr int kPeople = 6;
constexpr int kChildren = 3;
constexpr int kHomes = 4;
constexpr uint64_t kFirstHome = 100'000'000'100;

// What was told in one town, kept as plainly as can be.
struct Plain {
  std::map<std::string, bool> asserted;           // By event: stands.
  std::map<std::string, int> of;                  // By event: person.
  std::map<int, std::pair<int, int>> adult_home;  // By person: day, home.
  std::map<int, std::pair<int, int>> child_home;

  std::set<int> Risks() const {
    std::set<int> risks;
    for (const auto& [event, stands] : asserted) {
      if (stands) risks.insert(of.at(event));
    }
    return risks;
  }
  bool NearChild(int person) const {
    const auto home = adult_home.find(person);
    return home != adult_home.end() &&
           std::any_of(child_home.begin(), child_home.end(), [&](const auto& child) {
             return child.second.second == home->second.second;
           });
  }
};

class TownsProperty : public ::testing::TestWithParam<uint32_t> {
 protected:
  struct Place {
    explicit Place(const std::string& name) : town(name) {}
    Town town;
    Plain plain;
    int events = 0;
    int days = 0;
  };

  // An agency's fact, of a day of its own: no two that contradict each other are of one day.
  std::vector<v1::Event> Happens(Place& place) {
    const std::string id = "e" + std::to_string(place.events++);
    const int day = place.days++;
    const int person = static_cast<int>(random_() % kPeople);
    const int home = static_cast<int>(random_() % kHomes);
    const std::string record = "adult-" + std::to_string(person);
    const uint64_t uprn = kFirstHome + static_cast<uint64_t>(home);
    switch (random_() % 4) {
      case 0:
        place.plain.adult_home[person] = {day, home};
        return {Town::AdultLives(id, record, NhsNumber(person), uprn, day)};
      case 1: {
        const int child = static_cast<int>(random_() % kChildren);
        place.plain.child_home[child] = {day, home};
        return {Town::ChildLives(id, "child-" + std::to_string(child), uprn, day)};
      }
      case 2:
        place.plain.asserted[id] = true;
        place.plain.of[id] = person;
        // Whose number nobody told yet is told it: as agencies do.
        if (!place.plain.adult_home.contains(person)) {
          place.plain.adult_home[person] = {day, home};
          return {Town::Asserts(id, record, day),
                  Town::AdultLives(id + "h", record, NhsNumber(person), uprn, day)};
        }
        return {Town::Asserts(id, record, day)};
      default:
        for (auto& [event, stands] : place.plain.asserted) {
          if (!stands || random_() % 2 == 0) continue;
          stands = false;
          return {Town::Withdraws(id, event, day)};
        }
        return {};
    }
  }

  // A step that may crash before any row that it writes and around any fact that it publishes.
  void StepAndMaybeCrash(Place& place) {
    MapTable table(rows_);
    const auto crash = [this] { return random_() % 5 == 0; };
    table.OnWrite([&] { return crash() ? Error(Code::kUnavailable, "crashed") : OkStatus(); });
    const Publish publish = place.town.Publishing();
    (void)place.town.Step(
        table, [&](std::span<const v1::Event> events) -> StatusOr<std::vector<v1::Receipt>> {
          if (crash()) return Error(Code::kUnavailable, "crashed before");
          auto receipts = publish(events);
          if (crash()) return Error(Code::kUnavailable, "crashed after");
          return receipts;
        });
    if (random_() % 4 == 0) place.town.LoseViews();
  }

  std::mt19937 random_{GetParam()};
  SharedTable::Rows rows_;
};

TEST_P(TownsProperty, EndsAsThePlainListSays) {
  SCOPED_TRACE(GetParam());
  std::vector<std::unique_ptr<Place>> places;
  for (const char* const name : {"northmere", "westmere", "eastmere"}) {
    places.push_back(std::make_unique<Place>(name));
  }
  // Agencies tell late: what happened waits, and comes in any order.
  std::vector<std::pair<Place*, std::vector<v1::Event>>> waiting;
  for (int turn = 0; turn < 70; ++turn) {
    Place& place = *places[random_() % places.size()];
    waiting.emplace_back(&place, Happens(place));
    if (random_() % 3 == 0) {
      std::shuffle(waiting.begin(), waiting.end(), random_);
      for (size_t n = random_() % (waiting.size() + 1); n > 0; --n) {
        waiting.back().first->town.Tell(waiting.back().second);
        waiting.pop_back();
      }
    }
    if (random_() % 3 == 0) StepAndMaybeCrash(*places[random_() % places.size()]);
  }
  for (auto& [place, events] : waiting) place->town.Tell(events);
  MapTable table(rows_);
  for (int turn = 0; turn < 3; ++turn) {
    for (const auto& place : places) {
      const Status stepped = place->town.Step(table);
      ASSERT_TRUE(stepped.ok()) << stepped;
    }
  }
  size_t entries = places.size();  // One row each says that it takes part.
  for (const auto& place : places) {
    std::multiset<std::string> ought;
    entries += place->plain.Risks().size();
    for (const auto& other : places) {
      if (other == place) continue;
      for (const int person : other->plain.Risks()) {
        if (!place->plain.NearChild(person)) continue;
        ought.insert("adult-" + std::to_string(person) + " by " + other->town.us().partnership);
      }
    }
    EXPECT_EQ(place->town.Known(), ought) << place->town.us().partnership;
  }
  EXPECT_EQ(rows_.size(), entries);
}

INSTANTIATE_TEST_SUITE_P(Seeds, TownsProperty, ::testing::Range(1u, 21u));

}  // namespace
}  // namespace goldthread::directory
