#include "connectors/county/agencies/description.h"

#include "connectors/county/agencies/ids.h"

namespace goldthread::county {
namespace {

// Of draws about names, apart from those of each feed's record.
constexpr uint64_t kAssumedName = 1'000;
constexpr uint64_t kAliases = 2'000;

void AddIdentifier(v1::IdentifierType type, std::string value, v1::PersonDescription* described) {
  if (value.empty()) return;
  v1::Identifier& identifier = *described->add_identifiers();
  identifier.set_type(type);
  identifier.set_value(std::move(value));
}

std::string BirthText(const Person& who, const FeedManner& manner, bool second, Chance& chance) {
  if (chance.PerMille(second ? 250U : manner.birth_missing)) return "";
  const bool wrong = chance.PerMille(second ? 300U : manner.birth_wrong);
  const Day birth = DayOf(who.birth);
  if (!wrong) return DateText(who.birth);
  switch (chance.Below(3)) {
    case 0: {  // Day and month changed about, where that is a date.
      const Day turned(birth.year(), std::chrono::month(static_cast<unsigned>(birth.day())),
                       std::chrono::day(static_cast<unsigned>(birth.month())));
      return turned.ok() ? DateText(Number(turned)) : DateText(who.birth);
    }
    case 1:
      return DateText(Birthday(who.birth, chance.PerMille(500) ? 1 : -1));
    default:
      return DateText(who.birth).substr(0, 4);
  }
}

void AddName(const Person& who, const FeedManner& manner, bool second, Chance& chance,
             v1::PersonDescription* described) {
  v1::PersonName& name = *described->add_names();
  const std::string_view given = GivenName(who.community, who.Is(kFemale), who.given);
  std::string family = FamilyName(who.family);
  const bool married = who.former_family != who.family;
  // Some records keep the name of before the marriage; some families write both.
  if (married && chance.PerMille(250)) {
    family = FamilyName(who.former_family);
  } else if (married && chance.PerMille(120)) {
    family = FamilyName(who.former_family) + "-" + family;
  }
  const bool respelt = chance.PerMille(second ? 700U : manner.misspelt);
  name.set_given(respelt && chance.PerMille(600) ? Respelt(given, chance) : std::string(given));
  name.set_family(respelt ? Respelt(family, chance) : family);
  name.set_kind(v1::NAME_KIND_USUAL);
  if (!second && married && chance.PerMille(300)) {
    v1::PersonName& former = *described->add_names();
    former.set_given(std::string(given));
    former.set_family(FamilyName(who.former_family));
    former.set_kind(v1::NAME_KIND_FORMER);
  }
}

void AddAlias(std::string given, std::string family, v1::PersonDescription* described) {
  v1::PersonName& alias = *described->add_names();
  alias.set_given(std::move(given));
  alias.set_family(std::move(family));
  alias.set_kind(v1::NAME_KIND_ALIAS);
}

// Who does not wish to be found has taken another family name, the same wherever it is heard: that
// of the mother, or somebody's. "" for everybody else.
std::string AssumedFamily(const World& world, PersonIndex person) {
  const Person& who = world.At(person);
  if (!who.Is(kHarmful)) return "";
  Chance chance(world.seed(), Purpose::kName, person, kAssumedName);
  const NameIndex mothers = who.mother == kNobody ? who.family : world.At(who.mother).former_family;
  NameIndex assumed = chance.PerMille(500) ? mothers : DrawFamily(who.community, chance);
  while (assumed == who.family) assumed = DrawFamily(who.community, chance);
  return FamilyName(assumed);
}

// What else the person is called, as far as the agency has heard: police, probation and MARAC ask.
void AddAliases(const World& world, RecordKey key, v1::PersonDescription* described) {
  const Person& who = world.At(key.person);
  const bool second = key.copy == 1;
  Chance chance(world.seed(), Purpose::kName, key.person * 2ULL + static_cast<uint64_t>(key.copy),
                kAliases + static_cast<uint64_t>(key.feed));
  v1::PersonName& name = *described->mutable_names(0);
  const bool known_as = chance.PerMille(second ? 250 : 30);
  const std::string_view given = GivenName(who.community, who.Is(kFemale), who.given);
  if (known_as) AddAlias(Nickname(given, chance), name.family(), described);
  const std::string assumed = AssumedFamily(world, key.person);
  if (assumed.empty()) return;
  const bool asks =
      key.feed == Feed::kPolice || key.feed == Feed::kProbation || key.feed == Feed::kMarac;
  // The second record is that of the name given, and of the name on some card.
  if (second && chance.PerMille(400)) {
    if (chance.PerMille(500)) AddAlias(name.given(), name.family(), described);
    name.set_family(assumed);
  } else if (chance.PerMille(asks ? 400 : 60)) {
    AddAlias(chance.PerMille(500) ? Nickname(given, chance) : std::string(given), assumed,
             described);
  }
}

void AddNumbers(const World& world, RecordKey key, DayNumber today,
                v1::PersonDescription* described, Chance& chance) {
  const Person& who = world.At(key.person);
  const FeedManner& manner = MannerOf(key.feed);
  const bool adult = who.birth < Number(2008, 1, 1);
  if (chance.PerMille(manner.with_nhs_number)) {
    std::string number = NhsNumber(key.person);
    // A digit mistyped: the check digit shows it.
    if (!number.empty() && chance.PerMille(6)) number = Slipped(number, 3 + chance.Below(6));
    AddIdentifier(v1::IDENTIFIER_TYPE_NHS_NUMBER, std::move(number), described);
  }
  if (chance.PerMille(manner.with_upn)) {
    AddIdentifier(v1::IDENTIFIER_TYPE_UPN, UpnOf(world, key.person, today), described);
  }
  switch (key.feed) {
    case Feed::kNorthmereCouncil:
    case Feed::kWestmereCouncil: {
      AddIdentifier(v1::IDENTIFIER_TYPE_LA_CHILD_ID, RecordOf(world, key.feed, key.person, 0),
                    described);
      const int council = key.feed == Feed::kNorthmereCouncil ? 0 : 1;
      described->mutable_identifiers(described->identifiers_size() - 1)
          ->set_issuer(std::to_string(LeaOf(council)));
      break;
    }
    case Feed::kPolice:
      if (adult && who.Is(kHarmful) && chance.PerMille(700)) {
        AddIdentifier(v1::IDENTIFIER_TYPE_PNC_ID, PncId(key.person, who.birth), described);
      }
      break;
    case Feed::kProbation:
      AddIdentifier(v1::IDENTIFIER_TYPE_PROBATION_CRN, ProbationCrn(key.person), described);
      if (chance.PerMille(800)) {
        AddIdentifier(v1::IDENTIFIER_TYPE_PNC_ID, PncId(key.person, who.birth), described);
      }
      break;
    default:
      break;
  }
}

}  // namespace

void Describe(const World& world, RecordKey key, AddressIndex address, DayNumber today,
              v1::PersonDescription* described) {
  const Person& who = world.At(key.person);
  const FeedManner& manner = MannerOf(key.feed);
  const bool second = key.copy == 1;
  Chance chance(world.seed(), Purpose::kName, key.person * 2ULL + static_cast<uint64_t>(key.copy),
                static_cast<uint64_t>(key.feed));
  // What was written down before a birth is sent after it, sometimes.
  if (who.Is(kUnborn) || today < who.birth) {
    described->set_expected_birth_date(DateText(who.birth));
    described->set_sex(v1::SEX_UNKNOWN);
    return;
  }
  AddName(who, manner, second, chance, described);
  AddAliases(world, key, described);
  described->set_birth_date(BirthText(who, manner, second, chance));
  if (!chance.PerMille(8)) {
    described->set_sex(who.Is(kFemale) ? v1::SEX_FEMALE : v1::SEX_MALE);
  }
  if (!second) AddNumbers(world, key, today, described, chance);
  if (key.feed <= Feed::kWestmereCouncil || key.feed == Feed::kSchools || key.feed == Feed::kGps) {
    described->set_ethnicity(std::string(EthnicityCode(who.community)));
  }
  if (chance.PerMille(250)) described->add_phones(MobilePhone(key.person));
  if (address != kNowhere) FillAddress(world.places().At(address), described->add_addresses());
}

void FillAddress(const Place& place, v1::Address* address) {
  address->add_lines(place.line);
  address->add_lines(place.town);
  address->set_postcode(place.postcode);
  address->set_uprn(place.uprn);
}

std::string UpnOf(const World& world, PersonIndex child, DayNumber today) {
  const Person& who = world.At(child);
  if (who.birth < Number(1999, 1, 1) || who.Is(kUnborn)) return "";
  if (YearOf(today) < YearOf(who.birth) + kStartsSchool) return "";
  return Upn(child, LeaOf(static_cast<int>(child % 2)), who.birth);
}

}  // namespace goldthread::county
