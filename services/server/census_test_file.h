// Small Children in Need census files of one council: for tests. Everyone is invented.
#pragma once

#include <fmt/format.h>

#include <string>

namespace goldthread::server {

// One child with one episode, which makes three events; a closure makes a fourth.
inline std::string Child(int number, const std::string& closure = "") {
  return fmt::format(R"(
  <Child>
   <ChildIdentifiers>
    <LAchildID>child{}</LAchildID>
    <UPNunknown>UN1</UPNunknown>
    <PersonBirthDate>2019-05-17</PersonBirthDate>
    <Sex>F</Sex>
   </ChildIdentifiers>
   <ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>
   <CINdetails>
    <CINreferralDate>2024-06-03</CINreferralDate>
    <ReferralSource>1A</ReferralSource>
    <PrimaryNeedCode>N4</PrimaryNeedCode>
    {}
    <ReferralNFA>0</ReferralNFA>
   </CINdetails>
  </Child>)",
                     number, closure);
}

// For Child.
inline std::string Closed(const std::string& day) {
  return fmt::format("<CINclosureDate>{}</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure>",
                     day);
}

inline std::string Census(const std::string& children) {
  return R"(<?xml version="1.0" encoding="utf-8"?>
<Message>
 <Header>
  <CollectionDetails>
   <Collection>CIN</Collection><Year>2025</Year><ReferenceDate>2025-03-31</ReferenceDate>
  </CollectionDetails>
  <Source>
   <SourceLevel>L</SourceLevel><LEA>201</LEA><SoftwareCode>Test</SoftwareCode>
   <SerialNo>001</SerialNo><DateTime>2025-05-01T10:00:00</DateTime>
  </Source>
 </Header>
 <Children>)" +
         children + "\n </Children>\n</Message>\n";
}

inline std::string CensusOf(int children) {
  std::string all;
  for (int number = 0; number < children; ++number) all += Child(number);
  return Census(all);
}

}  // namespace goldthread::server
