#include "connectors/county/residents.h"

namespace goldthread::county {

void Residents::Saw(const Happening& happening) {
  if (happening.change == Change::kConceived) {
    expected_[happening.person].push_back({happening.other, happening.day});
    return;
  }
  if (happening.change != Change::kBorn && happening.change != Change::kNeverBorn) return;
  const auto mother = expected_.find(happening.other);
  if (mother == expected_.end()) return;
  for (Expected& one : mother->second) {
    if (one.child == happening.person) one.until = happening.day;
  }
}

void Residents::Forget(DayNumber before) {
  absl::erase_if(expected_, [before](auto& of_mother) {
    std::erase_if(of_mother.second, [before](const Expected& one) { return one.until <= before; });
    return of_mother.second.empty();
  });
}

std::vector<Residents::Home> Residents::HomesOn(PersonIndex person, DayNumber day) const {
  std::vector<Home> homes;
  const auto add = [&](const Home& home) {
    if (world_.places().KindOf(home.address) != PlaceKind::kPrison) homes.push_back(home);
  };
  const Person& who = world_.At(person);
  if (world_.LivesHere(person) && who.since <= day) {
    add({world_.AddressOf(person), who.home, who.since});
  }
  const SharedCare* const care = world_.SharedCareOf(person);
  if (care != nullptr && care->since <= day) {
    add({care->address, world_.At(care->with).home, care->since});
  }
  for (const Stay& stay : stays_.Of(person)) {
    if (stay.from <= day && day < stay.to) add({stay.address, stay.home, stay.from});
  }
  return homes;
}

std::vector<Residents::Child> Residents::ChildrenAt(const Home& home, DayNumber day) const {
  std::vector<Child> children;
  EachAt(home, day, [&](PersonIndex person, DayNumber since) {
    if (world_.IsChildOn(person, day)) {
      children.push_back({person, since, false});
      return;
    }
    for (Child expected : ExpectedBy(person, day)) {
      expected.since = std::max(expected.since, since);
      children.push_back(expected);
    }
  });
  std::sort(children.begin(), children.end(), [](const Child& a, const Child& b) {
    return std::pair(a.child, a.since) < std::pair(b.child, b.since);
  });
  const auto same = std::unique(children.begin(), children.end(),
                                [](const Child& a, const Child& b) { return a.child == b.child; });
  children.erase(same, children.end());
  return children;
}

std::vector<Residents::Child> Residents::ExpectedBy(PersonIndex mother, DayNumber day) const {
  std::vector<Child> children;
  const auto found = expected_.find(mother);
  if (found == expected_.end()) return children;
  for (const Expected& one : found->second) {
    if (one.known <= day && day < one.until) children.push_back({one.child, one.known, true});
  }
  return children;
}

bool Residents::IsExpected(PersonIndex child, DayNumber day) const {
  const std::vector<Child> expected = ExpectedBy(world_.At(child).mother, day);
  return std::any_of(expected.begin(), expected.end(),
                     [child](const Child& one) { return one.child == child; });
}

bool Residents::IsLivingChild(PersonIndex person, DayNumber day) const {
  const Person& who = world_.At(person);
  return !who.Is(kUnborn) && who.birth <= day && day < who.death && world_.IsChildOn(person, day);
}

}  // namespace goldthread::county
