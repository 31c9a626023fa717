#include "services/identity/matching/nicknames.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <string>
#include <vector>

#include "services/identity/matching/folded.h"

namespace goldthread::matching {
namespace {

// One group a line: all the names in it go together. Written for England, by hand.
constexpr std::string_view kGroups = R"(
abigail abi abbie abby gail
abdul abdullah
adam ad
agnieszka aga
alan al allan allen
albert bert bertie al
alexander alex al sandy xander lex sasha
alexandra alex alexa lexi lexie sandra sasha
alfred alf alfie fred freddie
alice ali
alison ali aly
amanda mandy manda
amelia amy millie mia milly
amy aimee
andrea andie
andrew andy drew
angela angie ange
anna ann anne annie ania anya
anthony tony ant
antonia toni tonia
antoni antek tony
arthur art archie
aleksander alex olek
barbara barb babs basia
bartholomew bart
benjamin ben benji benny
bernadette bernie
bethany beth
bradley brad
bridget bridie biddy
caroline carol carrie caz
cameron cam
catherine katherine kathryn cathy kathy kate katie kat cath kath kitty
charles charlie chas chuck
charlotte charlie lottie char
christina tina chris chrissie krystyna
christine chris chrissie tina
christopher chris kit topher
courtney court
daniel dan danny
danielle dani
darren daz dazza
david dave davey dai
deborah debra deb debbie debs
dennis denny den
derek del
diana di
dominic dom nick
donald don donny
dorothy dot dotty dolly
douglas doug
edward ed eddie ted teddy ned
eleanor ellie nell nora elle
elizabeth liz lizzie beth betty eliza libby lisa elsie lilibeth bess betsy ela
ella ellie
emily em emmy millie
emma em emmy
eric rick
eugene gene
evelyn eve evie
ewa eva
fatima fatimah
florence flo florrie flossie
frances fran frankie fanny
francis frank frankie
frederick fred freddie freddy
gabriel gabe
gabriella gabby gabi ella
gareth gaz gary
gary gaz gazza
geoffrey jeffrey geoff jeff
george georgie
georgina george georgie gina
gerald gerry jerry
gillian gill jill
grace gracie
gregory greg
harold harry hal
harriet hattie harry
helen nell
henry harry hal hank
hannah han
hussein hussain husain
imogen immy
isaac zac ike
isabella isabelle isabel isobel bella izzy belle issy ella
jacob jake jakub kuba
jacqueline jackie jacqui
james jim jimmy jamie jem
jan jas janek
jane janie jenny
janet jan
jason jay jase
jennifer jen jenny jenni
jeremy jez jerry
jessica jess jessie
joan joanie
joanna joanne jo joasia
john jack johnny jon
jonathan jon jonny jonty nathan
joseph joe joey jozef
josephine jo josie
joshua josh
judith judy jude
julia jules julie
julian jules
karen kaz
katarzyna kasia kate
kenneth ken kenny
kevin kev
kimberley kim
kristopher kris
laura laurie
lawrence laurence larry laurie loz
leonard len lenny leo
lewis louis lou lew
lillian lily lil
linda lin
louise lou
lucy lucie luce
madeleine maddie maddy
malgorzata gosia
malcolm mal
margaret maggie meg peggy marge madge rita greta daisy
maria mary marie mia
martin marty
mary molly polly may
matthew matt matty mateusz
matilda tilly tilda mattie
maureen mo
maxwell max
maximilian max
maxine max
megan meg
melanie mel
melissa mel lissa
michael mike mick micky mickey mikey michal
michelle shelly chelle
mohammed muhammad mohammad mohamed mohamad muhammed mo md mohd
moses moishe
nathan nate nat
nathaniel nathan nate nat
natalie nat natasha
natasha tash tasha
nicholas nick nicky nico
nicola nicky nic nikki
nigel nige
norman norm
oliver ollie olly
olivia liv livvy ollie
oluwaseun seun
oscar oz
pamela pam
patricia pat patsy tricia trish paddy
patrick pat paddy
peter pete piotr
philip phillip phil pip
philippa pippa pip
rachel rach
raymond ray
rebecca becky becca bex
reginald reg reggie
richard rich rick ricky dick richie
robert rob bob bobby robbie bert
roberta bobbie
robin rob
rodney rod
roger rog
ronald ron ronnie
rosemary rose rosie
rosalind ros roz
russell russ
ruth ruthie
samantha sam sammy
samuel sam sammy
sarah sara sally sadie
sean shaun shawn
sharon shaz shazza shaz
sidney sid
simon si
sophia sophie sofia zofia
stacey stace
stanley stan
stanislaw stan staszek
stephanie steph
stephen steven steve stevie ste stefan
stuart stu stewart
susan sue susie suzie
suzanne sue suzie
syed sayed sayyid
teresa theresa tess terry tessa
terence terry tel
thomas tom tommy tomasz
timothy tim timmy
tobias toby
tracey trace tracy
valerie val
vanessa ness nessa
veronica ronnie vera
victor vic
victoria vicky vicki tori vikki
vincent vince vinny
vivienne viv
walter wally walt
wendy wend
william will bill billy willy liam
winifred win winnie
wojciech wojtek
yusuf yousef yosef
zachary zac zach zak
)";

using Groups = absl::flat_hash_map<std::string_view, std::vector<int>>;

Groups ReadGroups() {
  Groups groups;
  int group = 0;
  std::string_view rest = kGroups;
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    for (const std::string_view name : Words(rest.substr(0, end))) groups[name].push_back(group);
    rest.remove_prefix(end + 1);
    ++group;
  }
  return groups;
}

const Groups& AllGroups() {
  static const auto* const groups = new Groups(ReadGroups());
  return *groups;
}

}  // namespace

bool GoTogether(std::string_view a, std::string_view b) {
  const auto of_a = AllGroups().find(a);
  const auto of_b = AllGroups().find(b);
  if (of_a == AllGroups().end() || of_b == AllGroups().end()) return false;
  return std::ranges::any_of(of_a->second, [&](int group) {
    return std::ranges::find(of_b->second, group) != of_b->second.end();
  });
}

std::vector<std::string_view> NamesLike(std::string_view name) {
  std::vector<std::string_view> like;
  for (const auto& [other, groups] : AllGroups()) {
    if (other != name && GoTogether(name, other)) like.push_back(other);
  }
  std::ranges::sort(like);
  return like;
}

}  // namespace goldthread::matching
