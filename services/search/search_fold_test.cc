#include "services/search/search_fold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "eventstore/projector/map_rows.h"
#include "services/search/query.h"
#include "services/search/search_rows.h"
#include "services/search/tokens.h"

namespace goldthread::search {
namespace {

v1::Event Described(const std::string& id, const std::string& given, const std::string& family,
                    const std::string& birth) {
  v1::Event event;
  event.set_feed("school/pupils");
  event.set_id(id);
  event.set_agency("school");
  event.set_category(v1::INFORMATION_CATEGORY_DEMOGRAPHIC);
  v1::Subject& subject = *event.add_subjects();
  subject.set_record("p-1");
  v1::PersonName& name = *subject.mutable_described()->add_names();
  name.set_given(given);
  name.set_family(family);
  subject.mutable_described()->set_birth_date(birth);
  event.mutable_person_described();
  return event;
}

std::map<std::string, std::string> RowsOf(const std::vector<v1::Event>& events) {
  MapRows rows;
  int64_t position = 0;
  for (const v1::Event& event : events) {
    const v1::RecordHeader header;
    EXPECT_TRUE(SearchFold().Apply({{position++}, header, event}, rows).ok());
  }
  return rows.rows();
}

bool Shares(const std::map<std::string, std::string>& rows, const Query& query) {
  return std::ranges::any_of(TokensOf(query), [&](const std::string& token) {
    return rows.contains(TokenKey(token, {"school/pupils", "p-1"}));
  });
}

Query QueryOf(const std::string& given, const std::string& family, const std::string& birth) {
  v1::SearchPersonsRequest request;
  request.set_given(given);
  request.set_family(family);
  request.set_birth_date(birth);
  return *ParseQuery(request);
}

TEST(SearchFoldTest, RowsDoNotDependOnTheOrderOfEvents) {
  std::vector<v1::Event> events = {Described("1", "Darren", "Smyth", "1981-04-06"),
                                   Described("2", "Darren", "Smyth", "1981-04-06"),
                                   Described("3", "Daz", "Smith", "1981")};
  const auto rows = RowsOf(events);
  std::mt19937 rng(7);
  for (int i = 0; i < 6; ++i) {
    std::ranges::shuffle(events, rng);
    EXPECT_EQ(RowsOf(events), rows);
  }
}

TEST(SearchFoldTest, ARecordIsFoundByTwoFactsHoweverTheyAreWritten) {
  const auto rows = RowsOf({Described("1", "Darren", "Smyth", "1981-04-06")});
  EXPECT_TRUE(Shares(rows, QueryOf("Darren", "Smyth", "")));
  EXPECT_TRUE(Shares(rows, QueryOf("daren", "smith", "")));
  EXPECT_TRUE(Shares(rows, QueryOf("Daz", "Smith", "")));
  EXPECT_TRUE(Shares(rows, QueryOf("", "smy", "1981")));
  EXPECT_TRUE(Shares(rows, QueryOf("dar", "", "1981-11")));
  EXPECT_FALSE(Shares(rows, QueryOf("Zoe", "Quill", "")));
  EXPECT_FALSE(Shares(rows, QueryOf("Zoe", "", "1981")));
}

TEST(SearchFoldTest, WhatDoesNotTellWhoSomebodyIsIsNotKept) {
  v1::Event event = Described("1", "Darren", "Smyth", "1981-04-06");
  event.mutable_subjects(0)->mutable_described()->set_ethnicity("WBRI");
  event.mutable_subjects(0)->mutable_described()->add_disabilities("HEAR");
  for (const auto& [key, value] : RowsOf({event})) {
    EXPECT_EQ(value.find("WBRI"), std::string::npos);
    EXPECT_EQ(value.find("HEAR"), std::string::npos);
  }
}

TEST(SearchFoldTest, AnEventThatSaysNothingOfAnybodyLeavesNoRow) {
  v1::Event event = Described("1", "", "", "");
  event.mutable_subjects(0)->clear_described();
  EXPECT_TRUE(RowsOf({event}).empty());
}

}  // namespace
}  // namespace goldthread::search
