#include "services/ingest/registry.h"

namespace goldthread::ingest {

std::string_view DefaultRegistryToml() {
  return R"(# Who may send what to this hub.
#
# Each [[feed]] is one stream of one agency's system:
#   name        the feed's name, or a prefix that ends in "*"; an exact name wins over a
#               pattern, a longer pattern over a shorter one
#   agency      whose records they are; "{}" stands for what the star matched
#   categories  the kinds of information the feed may publish; others are refused:
#               DEMOGRAPHIC SOCIAL_CARE EARLY_HELP POLICE DOMESTIC_ABUSE HEALTH
#               MENTAL_HEALTH SEXUAL_HEALTH SUBSTANCE_USE EDUCATION HOUSING PROBATION
#               ADULT_RISK
# The hub reads this file when it starts.

partnership = "northmere"

# Children in Need census files, one feed for each council (its LEA number).
[[feed]]
name = "cin-census/*"
agency = "council/{}"
categories = ["SOCIAL_CARE", "DEMOGRAPHIC"]

# The agencies of the demo. All people in it are invented.
[[feed]]
name = "northmere-school/attendance"
agency = "northmere-school"
categories = ["EDUCATION"]

[[feed]]
name = "northmere-hospital/ed"
agency = "northmere-hospital"
categories = ["HEALTH"]

[[feed]]
name = "northmere-police/incidents"
agency = "northmere-police"
categories = ["POLICE", "DOMESTIC_ABUSE"]

[[feed]]
name = "northmere-health-visiting/appointments"
agency = "northmere-health-visiting"
categories = ["HEALTH"]

[[feed]]
name = "northmere-council/social-care"
agency = "northmere-council"
categories = ["SOCIAL_CARE", "DEMOGRAPHIC"]
)";
}

}  // namespace goldthread::ingest
