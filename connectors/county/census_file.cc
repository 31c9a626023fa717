#include "connectors/county/census_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "connectors/county/agencies/description.h"
#include "connectors/county/agencies/ids.h"

namespace goldthread::county {
namespace {

class CensusText {
 public:
  CensusText(const World& world, const CensusOf& of) : world_(world), of_(of) {}

  void Header() {
    const int year = YearOf(of_.reference);
    out_ += fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Message>\n<Header><CollectionDetails>"
        "<Collection>CIN</Collection><Year>{0}</Year><ReferenceDate>{0}-03-31</ReferenceDate>"
        "</CollectionDetails><Source><SourceLevel>L</SourceLevel><LEA>{1}</LEA>"
        "<SoftwareCode>Goldthread county</SoftwareCode><Release>1</Release>"
        "<SerialNo>001</SerialNo><DateTime>{0}-04-30T09:00:00</DateTime></Source></Header>\n"
        "<Children>\n",
        year, LeaOf(of_.council));
  }

  void Child(std::span<const Episode> episodes) {
    const PersonIndex child = episodes.front().child;
    Identifiers(child);
    for (const Episode& episode : episodes) Details(episode);
    out_ += "</Child>\n";
  }

  std::string Finish() && { return std::move(out_) + "</Children>\n</Message>\n"; }

 private:
  void Identifiers(PersonIndex child) {
    const Person& who = world_.At(child);
    out_ += fmt::format("<Child><ChildIdentifiers><LAchildID>{}</LAchildID>",
                        RecordOf(world_, CouncilFeed(of_.council), child, 0));
    const bool unborn = who.Is(kUnborn) || who.birth > of_.reference;
    const bool pupil = !unborn && of_.reference - who.birth >= 5 * 365;
    const std::string upn = pupil ? UpnOf(world_, child, of_.reference) : "";
    Chance chance(world_.seed(), Purpose::kRecord, child, 99);
    const bool known = !upn.empty() && chance.PerMille(950);
    out_ += known ? fmt::format("<UPN>{}</UPN>", upn)
                  : fmt::format("<UPNunknown>{}</UPNunknown>", pupil ? "UN4" : "UN1");
    Write(unborn ? "ExpectedPersonBirthDate" : "PersonBirthDate", who.birth);
    out_ += fmt::format("<GenderCurrent>{}</GenderCurrent>", unborn ? 0 : who.Is(kFemale) ? 2 : 1);
    if (!unborn && who.death <= of_.reference) Write("PersonDeathDate", who.death);
    out_ += fmt::format(
        "</ChildIdentifiers><ChildCharacteristics><Ethnicity>{}</Ethnicity>"
        "</ChildCharacteristics>",
        unborn ? "NOBT" : EthnicityCode(who.community));
  }

  void Write(const char* element, DayNumber day) {
    out_ += fmt::format("<{0}>{1}</{0}>", element, DateText(day));
  }
  // What is planned is not in a census.
  void DayIfPast(const char* element, DayNumber day) {
    if (day <= of_.reference) Write(element, day);
  }

  void Details(const Episode& episode) {
    out_ += "\n<CINdetails>";
    DayIfPast("CINreferralDate", episode.referral);
    out_ += fmt::format("<ReferralSource>{}</ReferralSource><PrimaryNeedCode>{}</PrimaryNeedCode>",
                        kSourceCodes[episode.source], kNeedCodes[episode.need]);
    if (episode.closure <= of_.reference) {
      DayIfPast("CINclosureDate", episode.closure);
      out_ += fmt::format("<ReasonForClosure>RC{}</ReasonForClosure>", episode.closure_reason);
    }
    if (episode.transfer_in) DayIfPast("DateOfInitialCPC", episode.conference);
    Assessment(episode, episode.assessment, episode.assessed);
    Assessment(episode, episode.core, episode.core_done);
    if (episode.cin_plan <= of_.reference) {
      out_ += "<CINPlanDates>";
      DayIfPast("CINPlanStartDate", episode.cin_plan);
      DayIfPast("CINPlanEndDate", episode.cin_plan_end);
      out_ += "</CINPlanDates>";
    }
    if (episode.section47 <= of_.reference) {
      out_ += "<Section47>";
      DayIfPast("S47ActualStartDate", episode.section47);
      out_ += fmt::format("<InitialCPCtarget>{}</InitialCPCtarget>",
                          DateText(AddWorkingDays(episode.section47, 15)));
      if (!episode.transfer_in) DayIfPast("DateOfInitialCPC", episode.conference);
      out_ += fmt::format("<ICPCnotRequired>{}</ICPCnotRequired></Section47>",
                          episode.EnquiryLeadsToConference() ? 0 : 1);
    }
    out_ += fmt::format("<ReferralNFA>{}</ReferralNFA>", episode.no_further_action ? 1 : 0);
    if (episode.plan <= of_.reference) Plan(episode);
    out_ += "</CINdetails>";
  }

  void Assessment(const Episode& episode, DayNumber start, DayNumber done) {
    if (start > of_.reference) return;
    out_ += "<Assessments>";
    DayIfPast("AssessmentActualStartDate", start);
    DayIfPast("AssessmentAuthorisationDate", done);
    if (done <= of_.reference) {
      out_ += "<FactorsIdentifiedAtAssessment>";
      for (const char* factor : episode.Factors()) {
        out_ += fmt::format("<AssessmentFactors>{}</AssessmentFactors>", factor);
      }
      out_ += "</FactorsIdentifiedAtAssessment>";
    }
    out_ += "</Assessments>";
  }

  void Plan(const Episode& episode) {
    const bool ended = episode.plan_end <= of_.reference;
    out_ += "<ChildProtectionPlans>";
    DayIfPast("CPPstartDate", episode.plan);
    DayIfPast("CPPendDate", episode.plan_end);
    out_ += fmt::format(
        "<InitialCategoryOfAbuse>{}</InitialCategoryOfAbuse>"
        "<LatestCategoryOfAbuse>{}</LatestCategoryOfAbuse>"
        "<NumberOfPreviousCPP>{}</NumberOfPreviousCPP>",
        kPlanCategoryCodes[episode.category],
        kPlanCategoryCodes[ended ? episode.latest_category : episode.category],
        std::min(episode.previous_plans, 15));
    std::string reviews;
    for (const DayNumber day : episode.Reviews()) {
      if (day > of_.reference) break;
      reviews += fmt::format("<CPPreviewDate>{}</CPPreviewDate>", DateText(day));
    }
    if (!reviews.empty()) out_ += "<Reviews>" + reviews + "</Reviews>";
    out_ += "</ChildProtectionPlans>";
  }

  const World& world_;
  const CensusOf of_;
  std::string out_;
};

}  // namespace

std::string CensusXml(const World& world, const CensusOf& of, std::vector<Episode> episodes) {
  std::erase_if(episodes, [&](const Episode& one) { return one.council != of.council; });
  if (episodes.empty()) return "";
  std::sort(episodes.begin(), episodes.end(), [](const Episode& a, const Episode& b) {
    return a.child != b.child ? a.child < b.child : a.referral < b.referral;
  });
  CensusText text(world, of);
  text.Header();
  for (size_t at = 0; at < episodes.size();) {
    size_t end = at;
    while (end < episodes.size() && episodes[end].child == episodes[at].child) ++end;
    text.Child(std::span(episodes).subspan(at, end - at));
    at = end;
  }
  return std::move(text).Finish();
}

}  // namespace goldthread::county
