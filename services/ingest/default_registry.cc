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

# Termly school census files, one feed for each school.
[[feed]]
name = "school-census/*"
agency = "school/{}"
categories = ["EDUCATION", "DEMOGRAPHIC"]

# The agencies of the demo and of the synthetic county. All people in them are invented.
[[feed]]
name = "northmere-school/attendance"
agency = "northmere-school"
categories = ["EDUCATION", "DEMOGRAPHIC"]

[[feed]]
name = "northmere-hospital/*"
agency = "northmere-hospital"
categories = ["HEALTH", "DEMOGRAPHIC"]

[[feed]]
name = "westmere-hospital/*"
agency = "westmere-hospital"
categories = ["HEALTH", "DEMOGRAPHIC"]

[[feed]]
name = "northmere-gps/registrations"
agency = "northmere-gps"
categories = ["HEALTH", "DEMOGRAPHIC"]

[[feed]]
name = "northmere-recovery/treatment"
agency = "northmere-recovery"
categories = ["SUBSTANCE_USE", "DEMOGRAPHIC"]

[[feed]]
name = "northmere-police/incidents"
agency = "northmere-police"
categories = ["POLICE", "DOMESTIC_ABUSE", "DEMOGRAPHIC", "ADULT_RISK"]

[[feed]]
name = "northmere-probation/cases"
agency = "northmere-probation"
categories = ["PROBATION", "DEMOGRAPHIC", "ADULT_RISK"]

[[feed]]
name = "northmere-marac/cases"
agency = "northmere-marac"
categories = ["DOMESTIC_ABUSE", "DEMOGRAPHIC", "ADULT_RISK"]

[[feed]]
name = "northmere-housing/tenancies"
agency = "northmere-housing"
categories = ["HOUSING", "DEMOGRAPHIC"]

[[feed]]
name = "westmere-housing/tenancies"
agency = "westmere-housing"
categories = ["HOUSING", "DEMOGRAPHIC"]

[[feed]]
name = "northmere-health-visiting/appointments"
agency = "northmere-health-visiting"
categories = ["HEALTH", "DEMOGRAPHIC"]

[[feed]]
name = "northmere-council/social-care"
agency = "northmere-council"
categories = ["SOCIAL_CARE", "DEMOGRAPHIC", "ADULT_RISK"]

[[feed]]
name = "westmere-council/social-care"
agency = "westmere-council"
categories = ["SOCIAL_CARE", "DEMOGRAPHIC", "ADULT_RISK"]
)";
}

}  // namespace goldthread::ingest
