#include "tests/properties/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "eventstore/base/digest.h"
#include "goldthread/v1/record.pb.h"
#include "services/vocabulary/content.h"

namespace goldthread::properties {
namespace {

const std::vector<std::string> kFeeds = {"school", "police", "hospital"};
// With right check digits; from domain/identifiers.md §1.
const std::vector<std::string> kNhsNumbers = {"9434765919", "9000000009", "9000000025"};

v1::Event Fact(std::mt19937& rng, const std::string& feed, const std::string& id, int today) {
  v1::Event event;
  event.set_feed(feed);
  event.set_agency(feed);
  event.set_id(id);
  const int late = rng() % 4 == 0 ? static_cast<int>(rng() % 15) : 0;
  event.mutable_occurred()->set_date(DayText(DayAt(today - late)));
  event.mutable_recorded_at()->set_seconds(NoonUs(today) / 1'000'000);
  event.set_category(v1::INFORMATION_CATEGORY_SOCIAL_CARE);
  v1::Subject& subject = *event.add_subjects();
  subject.set_record(fmt::format("r{}", rng() % 3));
  subject.set_role(v1::SUBJECT_ROLE_CHILD);
  if (rng() % 5 == 0) {
    event.mutable_person_described();
    v1::Identifier& number = *subject.mutable_described()->add_identifiers();
    number.set_type(v1::IDENTIFIER_TYPE_NHS_NUMBER);
    number.set_value(kNhsNumbers[rng() % kNhsNumbers.size()]);
  } else {
    event.mutable_concern_recorded()->set_concern("worry");
  }
  return event;
}

// Amends an event that may be there, may come later, or may never come.
v1::Event Withdrawal(std::mt19937& rng, const std::string& feed, const std::string& id) {
  v1::Event event;
  event.set_feed(feed);
  event.set_agency(feed);
  event.set_id(id);
  event.set_withdraws(fmt::format("{}{}", feed.front(), rng() % 40));
  event.mutable_event_withdrawn()->set_reason("wrong");
  return event;
}

struct Known {
  std::map<std::pair<std::string, std::string>, const v1::Event*> events;  // By feed and id.
};

Known KnownBy(const std::vector<Delivery>& history, int known_day) {
  Known known;
  for (const Delivery& delivery : history) {
    if (delivery.received_day <= known_day) {
      known.events.emplace(std::pair(delivery.event.feed(), delivery.event.id()), &delivery.event);
    }
  }
  return known;
}

bool Void(const Known& known, const v1::Event& by, int steps);

bool Withdrawn(const Known& known, const std::string& feed, const std::string& id, int steps = 0) {
  return std::any_of(known.events.begin(), known.events.end(), [&](const auto& item) {
    const v1::Event& by = *item.second;
    return by.feed() == feed && by.withdraws() == id && !Void(known, by, steps + 1);
  });
}

bool Corrected(const Known& known, const std::string& feed, const std::string& id, int steps = 0) {
  return std::any_of(known.events.begin(), known.events.end(), [&](const auto& item) {
    const v1::Event& by = *item.second;
    return by.feed() == feed && by.corrects() == id && !Void(known, by, steps + 1);
  });
}

// `steps` from the fact: none further than the eighth changes anything (vocabulary/withdrawal.h).
bool Void(const Known& known, const v1::Event& by, int steps) {
  return steps < 8 && Withdrawn(known, by.feed(), by.id(), steps) &&
         !Corrected(known, by.feed(), by.id(), steps);
}

// Spreads from the record over shared numbers until nothing is added.
std::set<RecordId> PersonByHand(const Known& known, const RecordId& start) {
  std::set<RecordId> person = {start};
  std::map<RecordId, std::set<std::string>> numbers;
  for (const auto& [key, event] : known.events) {
    const bool counts =
        !Withdrawn(known, key.first, key.second) && !Corrected(known, key.first, key.second);
    for (const v1::Subject& subject : event->subjects()) {
      for (const v1::Identifier& number : subject.described().identifiers()) {
        if (counts) numbers[{event->feed(), subject.record()}].insert(number.value());
      }
    }
  }
  for (size_t before = 0; before != person.size();) {
    before = person.size();
    std::set<std::string> shared;
    for (const RecordId& record : person)
      shared.insert(numbers[record].begin(), numbers[record].end());
    for (const auto& [record, values] : numbers) {
      if (std::any_of(values.begin(), values.end(),
                      [&](const std::string& value) { return shared.contains(value); })) {
        person.insert(record);
      }
    }
  }
  return person;
}

}  // namespace

Day DayAt(int number) { return Day(kFirstDay + std::chrono::days(number)); }

int64_t NoonUs(int number) {
  const auto noon = kFirstDay + std::chrono::days(number) + std::chrono::hours(12);
  return std::chrono::duration_cast<std::chrono::microseconds>(noon.time_since_epoch()).count();
}

std::vector<Delivery> RandomHistory(std::mt19937& rng, int count) {
  std::vector<Delivery> history;
  std::map<std::string, int> made;
  int today = 0;
  for (int i = 0; i < count; ++i) {
    today += static_cast<int>(rng() % 3);
    if (!history.empty() && rng() % 12 == 0) {  // A sender's retry.
      history.push_back({history[rng() % history.size()].event, today});
      continue;
    }
    const std::string& feed = kFeeds[rng() % kFeeds.size()];
    const std::string id = fmt::format("{}{}", feed.front(), made[feed]++);
    if (rng() % 6 == 0) {
      v1::Event withdrawal = Withdrawal(rng, feed, id);
      if (withdrawal.withdraws() == id) continue;
      history.push_back({std::move(withdrawal), today});
      continue;
    }
    v1::Event fact = Fact(rng, feed, id, today);
    if (rng() % 8 == 0) fact.set_corrects(fmt::format("{}{}", feed.front(), rng() % 40));
    if (fact.corrects() == id) fact.clear_corrects();
    history.push_back({std::move(fact), today});
  }
  return history;
}

std::vector<Delivery> WithdrawalChains(std::mt19937& rng, int longest) {
  std::vector<Delivery> history;
  for (const char* feed : {"police", "hospital"}) {  // Both know r0 by the same number.
    v1::Event known = Fact(rng, feed, "known", 0);
    known.clear_concern_recorded();
    known.mutable_person_described();
    known.mutable_subjects(0)->set_record("r0");
    v1::Identifier number;
    number.set_type(v1::IDENTIFIER_TYPE_NHS_NUMBER);
    number.set_value(kNhsNumbers[0]);
    known.mutable_subjects(0)->clear_described();
    *known.mutable_subjects(0)->mutable_described()->add_identifiers() = number;
    history.push_back({std::move(known), 0});
  }
  const auto withdraw = [&](const std::string& id, const std::string& target) {
    v1::Event by = Withdrawal(rng, "police", id);
    by.set_withdraws(target);
    history.push_back({std::move(by), static_cast<int>(rng() % 30)});
  };
  std::string target = "known";
  if (rng() % 2 == 0) {  // Begun by a correction, which takes the fact's number away.
    v1::Event correction = Fact(rng, "police", "corrected", 0);
    correction.clear_person_described();
    correction.mutable_concern_recorded()->set_concern("worry");
    correction.mutable_subjects(0)->set_record("r0");
    correction.mutable_subjects(0)->clear_described();
    correction.set_corrects(target);
    target = correction.id();
    history.push_back({std::move(correction), static_cast<int>(rng() % 30)});
  }
  for (int step = 1; step <= longest; ++step) {
    const std::string id = fmt::format("w{}", step);
    withdraw(id, target);
    if (rng() % 6 == 0) withdraw(id + "-again", target);
    target = id;
  }
  if (rng() % 3 == 0) withdraw("known-in-a-circle", target);
  if (rng() % 3 == 0) {  // Two that withdraw each other, and the fact.
    withdraw("c1", "c2");
    withdraw("c2", "c1");
  }
  std::shuffle(history.begin(), history.end(), rng);
  std::ranges::stable_sort(history, {}, &Delivery::received_day);
  return history;
}

NewRecord ToRecord(const Delivery& delivery) {
  NewRecord record;
  record.body = BodyOf(delivery.event);
  v1::RecordHeader header;
  header.set_version(1);
  header.set_feed(delivery.event.feed());
  header.set_event_id(delivery.event.id());
  header.set_received_at_us(NoonUs(delivery.received_day));
  header.set_body_digest(Sha256(record.body));
  record.header = header.SerializeAsString();
  return record;
}

std::set<RecordId> RecordsOf(const std::vector<Delivery>& history) {
  std::set<RecordId> records;
  for (const Delivery& delivery : history) {
    for (const v1::Subject& subject : delivery.event.subjects()) {
      records.insert({delivery.event.feed(), subject.record()});
    }
  }
  return records;
}

std::vector<std::string> ByHand(const std::vector<Delivery>& history, const RecordId& record,
                                int known_day) {
  const Known known = KnownBy(history, known_day);
  const std::set<RecordId> person = PersonByHand(known, record);
  std::vector<std::tuple<std::string, std::string, std::string, std::string>> facts;
  for (const auto& [key, event] : known.events) {
    for (const v1::Subject& subject : event->subjects()) {
      if (!person.contains({event->feed(), subject.record()})) continue;
      const char* standing = "stands";
      if (Corrected(known, key.first, key.second)) standing = "corrected";
      if (Withdrawn(known, key.first, key.second)) standing = "withdrawn";
      facts.emplace_back(event->occurred().date(), event->id(), event->feed(), standing);
    }
  }
  std::sort(facts.begin(), facts.end());
  std::vector<std::string> lines;
  for (const auto& [day, id, feed, standing] : facts) {
    lines.push_back(fmt::format("{} {}/{} {}", day, feed, id, standing));
  }
  return lines;
}

}  // namespace goldthread::properties
