#include "connectors/county/people/name_lists.h"

namespace goldthread::county {
namespace {

using Name = std::string_view;

constexpr Name kEnglishFemale[] = {
    "Olivia",   "Amelia",    "Isla",      "Ava",    "Lily",    "Freya",   "Florence",  "Ivy",
    "Grace",    "Willow",    "Emily",     "Sophie", "Ella",    "Poppy",   "Evie",      "Charlotte",
    "Jessica",  "Chloe",     "Megan",     "Lauren", "Rebecca", "Hannah",  "Gemma",     "Kelly",
    "Stacey",   "Kirsty",    "Samantha",  "Nicola", "Joanne",  "Karen",   "Susan",     "Julie",
    "Margaret", "Catherine", "Elizabeth", "Alice",  "Daisy",   "Ruby",    "Holly",     "Bethany",
    "Leanne",   "Tracey",    "Donna",     "Zoe",    "Abigail", "Natasha", "Stephanie", "Danielle",
    "Jade",     "Paige"};
constexpr Name kEnglishMale[] = {
    "Oliver",  "George",      "Noah",     "Arthur",  "Harry",    "Leo",    "Jack",     "Charlie",
    "Oscar",   "Jacob",       "Alfie",    "Freddie", "Archie",   "Theo",   "Thomas",   "James",
    "William", "Daniel",      "Joshua",   "Matthew", "Luke",     "Ryan",   "Liam",     "Connor",
    "Callum",  "Jordan",      "Kyle",     "Lee",     "Craig",    "Darren", "Wayne",    "Dean",
    "Gary",    "Kevin",       "Stephen",  "Mark",    "Paul",     "Andrew", "David",    "Robert",
    "Michael", "Christopher", "Nicholas", "Anthony", "Jonathan", "Samuel", "Benjamin", "Alexander",
    "Edward",  "Mason"};
constexpr Name kEnglishFamily[] = {
    "Smith",    "Jones",  "Taylor",   "Brown",  "Williams", "Wilson",   "Johnson", "Davies",
    "Robinson", "Wright", "Thompson", "Evans",  "Walker",   "White",    "Roberts", "Green",
    "Hall",     "Wood",   "Jackson",  "Clarke", "Harris",   "Clark",    "Lewis",   "Turner",
    "Hill",     "Cooper", "Ward",     "Moore",  "Morris",   "King",     "Watson",  "Baker",
    "Harrison", "Morgan", "Allen",    "James",  "Scott",    "Phillips", "Parker",  "Bennett",
    "Cook",     "Shaw",   "Mitchell", "Bailey", "Collins",  "Bell",     "Cox",     "Stevens",
    "Palmer",   "Webb",   "Reynolds", "Fisher", "Chapman",  "Marshall", "Hughes",  "Knight",
    "Mills",    "Pearce", "Read",     "Day"};
constexpr Name kIrishFemale[] = {"Aoife",  "Ciara",   "Niamh",   "Saoirse", "Siobhan",
                                 "Sinead", "Orla",    "Erin",    "Roisin",  "Grainne",
                                 "Maeve",  "Bridget", "Caitlin", "Eimear"};
constexpr Name kIrishMale[] = {"Conor",  "Sean",    "Oisin", "Cillian", "Patrick",
                               "Eoin",   "Darragh", "Ronan", "Padraig", "Aidan",
                               "Declan", "Niall",   "Fionn", "Brendan"};
constexpr Name kIrishFamily[] = {"Murphy",   "Kelly",    "O'Sullivan", "Walsh",     "O'Brien",
                                 "Byrne",    "Ryan",     "O'Connor",   "O'Neill",   "O'Reilly",
                                 "Doyle",    "McCarthy", "Gallagher",  "Doherty",   "Kennedy",
                                 "Lynch",    "Quinn",    "McLoughlin", "Connolly",  "Ward",
                                 "McDonagh", "Stokes",   "Nolan",      "Fitzgerald"};
constexpr Name kPolishFemale[] = {"Zuzanna",   "Julia",     "Maja",   "Zofia",     "Hanna",
                                  "Lena",      "Alicja",    "Oliwia", "Katarzyna", "Małgorzata",
                                  "Agnieszka", "Magdalena", "Joanna", "Elżbieta",  "Aleksandra",
                                  "Wiktoria",  "Natalia",   "Ewa",    "Svetlana",  "Yuliya"};
constexpr Name kPolishMale[] = {"Jakub",      "Szymon",   "Filip",    "Kacper",   "Michał",
                                "Mateusz",    "Piotr",    "Paweł",    "Tomasz",   "Krzysztof",
                                "Andrzej",    "Marcin",   "Łukasz",   "Wojciech", "Jan",
                                "Aleksander", "Grzegorz", "Sergiusz", "Dmytro",   "Mykola"};
constexpr Name kPolishFamily[] = {
    "Nowak",      "Kowalski",    "Wiśniewski", "Wójcik",     "Kowalczyk",
    "Kamiński",   "Lewandowski", "Zieliński",  "Szymański",  "Woźniak",
    "Dąbrowski",  "Kozłowski",   "Jankowski",  "Mazur",      "Krawczyk",
    "Piotrowski", "Grabowski",   "Pawłowski",  "Shevchenko", "Bondarenko",
    "Kazlauskas", "Jankauskas",  "Ozols",      "Horváth",    "Novák"};
constexpr Name kRomanianFemale[] = {"Maria",     "Ioana",    "Andreea",  "Elena",
                                    "Alexandra", "Gabriela", "Mihaela",  "Cristina",
                                    "Daniela",   "Florina",  "Luminița", "Rodica"};
constexpr Name kRomanianMale[] = {"Andrei", "Alexandru", "Ștefan", "Ionuț", "Gabriel", "Florin",
                                  "Marian", "Cătălin",   "Bogdan", "Mihai", "Cosmin",  "Vasile"};
constexpr Name kRomanianFamily[] = {
    "Popescu", "Ionescu",  "Popa",    "Radu",     "Dumitru", "Stan",  "Stoica", "Gheorghe",
    "Rusu",    "Munteanu", "Lăcătuș", "Căldărar", "Ciobanu", "Marin", "Tudor",  "Constantin"};
constexpr Name kIndianFemale[] = {
    "Priya",    "Anjali",  "Aanya", "Diya",    "Kavita", "Sunita",   "Meera",  "Harpreet", "Simran",
    "Jaspreet", "Lakshmi", "Nisha", "Deepika", "Pooja",  "Gurpreet", "Ananya", "Thivya",   "Sita"};
constexpr Name kIndianMale[] = {"Arjun",  "Rohan",    "Aarav", "Rajesh",   "Sanjay", "Vikram",
                                "Harjit", "Gurpreet", "Amit",  "Suresh",   "Kiran",  "Mandeep",
                                "Jaspal", "Rahul",    "Dilip", "Krishnan", "Bikash", "Prakash"};
constexpr Name kIndianFamily[] = {"Patel",  "Singh", "Kaur",   "Shah",   "Sharma",  "Kumar",
                                  "Gill",   "Desai", "Mistry", "Sandhu", "Dhillon", "Chauhan",
                                  "Nair",   "Reddy", "Iyer",   "Thapa",  "Gurung",  "Sivakumar",
                                  "Perera", "Joshi", "Mehta",  "Bhatt"};
constexpr Name kPakistaniFemale[] = {"Fatima", "Ayesha", "Zainab", "Khadija", "Maryam",  "Amina",
                                     "Sana",   "Hira",   "Iqra",   "Shazia",  "Nasreen", "Rukhsana",
                                     "Saima",  "Bushra", "Noor",   "Aaliyah", "Sumaiya", "Rabia"};
constexpr Name kPakistaniMale[] = {"Muhammad", "Ahmed", "Ali",     "Hassan", "Hussain", "Bilal",
                                   "Usman",    "Imran", "Kamran",  "Adeel",  "Faisal",  "Tariq",
                                   "Zeeshan",  "Yusuf", "Ibrahim", "Omar",   "Shahid",  "Nadeem"};
constexpr Name kPakistaniFamily[] = {"Khan",     "Hussain", "Ahmed", "Ali",    "Mahmood", "Iqbal",
                                     "Akhtar",   "Shah",    "Malik", "Butt",   "Mirza",   "Qureshi",
                                     "Chaudhry", "Bibi",    "Begum", "Rashid", "Aslam",   "Javed"};
constexpr Name kBengaliFemale[] = {"Nusrat",  "Tasnim", "Farhana", "Rahima",  "Shirin", "Jannat",
                                   "Sultana", "Maisha", "Tahmina", "Ruksana", "Halima", "Salma"};
constexpr Name kBengaliMale[] = {"Mohammed", "Abdul",  "Rahim", "Karim",  "Shafiq", "Jamal",
                                 "Kamal",    "Tanvir", "Rafiq", "Nazmul", "Sajid",  "Mahbub"};
constexpr Name kBengaliFamily[] = {"Rahman",    "Islam", "Uddin", "Miah",  "Begum",  "Khatun",
                                   "Choudhury", "Hoque", "Alam",  "Ahmed", "Sarkar", "Talukder"};
constexpr Name kChineseFemale[] = {"Mei",      "Xiaoling", "Jing",  "Yan", "Hui",     "Li Na",
                                   "Wei Ling", "Xin Yi",   "Grace", "Min", "Thi Lan", "Thi Hoa"};
constexpr Name kChineseMale[] = {"Wei",    "Jun",  "Hao",   "Ming", "Jian",     "Chi Ming",
                                 "Ka Wai", "Yong", "Kevin", "Tao",  "Van Hung", "Minh"};
constexpr Name kChineseFamily[] = {"Wang",   "Chen",   "Zhang", "Liu",   "Huang", "Wong",
                                   "Chan",   "Cheung", "Lam",   "Lau",   "Ng",    "Tan",
                                   "Nguyen", "Tran",   "Pham",  "Santos"};
constexpr Name kAfricanFemale[] = {"Chioma", "Ngozi",  "Adaeze",   "Folake", "Temitope", "Abena",
                                   "Akosua", "Esther", "Blessing", "Ifeoma", "Grace",    "Tendai",
                                   "Hodan",  "Fadumo", "Selam",    "Nomvula"};
constexpr Name kAfricanMale[] = {"Emeka",    "Chinedu", "Oluwaseun", "Tunde",    "Kwame", "Kofi",
                                 "Emmanuel", "Samuel",  "Joseph",    "Tafadzwa", "Abdi",  "Mohamed",
                                 "Dawit",    "Yaw",     "Femi",      "Sipho"};
constexpr Name kAfricanFamily[] = {"Okafor", "Adeyemi", "Okonkwo", "Eze",    "Balogun", "Ogunleye",
                                   "Mensah", "Owusu",   "Boateng", "Asante", "Moyo",    "Ncube",
                                   "Abdi",   "Hassan",  "Tesfaye", "Kamau",  "Nwosu",   "Adebayo"};
constexpr Name kArabicFemale[] = {"Layla", "Yasmin", "Huda",  "Rania",  "Mariam", "Samira",
                                  "Dilan", "Shirin", "Zahra", "Parisa", "Nadia",  "Hanan"};
constexpr Name kArabicMale[] = {"Omar",  "Khalid", "Youssef", "Karim",  "Ahmad", "Mustafa",
                                "Hamid", "Reza",   "Azad",    "Mehmet", "Tarek", "Jamal"};
constexpr Name kArabicFamily[] = {"Al-Hassan", "Haddad", "Khalil",   "Nasser", "Saleh", "Mansour",
                                  "Rahimi",    "Karimi", "Hosseini", "Yilmaz", "Demir", "Barzani",
                                  "Said",      "Aziz",   "Ibrahim",  "Farah"};

constexpr Name kHeads[] = {"Ash",   "Black", "Brad",  "Brook", "Cress", "Dun",  "East", "Fair",
                           "Green", "Hart",  "Hazel", "Kings", "Lang",  "Marl", "Nor",  "Oak",
                           "Pen",   "Rad",   "Sel",   "Thorn", "Under", "Wal",  "West", "Whit",
                           "Wood",  "Har",   "Stan",  "Win",   "Aller", "Burn", "Cot",  "Dray",
                           "Elm",   "Fen",   "Gar",   "Hol",   "Ing",   "Lin",  "Mil",  "Red"};
constexpr Name kTails[] = {"bourne", "bridge", "bury",  "by",    "combe", "croft", "dale", "den",
                           "field",  "ford",   "ham",   "hurst", "land",  "ley",   "low",  "man",
                           "moor",   "more",   "ridge", "stead", "ton",   "wick",  "well", "worth",
                           "gate",   "head",   "wood",  "side",  "cote",  "don"};

constexpr Variants kVariants[] = {
    {"Muhammad", "Mohammed", "Mohammad", "Mohamed", "Muhammed"},
    {"Ahmed", "Ahmad", "Achmed", "", ""},
    {"Hussain", "Hussein", "Husain", "Hossain", ""},
    {"Hassan", "Hasan", "Hassaan", "", ""},
    {"Usman", "Osman", "Othman", "Uthman", ""},
    {"Omar", "Umar", "Umer", "", ""},
    {"Yusuf", "Yousuf", "Youssef", "Yousef", "Yusef"},
    {"Ayesha", "Aisha", "Aysha", "Aisyah", ""},
    {"Fatima", "Fatimah", "Fathima", "", ""},
    {"Zainab", "Zaynab", "Zeinab", "", ""},
    {"Khadija", "Khadijah", "Hadija", "", ""},
    {"Maryam", "Mariam", "Meryem", "Miriam", ""},
    {"Noor", "Nur", "Nour", "", ""},
    {"Chaudhry", "Choudhury", "Chowdhury", "Chaudhary", "Choudhry"},
    {"Qureshi", "Quraishi", "Koreshi", "", ""},
    {"Rahman", "Rehman", "Rahmaan", "", ""},
    {"Uddin", "Udin", "Ud-Din", "", ""},
    {"Miah", "Mia", "Miya", "", ""},
    {"Islam", "Eslam", "", "", ""},
    {"Małgorzata", "Malgorzata", "Margaret", "Gosia", ""},
    {"Elżbieta", "Elzbieta", "Elizabeth", "Ela", ""},
    {"Katarzyna", "Kasia", "Catherine", "", ""},
    {"Krzysztof", "Krzystof", "Christopher", "Krzys", ""},
    {"Michał", "Michal", "Michael", "", ""},
    {"Paweł", "Pawel", "Paul", "", ""},
    {"Łukasz", "Lukasz", "Luke", "Lucas", ""},
    {"Piotr", "Peter", "Pyotr", "", ""},
    {"Wójcik", "Wojcik", "Woycik", "", ""},
    {"Wiśniewski", "Wisniewski", "Wisniewska", "Wiśniewska", ""},
    {"Kamiński", "Kaminski", "Kaminska", "Kamińska", ""},
    {"Zieliński", "Zielinski", "Zielinska", "", ""},
    {"Kowalski", "Kowalska", "Kovalski", "", ""},
    {"Dąbrowski", "Dabrowski", "Dabrowska", "Dombrowski", ""},
    {"Kozłowski", "Kozlowski", "Kozlowska", "", ""},
    {"Horváth", "Horvath", "Horvat", "", ""},
    {"Novák", "Novak", "Nowak", "", ""},
    {"Shevchenko", "Schevchenko", "Ševčenko", "", ""},
    {"Dmytro", "Dmitro", "Dmitry", "Dimitri", ""},
    {"Ștefan", "Stefan", "Stephan", "", ""},
    {"Ionuț", "Ionut", "Ionutz", "", ""},
    {"Cătălin", "Catalin", "", "", ""},
    {"Căldărar", "Caldarar", "Caldararu", "", ""},
    {"Lăcătuș", "Lacatus", "Lacatusu", "", ""},
    {"Harpreet", "Hardpreet", "Harprit", "", ""},
    {"Singh", "Sing", "Singhe", "", ""},
    {"Dhillon", "Dillon", "Dhilon", "", ""},
    {"Desai", "Dessai", "Desay", "", ""},
    {"Nguyen", "Nguyễn", "Ngyuen", "", ""},
    {"Wong", "Huang", "Wang", "", ""},
    {"Chan", "Chen", "Tan", "", ""},
    {"Cheung", "Zhang", "Cheong", "", ""},
    {"Lau", "Liu", "Lao", "", ""},
    {"Oluwaseun", "Seun", "Oluwaseyi", "", ""},
    {"Temitope", "Temi", "Tope", "", ""},
    {"Adeyemi", "Adeyeme", "Ade-Yemi", "", ""},
    {"Al-Hassan", "Alhassan", "El Hassan", "Hassan", ""},
    {"Hosseini", "Husseini", "Hoseini", "", ""},
    {"Siobhan", "Shivaun", "Siobhán", "Chevonne", ""},
    {"Sinead", "Sinéad", "Shinade", "", ""},
    {"Niamh", "Neve", "Neave", "", ""},
    {"Aoife", "Eefa", "Aoibhe", "", ""},
    {"Saoirse", "Seersha", "Sorsha", "", ""},
    {"Caitlin", "Kaitlyn", "Katelyn", "Caitlyn", ""},
    {"Conor", "Connor", "Conner", "", ""},
    {"Sean", "Shaun", "Shawn", "Seán", ""},
    {"Eoin", "Owen", "Eoghan", "", ""},
    {"Aidan", "Aiden", "Aydan", "", ""},
    {"O'Brien", "OBrien", "O Brien", "Brien", ""},
    {"O'Connor", "OConnor", "O'Conner", "Connor", ""},
    {"O'Neill", "ONeill", "O'Neil", "Neill", ""},
    {"McDonagh", "MacDonagh", "McDonough", "Mc Donagh", ""},
    {"Elizabeth", "Liz", "Beth", "Lizzie", "Elisabeth"},
    {"Catherine", "Katherine", "Kathryn", "Kate", "Cath"},
    {"Rebecca", "Becky", "Rebekah", "Becca", ""},
    {"Samantha", "Sam", "Sammy", "", ""},
    {"Stephanie", "Steph", "Stefanie", "", ""},
    {"Natasha", "Tasha", "Natacha", "", ""},
    {"Jessica", "Jess", "Jessika", "", ""},
    {"Abigail", "Abbie", "Abby", "Abigale", ""},
    {"Danielle", "Dani", "Daniele", "", ""},
    {"Nicola", "Nicky", "Nikola", "", ""},
    {"Zoe", "Zoë", "Zoey", "", ""},
    {"Chloe", "Chloë", "Cloe", "Khloe", ""},
    {"Stacey", "Stacy", "Stacie", "", ""},
    {"Tracey", "Tracy", "Tracie", "", ""},
    {"Kirsty", "Kirstie", "Kirsten", "", ""},
    {"Sophie", "Sofie", "Sophia", "", ""},
    {"Stephen", "Steven", "Steve", "Stephan", ""},
    {"Michael", "Mike", "Mick", "Micheal", ""},
    {"Christopher", "Chris", "Kristopher", "", ""},
    {"Matthew", "Matt", "Mathew", "", ""},
    {"Daniel", "Dan", "Danny", "", ""},
    {"Robert", "Rob", "Bob", "Bobby", "Robbie"},
    {"William", "Bill", "Will", "Billy", "Liam"},
    {"Anthony", "Tony", "Antony", "", ""},
    {"Nicholas", "Nick", "Nicolas", "", ""},
    {"Jonathan", "Jon", "Johnathan", "Jonny", ""},
    {"Thomas", "Tom", "Tommy", "", ""},
    {"James", "Jim", "Jamie", "Jimmy", ""},
    {"Andrew", "Andy", "Drew", "", ""},
    {"David", "Dave", "Davy", "", ""},
    {"Benjamin", "Ben", "Benji", "", ""},
    {"Alexander", "Alex", "Aleksander", "Sandy", ""},
    {"Edward", "Ted", "Ed", "Eddie", ""},
    {"Smith", "Smyth", "Smythe", "", ""},
    {"Clarke", "Clark", "Clerk", "", ""},
    {"Stevens", "Stephens", "Stevenson", "", ""},
    {"Phillips", "Philips", "Phillip", "", ""},
    {"Thompson", "Thomson", "Tompson", "", ""},
    {"Davies", "Davis", "Davys", "", ""},
    {"Read", "Reid", "Reed", "", ""},
    {"Bailey", "Bayley", "Baillie", "", ""},
};

constexpr NameList kLists[kStocks] = {
    {kEnglishFemale, kEnglishMale, kEnglishFamily},
    {kIrishFemale, kIrishMale, kIrishFamily},
    {kPolishFemale, kPolishMale, kPolishFamily},
    {kRomanianFemale, kRomanianMale, kRomanianFamily},
    {kIndianFemale, kIndianMale, kIndianFamily},
    {kPakistaniFemale, kPakistaniMale, kPakistaniFamily},
    {kBengaliFemale, kBengaliMale, kBengaliFamily},
    {kChineseFemale, kChineseMale, kChineseFamily},
    {kAfricanFemale, kAfricanMale, kAfricanFamily},
    {kArabicFemale, kArabicMale, kArabicFamily},
};

}  // namespace

const NameList& ListOf(Stock stock) { return kLists[static_cast<size_t>(stock)]; }
std::span<const std::string_view> FamilyHeads() { return kHeads; }
std::span<const std::string_view> FamilyTails() { return kTails; }
std::span<const Variants> VariantRows() { return kVariants; }

}  // namespace goldthread::county
