// For tests: census files from a few words, and all that a reader gives for them.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/inbound/cin_census/census_reader.h"
#include "services/vocabulary/content.h"

namespace goldthread::cin_census {

inline ByteSource BytesOf(std::string text, size_t step = 1 << 20) {
  return [text = std::move(text), step, at = size_t{0}](char* buffer, size_t size) mutable {
    const size_t count = std::min({size, step, text.size() - at});
    std::memcpy(buffer, text.data() + at, count);
    at += count;
    return static_cast<int64_t>(count);
  };
}

inline std::string CensusFile(std::string_view children,
                              std::string_view date_time = "2022-05-23T11:14:05",
                              std::string_view reference_date = "2022-03-31") {
  return fmt::format(
      "<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2022</Year>"
      "<ReferenceDate>{}</ReferenceDate></CollectionDetails><Source><SourceLevel>L</SourceLevel>"
      "<LEA>201</LEA><SoftwareCode>Example</SoftwareCode><Release>1.2</Release>"
      "<SerialNo>001</SerialNo><DateTime>{}</DateTime></Source></Header>\n<Children>{}</Children>"
      "</Message>",
      reference_date, date_time, children);
}

inline std::string Identified(std::string_view id, std::string_view identifiers,
                              std::string_view episodes) {
  return fmt::format(
      "\n<Child><ChildIdentifiers><LAchildID>{}</LAchildID>{}</ChildIdentifiers>"
      "<ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>{}</Child>",
      id, identifiers, episodes);
}

inline std::string Child(std::string_view id, std::string_view episodes) {
  return Identified(id,
                    "<UPNunknown>UN2</UPNunknown><PersonBirthDate>2015-04-01</PersonBirthDate>"
                    "<Sex>F</Sex>",
                    episodes);
}

// An open episode without anything to query; `more` stands before ReferralNFA.
inline std::string EpisodeOf(std::string_view referral, std::string_view more = "") {
  return fmt::format(
      "<CINdetails><CINreferralDate>{}</CINreferralDate><ReferralSource>6</ReferralSource>"
      "<PrimaryNeedCode>N1</PrimaryNeedCode>{}<ReferralNFA>0</ReferralNFA></CINdetails>",
      referral, more);
}

struct ReadFile {
  CensusHeader header;
  std::vector<ImportedChild> children;
  std::vector<Problem> file_problems;
  CensusCounts counts;

  std::map<std::string, v1::Event> EventsById() const {
    std::map<std::string, v1::Event> events;
    for (const ImportedChild& child : children) {
      for (const v1::Event& event : child.events) events[event.id()] = event;
    }
    return events;
  }
  std::vector<std::string> Ids() const {
    std::vector<std::string> ids;
    for (const auto& [id, event] : EventsById()) ids.push_back(id);
    return ids;
  }
  // The rule of every child's problems, in order.
  std::vector<std::string> Rules() const {
    std::vector<std::string> rules;
    for (const ImportedChild& child : children) {
      for (const Problem& problem : child.problems) rules.emplace_back(problem.rule);
    }
    return rules;
  }
};

inline ReadFile ReadAll(ByteSource source) {
  CensusReader reader(std::move(source));
  ReadFile read;
  while (auto child = reader.Next()) read.children.push_back(*std::move(child));
  read.header = reader.header();
  read.file_problems = reader.file_problems();
  read.counts = reader.counts();
  return read;
}

inline ReadFile ReadAll(std::string text) { return ReadAll(BytesOf(std::move(text))); }

}  // namespace goldthread::cin_census
