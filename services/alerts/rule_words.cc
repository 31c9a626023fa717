#include "services/alerts/rule_words.h"

namespace goldthread::alerts {

RuleWords WordsOfRule(int rule) {
  switch (rule) {
    case 1:
      return {"adult-came-to-child",
              "An adult who may pose a risk has come to where a child lives"};
    case 2:
      return {"child-came-to-adult",
              "A child lives, or is expected, where an adult who may pose a risk lives"};
    case 3:
      return {"partner-of-parent",
              "The partner of a parent whose child has a protection plan may pose a risk"};
    case 4:
      return {"pattern-of-allegations",
              "An adult is alleged to have hurt people of more than one home"};
    case 5:
      return {"order-ends", "What restrains an adult is about to end, and a child is linked"};
    case 6:
      return {"marac-other-family",
              "An adult heard at a MARAC is linked to a child of another family"};
    case 7:
      return {"agencies-disagree", "Agencies disagree on whether an adult may pose a risk"};
    case 8:
      return {"child-lost-before", "An adult lost a child before, and another child is linked"};
    case 9:
      return {"small-worries", "Small worries of several agencies about one child add up"};
    case 10:
      return {"adult-among-many",
              "An adult who may pose a risk is where too many live to tell with whom"};
    default:
      return {"rule-unknown", "A rule newer than this hub's words for it"};
  }
}

}  // namespace goldthread::alerts
