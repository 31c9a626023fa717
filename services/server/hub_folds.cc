#include "services/server/hub_folds.h"

#include "connectors/adults/adult_fold.h"
#include "services/alerts/life_fold.h"
#include "services/chronology/chronology_fold.h"
#include "services/feeds/feed_ledger.h"
#include "services/identity/identity_fold.h"
#include "services/reviews/review_fold.h"
#include "services/search/search_fold.h"

namespace goldthread::server {

std::vector<const Projection*> HubFolds() {
  static const feeds::FeedLedger feed_ledger;
  static const identity::IdentityFold identity;
  static const chronology::ChronologyFold chronology;
  static const adults::AdultFold adults;
  static const reviews::ReviewFold reviews;
  static const search::SearchFold search;
  static const alerts::LifeFold alert_lives;
  return {&feed_ledger, &identity, &chronology, &adults, &reviews, &search, &alert_lives};
}

Folds HubFoldsWith(const v1::MatchingModel& adopted) {
  struct With {
    identity::IdentityFold identity;
    std::vector<const Projection*> folds = HubFolds();
  };
  const auto with = std::make_shared<With>(With{identity::IdentityFold(adopted)});
  for (const Projection*& fold : with->folds) {
    if (fold->Space() == with->identity.Space()) fold = &with->identity;
  }
  return {with, &with->folds};
}

}  // namespace goldthread::server
