#include "services/identity/matching/blocks.h"

#include <algorithm>
#include <initializer_list>
#include <set>
#include <string_view>

#include "eventstore/base/digest.h"
#include "services/identity/matching/folded.h"
#include "services/identity/matching/spelling.h"

namespace goldthread::matching {
namespace {

std::string Key(char kind, std::string_view a, std::string_view b = {}, std::string_view c = {}) {
  std::string key(1, kind);
  for (const std::string_view part : {a, b, c}) key.append(part).push_back('|');
  return key;
}

class Blocks {
 public:
  explicit Blocks(const Portrait& portrait) : portrait_(portrait) {
    for (const NameForm& name : portrait.names) {
      for (const std::string& part : {name.given, name.family}) {
        const std::string sound = SoundOf(Compact(part));
        if (!sound.empty()) sounds_.insert(sound);
      }
    }
  }

  std::vector<std::string> Take() {
    for (const NumberForm& number : portrait_.numbers) Add(Key('i', number.kind, number.value));
    for (const std::string& phone : portrait_.phones) Add(Key('t', phone));
    for (const std::string& email : portrait_.emails) Add(Key('e', email));
    AddNames();
    AddBirths();
    for (const PlaceForm& place : portrait_.places) AddPlace(place);
    if (keys_.size() > kBlocksMax) keys_.resize(kBlocksMax);
    std::sort(keys_.begin(), keys_.end());
    keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
    return std::move(keys_);
  }

 private:
  void Add(std::string key) { keys_.push_back(std::move(key)); }

  // Which of them is the family name does not matter.
  void AddNames() {
    for (const NameForm& name : portrait_.names) {
      std::string one = SoundOf(Compact(name.given));
      std::string other = SoundOf(Compact(name.family));
      if (one.empty() || other.empty()) continue;
      if (other < one) std::swap(one, other);
      Add(Key('n', one, other));
    }
  }

  // Day and month in either order; and without each of the three parts, with a name.
  void AddBirths() {
    for (const std::string& birth : portrait_.births) {
      if (birth.size() != 8) continue;
      std::string year = birth.substr(0, 4);
      std::string month = birth.substr(4, 2);
      std::string day = birth.substr(6, 2);
      Add(Key('b', year, std::min(month, day), std::max(month, day)));
      for (const std::string& sound : sounds_) {
        Add(Key('y', sound, year, month));
        Add(Key('m', sound, month, day));
        Add(Key('d', sound, year, day));
      }
    }
  }

  void AddPlace(const PlaceForm& place) {
    if (place.uprn != 0) Add(Key('u', std::to_string(place.uprn)));
    for (const std::string& sound : sounds_) {
      if (!place.postcode.empty()) Add(Key('p', sound, place.postcode));
      if (!place.locality.empty()) Add(Key('l', sound, place.locality));
      for (const std::string& line : {place.street, place.building}) {
        if (!line.empty()) Add(Key('s', sound, line));
      }
    }
    if (!place.postcode.empty() && !place.locality.empty()) {
      Add(Key('q', place.postcode, place.locality));
    }
    for (const std::string& line : {place.street, place.building}) {
      if (line.empty()) continue;
      if (!place.number.empty()) Add(Key('h', place.number, line));
      if (!place.postcode.empty()) Add(Key('o', place.postcode, line));
      if (!place.locality.empty()) Add(Key('c', place.locality, line));
    }
    if (!place.street.empty() && !place.building.empty()) {
      const auto& [less, more] = std::minmax(place.street, place.building);
      Add(Key('x', less, more));
    }
  }

  const Portrait& portrait_;
  std::set<std::string> sounds_;
  std::vector<std::string> keys_;
};

class NarrowBlocks {
 public:
  explicit NarrowBlocks(const Portrait& portrait) : portrait_(portrait) {}

  std::vector<uint64_t> Take() {
    for (const std::string& phone : portrait_.phones) Add('t', {phone});
    for (const std::string& email : portrait_.emails) Add('e', {email});
    for (const NameForm& name : portrait_.names) {
      AddName(SoundOf(Compact(name.given)), SoundOf(Compact(name.family)));
    }
    if (keys_.size() > kNarrowBlocksMax) keys_.resize(kNarrowBlocksMax);
    std::sort(keys_.begin(), keys_.end());
    keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
    return std::move(keys_);
  }

 private:
  void Add(char kind, std::initializer_list<std::string_view> parts) {
    key_.assign(1, kind);
    for (const std::string_view part : parts) key_.append(part).push_back('|');
    keys_.push_back(Checksum(key_));
  }

  // With one name the whole birth date or the address, with both a part of the date.
  void AddName(std::string given, std::string family) {
    if (family < given) std::swap(given, family);  // Which is which does not matter.
    for (const std::string& birth : portrait_.births) {
      const std::string_view year = std::string_view(birth).substr(0, 4);
      if (!given.empty()) Add('y', {given, family, year});
      if (birth.size() != 8) continue;
      const std::string_view month = std::string_view(birth).substr(4, 2);
      const std::string_view day = std::string_view(birth).substr(6, 2);
      const auto [less, more] = std::minmax(month, day);
      if (!given.empty()) Add('m', {given, family, less, more});
      for (const std::string& sound : {given, family}) {
        if (!sound.empty()) Add('b', {sound, year, less, more});
      }
    }
    for (const PlaceForm& place : portrait_.places) {
      for (const std::string& sound : {given, family}) {
        if (sound.empty()) continue;
        if (!place.postcode.empty()) {
          Add('p', {sound, place.postcode, place.number});
        } else if (!place.number.empty() && !place.street.empty()) {
          Add('h', {sound, place.number, place.street});
        }
      }
    }
  }

  const Portrait& portrait_;
  std::string key_;
  std::vector<uint64_t> keys_;
};

}  // namespace

std::vector<uint64_t> NarrowBlocksOf(const Portrait& portrait) {
  return NarrowBlocks(portrait).Take();
}

std::vector<std::string> BlocksOf(const Portrait& portrait) { return Blocks(portrait).Take(); }

}  // namespace goldthread::matching
