// Folds and records for testing the engine, which knows nothing of safeguarding.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "eventstore/base/key.h"
#include "eventstore/log/event_log.h"
#include "eventstore/projector/projection.h"

namespace goldthread::toy {

// A record whose event id says what folds shall do with it.
inline NewRecord Record(const std::string& id) {
  v1::RecordHeader header;
  header.set_version(1);
  header.set_feed("toy");
  header.set_event_id(id);
  v1::Event event;
  event.set_feed("toy");
  event.set_id(id);
  return {header.SerializeAsString(), event.SerializeAsString()};
}

// The first fold: stops repeats. One state row an id, with how often it came.
class Gate final : public Projection {
 public:
  std::string_view Name() const override { return "gate"; }
  char Space() const override { return 'G'; }
  uint32_t Version() const override { return 1; }
  StatusOr<Onward> Apply(const Arrival& arrival, FoldRows& rows) const override {
    const std::optional<std::string_view> seen = rows.Get(arrival.event.id());
    const int times = seen.has_value() ? std::stoi(std::string(*seen)) + 1 : 1;
    rows.Put(arrival.event.id(), std::to_string(times));
    return times == 1 ? Onward::kNextFold : Onward::kStop;
  }
};

// The second: an append an id, state a first letter, erased again by an id with "erase".
// Ids with "bad" are refused, after it has written, until it is mended.
class Diary final : public Projection {
 public:
  explicit Diary(uint32_t version = 1, bool mended = false) : version_(version), mended_(mended) {}
  std::string_view Name() const override { return "diary"; }
  char Space() const override { return 'D'; }
  uint32_t Version() const override { return version_; }
  StatusOr<Onward> Apply(const Arrival& arrival, FoldRows& rows) const override {
    const std::string& id = arrival.event.id();
    rows.Append("entry/" + id, fmt::format("version {}", version_));
    const std::string letter = "letter/" + id.substr(0, 1);
    const std::string held(rows.Get(letter).value_or(""));
    rows.Put(letter, held.size() < 5 ? held + "+" : held);
    if (id.find("erase") != std::string::npos) rows.Erase(letter);
    if (!mended_ && id.find("bad") != std::string::npos) {
      return Error(Code::kInvalidArgument, "a bad event");
    }
    return Onward::kNextFold;
  }

 private:
  const uint32_t version_;
  const bool mended_;
};

// Tells those after it of every id, unless it is mended only later and the id has "mute".
class Herald final : public Projection {
 public:
  explicit Herald(bool mended = false) : mended_(mended) {}
  std::string_view Name() const override { return "herald"; }
  char Space() const override { return 'H'; }
  uint32_t Version() const override { return 1; }
  StatusOr<Onward> Apply(const Arrival& arrival, FoldRows& rows) const override {
    rows.Announce("heard " + arrival.event.id());
    if (!mended_ && arrival.event.id().find("mute") != std::string::npos) {
      return Error(Code::kInvalidArgument, "it cannot say that");
    }
    return Onward::kNextFold;
  }

 private:
  const bool mended_;
};

// Keeps what it hears, and after it what it applies. Cannot hear "deaf".
class Scribe final : public Projection {
 public:
  std::string_view Name() const override { return "scribe"; }
  char Space() const override { return 'S'; }
  uint32_t Version() const override { return 1; }
  StatusOr<Onward> Apply(const Arrival& arrival, FoldRows& rows) const override {
    Add("applied " + arrival.event.id(), rows);
    return Onward::kNextFold;
  }
  Status Follow(const Arrival&, std::string_view announcement, FoldRows& rows) const override {
    Add(announcement, rows);
    if (announcement.find("deaf") == std::string_view::npos) return OkStatus();
    return Error(Code::kDataLoss, "a damaged row");
  }

 private:
  static void Add(std::string_view line, FoldRows& rows) {
    std::string page(rows.Get("page").value_or(""));
    rows.Put("page", page.append(line).append("; "));
  }
};

}  // namespace goldthread::toy
