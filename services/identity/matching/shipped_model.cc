#include <numeric>

#include "services/identity/matching/model.h"

namespace goldthread::matching {
namespace {

// What is left out of a row is as rare as that.
constexpr double kRarely = 1e-6;

struct Row {
  Comparison which;
  // By level, from kSame on: same, near, known as, part, similar, crossed, cross near, initial,
  // apart, different.
  std::array<double, kLevels - 1> shares;
};

using Rows = std::initializer_list<Row>;

void Put(Rows rows, SharesOfAll* table) {
  for (const Row& row : rows) {
    Shares& shares = (*table)[static_cast<size_t>(row.which)];
    double sum = 0;
    for (const double share : row.shares) sum += std::max(share, kRarely);
    for (size_t i = 1; i < kLevels; ++i) shares[i] = std::max(row.shares[i - 1], kRarely) / sum;
  }
}

SharesOfAll Table(Rows rows) {
  SharesOfAll table{};
  Put(rows, &table);
  return table;
}

// One person's records in two agencies: how often they say it alike, and how they go wrong.
SharesOfAll OfOnePerson() {
  using enum Comparison;
  return Table({
      {kGiven, {.81, .05, .06, .02, .02, .008, .002, .01, 0, .02}},
      {kFamily, {.84, .05, .001, .02, .02, .008, .002, .001, 0, .06}},
      {kBirth, {.90, .04, 0, .005, .02, .005, 0, 0, .004, .02}},
      {kSex, {.99, 0, 0, 0, 0, 0, 0, 0, 0, .01}},
      {kNumber, {.95, .02, 0, .01, 0, 0, 0, 0, 0, .02}},
      {kHouse, {.70, 0, 0, .04, 0, 0, 0, 0, 0, .26}},
      {kStreet, {.64, .07, 0, 0, .03, .01, .005, 0, 0, .24}},
      {kBuilding, {.60, .08, 0, 0, .04, .01, .005, 0, 0, .26}},
      {kLocality, {.69, .06, 0, 0, .03, 0, 0, 0, 0, .22}},
      {kRegion, {.93, .02, 0, 0, .01, 0, 0, 0, 0, .04}},
      {kPostcode, {.67, .05, 0, .04, 0, 0, 0, 0, 0, .24}},
      {kPhone, {.60, 0, 0, 0, 0, 0, 0, 0, 0, .40}},
      {kEmail, {.70, 0, 0, 0, 0, 0, 0, 0, 0, .30}},
  });
}

// Two people of one household, or next door. Every fiftieth pair of siblings is a pair of twins; a
// son who bears his father's name is rarer. Numbers of twins follow one another.
SharesOfAll OfKin() {
  using enum Comparison;
  return Table({
      {kGiven, {.009, .012, .003, .006, .012, .008, .002, .03, 0, .917}},
      {kFamily, {.80, .03, .001, .06, .01, .0005, .0005, .001, 0, .10}},
      {kBirth, {.02, .012, 0, .0003, .05, .0005, 0, 0, .45, .45}},
      {kSex, {.50, 0, 0, 0, 0, 0, 0, 0, 0, .50}},
      {kNumber, {.002, .004, 0, .002, 0, 0, 0, 0, 0, .99}},
      {kHouse, {.66, 0, 0, .04, 0, 0, 0, 0, 0, .30}},
      {kStreet, {.78, .08, 0, 0, .03, .01, .005, 0, 0, .10}},
      {kBuilding, {.70, .08, 0, 0, .04, .01, .005, 0, 0, .16}},
      {kLocality, {.82, .06, 0, 0, .03, 0, 0, 0, 0, .09}},
      {kRegion, {.93, .02, 0, 0, .01, 0, 0, 0, 0, .04}},
      {kPostcode, {.84, .05, 0, .03, 0, 0, 0, 0, 0, .08}},
      {kPhone, {.60, 0, 0, 0, 0, 0, 0, 0, 0, .40}},
      {kEmail, {.15, 0, 0, 0, 0, 0, 0, 0, 0, .85}},
  });
}

// A date of which one knows only the year is the same by chance once in eighty.
SharesOfAll OfStrangers() {
  using enum Comparison;
  return Table({
      {kGiven, {.005, .004, .004, .002, .02, .00005, .0001, .06, 0, .90}},
      {kFamily, {.002, .002, .00001, .001, .02, .00005, .0001, .001, 0, .97}},
      {kBirth, {.00008, .0015, 0, .00008, .02, .00005, 0, 0, .45, .53}},
      {kSex, {.5, 0, 0, 0, 0, 0, 0, 0, 0, .5}},
      {kNumber, {1e-6, 2e-5, 0, 1e-6, 0, 0, 0, 0, 0, .9999}},
      {kHouse, {.015, 0, 0, .005, 0, 0, 0, 0, 0, .98}},
      {kStreet, {.001, .001, 0, 0, .02, .0002, .0005, 0, 0, .98}},
      {kBuilding, {.001, .001, 0, 0, .01, .0002, .0005, 0, 0, .98}},
      {kLocality, {.02, .001, 0, 0, .01, 0, 0, 0, 0, .97}},
      {kRegion, {.30, .01, 0, 0, .02, 0, 0, 0, 0, .67}},
      {kPostcode, {.0002, .002, 0, .01, 0, 0, 0, 0, 0, .987}},
      {kPhone, {.00001, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
      {kEmail, {.000001, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
  });
}

// What is otherwise in the hub of a county: systems that check and offer what clerks type, streets
// and towns of one place, two whose numbers differ nearly always two people.
void PutCountys(Model* model) {
  using enum Comparison;
  Put({{kGiven, {.81, .05, .06, .02, .022, .008, .002, .01, 0, .02}},
       {kFamily, {.86, .057, .001, .021, .021, .008, .002, .001, 0, .029}},
       {kBirth, {.93, .031, 0, .005, .01, .004, 0, 0, .004, .021}},
       {kNumber, {.967, .02, 0, .01, 0, 0, 0, 0, 0, .003}},
       {kHouse, {.69, 0, 0, .04, 0, 0, 0, 0, 0, .27}},
       {kStreet, {.65, .04, 0, 0, .03, .01, .005, 0, 0, .26}},
       {kLocality, {.67, .06, 0, 0, .03, 0, 0, 0, 0, .24}},
       {kPostcode, {.66, .03, 0, .04, 0, 0, 0, 0, 0, .27}}},
      &model->same);
  Put({{kGiven, {.012, .012, .003, .006, .012, .008, .002, .03, 0, .915}},
       {kFamily, {.78, .04, .001, .06, .02, .0005, .0005, .001, 0, .10}}},
      &model->kin);
  Put({{kGiven, {.005, .0015, .0025, .002, .0013, .00005, .0001, .06, 0, .93}},
       {kFamily, {.002, .0012, .00001, .001, .02, .00005, .0001, .001, 0, .97}},
       {kBirth, {.00004, .0015, 0, .0001, .02, .00005, 0, 0, .45, .53}},
       {kStreet, {.005, .01, 0, 0, .02, .0002, .0005, 0, 0, .96}},
       {kLocality, {.11, .001, 0, 0, .01, 0, 0, 0, 0, .88}},
       {kPostcode, {.0002, .008, 0, .04, 0, 0, 0, 0, 0, .95}},
       {kPhone, {.0001, 0, 0, 0, 0, 0, 0, 0, 0, 1}}},
      &model->strangers);
}

}  // namespace

const Model& StartingModel() {
  static const auto* const model = new Model{.version = "starting-1",
                                             .same_share = 1.6e-5,
                                             .kin_share = 3.2e-5,
                                             .same = OfOnePerson(),
                                             .kin = OfKin(),
                                             .strangers = OfStrangers(),
                                             .frequencies = {}};
  return *model;
}

// Of all pairs of N people's records about one in N is one person's. What ships is for places of up
// to some two hundred thousand.
const Model& ShippedModel() {
  static const auto* const model = [] {
    auto* const county = new Model(StartingModel());
    county->version = "shipped-4";
    county->same_share = 1.2e-5;
    county->kin_share = 2.4e-5;
    PutCountys(county);
    return county;
  }();
  return *model;
}

const Model& ShippedRegionModel() {
  static const auto* const model = [] {
    auto* const region = new Model(ShippedModel());
    region->version = "shipped-4-region";
    region->same_share = 3.9e-6;
    region->kin_share = 7.8e-6;
    return region;
  }();
  return *model;
}

}  // namespace goldthread::matching
