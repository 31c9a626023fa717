// The first day of the county: households with adults and children of every age.
#pragma once

#include "connectors/county/people/world.h"

namespace goldthread::county {

// Adds about `people` people, who live where they live since some day before `day`.
void Populate(World& world, uint32_t people, DayNumber day);

// What nobody can see of a grown-up: who hurts others, who would stand up for a child.
void DrawNature(Person& adult, Chance& chance);

}  // namespace goldthread::county
