// A child's story, told event by event in the order in which agencies recorded it. For the
// demo and for the test that the spine does what it is for.
//
// Source: experience notes §5.4, story 1. Everyone in it is invented.
#pragma once

#include <string>
#include <vector>

#include "eventstore/base/clock.h"
#include "goldthread/v1/caller.pb.h"
#include "goldthread/v1/event.pb.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::server {

struct StoryStep {
  std::string line;   // "Tue 3 Mar  school records an unexplained absence"
  std::string label;  // Short, for the picture.
  v1::Event event;
};

// One look at the child, and what it must show.
struct StoryLook {
  v1::Caller caller;
  std::vector<std::string> event_ids;  // In the order they occurred.
};

struct Story {
  std::string title;
  std::string opening;
  std::vector<StoryStep> steps;  // By `recorded_at`; the hub receives each a second later.
  std::vector<std::string> lanes;
  Day first;
  Day last;
  RecordId asked;      // The record under which the nurse knows the child.
  Day attendance_day;  // The day of the A&E visit.
  StoryLook then;      // What could be known at the end of that day.
  StoryLook now;       // What is known at the end of the last.
  std::string late_event_id;
  int late_days = 0;
  v1::Caller nurse;               // Looks on the day of the visit, and is in the audit.
  v1::Caller teacher;             // Is told that the police know her, and no more.
  std::string withheld_event_id;  // … which is this.
  std::string alert_event_id;     // With it her worries add up.
};

// Four small worries in nine days: none over a threshold alone; one comes four days late.
Story FourSmallWorries();

// When the hub receives the step: its clock is set to this.
Instant ReceivedAt(const StoryStep& step);

}  // namespace goldthread::server
