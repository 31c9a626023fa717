#include "services/vocabulary/code_lists.h"

#include <algorithm>
#include <span>

namespace goldthread {
namespace {

struct CodeEntry {
  std::string_view code;
  std::string_view label;
};

constexpr CodeEntry kReferralSources[] = {
    {"1A", "Family member or carer"},
    {"1B", "Neighbour, childminder or other acquaintance"},
    {"1C", "The child"},
    {"1D", "Another individual"},
    {"2A", "School"},
    {"2B", "Education service"},
    {"3A", "GP"},
    {"3B", "Health visitor"},
    {"3C", "School nurse"},
    {"3D", "Other primary health service"},
    {"3E", "Emergency department"},
    {"3F", "Other health service"},
    {"4", "Housing"},
    {"5A", "Council: other social care"},
    {"5B", "Council: other department"},
    {"5C", "Another council"},
    {"5D", "Council: early help"},
    {"6", "Police"},
    {"7", "Court, probation or other legal agency"},
    {"8", "Children's centre, independent or voluntary service"},
    {"9", "Anonymous"},
    {"10", "Not known"},
};

constexpr CodeEntry kPrimaryNeeds[] = {
    {"N1", "Abuse, neglect or exploitation"},
    {"N2", "The child's disability"},
    {"N3", "A parent's disability or illness"},
    {"N4", "Family in acute stress"},
    {"N5", "Family dysfunction"},
    {"N6", "Socially unacceptable behaviour"},
    {"N7", "Low income"},
    {"N8", "Absent parenting"},
    {"N9", "Not a child in need"},
    {"N0", "Not stated"},
};

constexpr CodeEntry kClosureReasons[] = {
    {"RC1", "Adopted"},
    {"RC2", "Died"},
    {"RC3", "Child arrangements order"},
    {"RC4", "Special guardianship order"},
    {"RC5", "Moved to another council's services"},
    {"RC6", "Moved to adult services"},
    {"RC7", "Services ended for another reason"},
    {"RC8", "Closed after assessment, no further action"},
    {"RC9", "Closed after assessment, passed to early help"},
};

constexpr CodeEntry kCategoriesOfAbuse[] = {
    {"NEG", "Neglect"},         {"PHY", "Physical abuse"},         {"SAB", "Sexual abuse"},
    {"EMO", "Emotional abuse"}, {"MUL", "More than one category"},
};

constexpr CodeEntry kDisabilities[] = {
    {"NONE", "No disability"},
    {"MOB", "Mobility"},
    {"HAND", "Use of hands"},
    {"PC", "Personal care"},
    {"INC", "Incontinence"},
    {"COMM", "Communication"},
    {"LD", "Learning"},
    {"HEAR", "Hearing"},
    {"VIS", "Vision"},
    {"BEH", "Behaviour"},
    {"CON", "Consciousness"},
    {"AUT", "Autism"},
    {"DDA", "Another disability"},
};

constexpr CodeEntry kEthnicities[] = {
    {"WBRI", "White British"},
    {"WIRI", "White Irish"},
    {"WIRT", "Traveller of Irish heritage"},
    {"WOTH", "Another White background"},
    {"WROM", "Gypsy or Roma"},
    {"MWBC", "White and Black Caribbean"},
    {"MWBA", "White and Black African"},
    {"MWAS", "White and Asian"},
    {"MOTH", "Another mixed background"},
    {"AIND", "Indian"},
    {"APKN", "Pakistani"},
    {"ABAN", "Bangladeshi"},
    {"AOTH", "Another Asian background"},
    {"BCRB", "Black Caribbean"},
    {"BAFR", "Black African"},
    {"BOTH", "Another Black background"},
    {"CHNE", "Chinese"},
    {"OOTH", "Another ethnic group"},
    {"REFU", "Preferred not to say"},
    {"NOBT", "Not yet asked"},
};

constexpr CodeEntry kAssessmentFactors[] = {
    {"1A", "Alcohol: the child"},
    {"1B", "Alcohol: a parent or carer"},
    {"1C", "Alcohol: another household member"},
    {"2A", "Drugs: the child"},
    {"2B", "Drugs: a parent or carer"},
    {"2C", "Drugs: another household member"},
    {"3A", "Domestic abuse: of the child"},
    {"3B", "Domestic abuse: of a parent or carer"},
    {"3C", "Domestic abuse: of another household member"},
    {"4A", "Mental health: the child"},
    {"4B", "Mental health: a parent or carer"},
    {"4C", "Mental health: another household member"},
    {"5A", "Learning disability: the child"},
    {"5B", "Learning disability: a parent or carer"},
    {"5C", "Learning disability: another household member"},
    {"6A", "Physical disability or illness: the child"},
    {"6B", "Physical disability or illness: a parent or carer"},
    {"6C", "Physical disability or illness: another household member"},
    {"7A", "Young carer"},
    {"8B", "Privately fostered: from overseas, returning"},
    {"8C", "Privately fostered: from overseas, staying"},
    {"8D", "Privately fostered: in an educational placement"},
    {"8E", "Privately fostered: by family arrangement"},
    {"8F", "Privately fostered: otherwise"},
    {"9A", "Unaccompanied asylum-seeking child"},
    {"10A", "Going missing"},
    {"11A", "Sexual exploitation"},
    {"12A", "Trafficking"},
    {"13A", "Gangs"},
    {"14A", "Socially unacceptable behaviour"},
    {"15A", "Self-harm"},
    {"16A", "Neglect"},
    {"17A", "Emotional abuse"},
    {"18A", "Physical abuse (retired code)"},
    {"18B", "Physical abuse: by another child"},
    {"18C", "Physical abuse: by an adult"},
    {"19A", "Sexual abuse (retired code)"},
    {"19B", "Sexual abuse: by another child"},
    {"19C", "Sexual abuse: by an adult"},
    {"20", "Something else"},
    {"21", "No factor found"},
    {"22A", "Female genital mutilation"},
    {"23A", "Abuse linked to faith or belief"},
    {"24A", "Criminal exploitation"},
};

// The published meaning of UN6 could not be confirmed.
constexpr CodeEntry kUpnUnknownReasons[] = {
    {"UN1", "Not of school age, none given yet"},
    {"UN2", "Never in a state school in England"},
    {"UN3", "Educated outside England"},
    {"UN4", "Newly in need, number not yet known"},
    {"UN5", "Sources disagree"},
    {"UN6", "Another reason"},
    {"UN7", "Referral without further action"},
};

constexpr CodeEntry kExclusionCategories[] = {
    {"PERM", "Permanent exclusion"},
    {"SUSP", "Suspension"},
    {"FIXD", "Suspension (retired code)"},
    {"LNCH", "Lunchtime suspension"},
};

constexpr CodeEntry kExclusionReasons[] = {
    {"PP", "Assaulted a pupil"},
    {"PA", "Assaulted an adult"},
    {"VP", "Threatened or abused a pupil in words"},
    {"VA", "Threatened or abused an adult in words"},
    {"OW", "Weapon or prohibited item"},
    {"BU", "Bullying"},
    {"RA", "Racist abuse"},
    {"LG", "Abuse of sexual orientation or gender identity"},
    {"DS", "Abuse of a disability"},
    {"SM", "Sexual misconduct"},
    {"DA", "Drugs or alcohol"},
    {"DM", "Damage"},
    {"TH", "Theft"},
    {"DB", "Persistent disruption"},
    {"MT", "Misuse of social media or technology"},
    {"PH", "Broke public-health measures on purpose"},
    {"OT", "Another reason (retired code)"},
};

std::span<const CodeEntry> EntriesOf(CodeList list) {
  switch (list) {
    case CodeList::kReferralSource:
      return kReferralSources;
    case CodeList::kPrimaryNeed:
      return kPrimaryNeeds;
    case CodeList::kClosureReason:
      return kClosureReasons;
    case CodeList::kCategoryOfAbuse:
      return kCategoriesOfAbuse;
    case CodeList::kDisability:
      return kDisabilities;
    case CodeList::kEthnicity:
      return kEthnicities;
    case CodeList::kAssessmentFactor:
      return kAssessmentFactors;
    case CodeList::kUpnUnknownReason:
      return kUpnUnknownReasons;
    case CodeList::kExclusionCategory:
      return kExclusionCategories;
    case CodeList::kExclusionReason:
      return kExclusionReasons;
  }
  return {};
}

}  // namespace

bool IsKnownCode(CodeList list, std::string_view code) { return !CodeLabel(list, code).empty(); }

std::string_view CodeLabel(CodeList list, std::string_view code) {
  const std::span<const CodeEntry> entries = EntriesOf(list);
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const CodeEntry& entry) { return entry.code == code; });
  return found == entries.end() ? std::string_view() : found->label;
}

}  // namespace goldthread
