#include "connectors/inbound/cin_census/census_xml.h"

#include <libxml/parser.h>

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

namespace goldthread::cin_census {
namespace {

constexpr size_t kChunkBytes = 64 * 1024;
// A census is seven deep; more is an attack on the parser's memory.
constexpr size_t kDepthMax = 32;
// One tag or comment; the parser holds it whole, and compares each attribute with every other.
constexpr int64_t kTagBytesMax = 64 * 1024;
// What the contract allows an identifier; census values are under 45.
constexpr size_t kTextBytesMax = 64;
// A real child has a few hundred elements.
constexpr size_t kChildElementsMax = 20'000;
// Names of unknown elements come from the file: no more of them than anyone would read.
constexpr size_t kNotCarriedNamesMax = 100;
constexpr size_t kElementNameBytesMax = 64;

constexpr std::string_view kSpaces = " \t\r\n";

std::string_view View(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

bool OnlySpaces(std::string_view text) {
  return text.find_first_not_of(kSpaces) == std::string_view::npos;
}

std::string_view RuleOf(int libxml_error) {
  switch (libxml_error) {
    case XML_ERR_DOCUMENT_EMPTY:
      return "NOT_A_CENSUS";
    case XML_ERR_TAG_NAME_MISMATCH:
      return "XML_TAG_MISMATCH";
    case XML_ERR_INVALID_CHAR:
    case XML_ERR_INVALID_ENCODING:
    case XML_ERR_UNSUPPORTED_ENCODING:
    case XML_ERR_UNKNOWN_ENCODING:
    case XML_I18N_CONV_FAILED:
      return "XML_ENCODING";
    default:
      return "XML_MALFORMED";
  }
}

}  // namespace

// libxml2's push parser calls back for each piece of the file, and the pieces fill `reading`.
// Pushed rather than pulled by its reader: a break then comes where it stands and not a buffer
// early, line numbers are exact and no tree is built.
struct CensusXml::Parser {
  explicit Parser(ByteSource bytes);

  void Feed();
  void Start(std::string_view name);
  void Text(std::string_view text);
  void End();

  void EndField();
  void NotCarried(std::string_view parent, std::string_view name);
  void Break(std::string_view rule, int64_t line);
  void BreakXml(int libxml_error, int64_t line);
  bool inside_child() const { return open.size() > 3 && open[3].part == Part::kChild; }
  int64_t Line() const { return context->input != nullptr ? context->input->line : 0; }

  struct FreeContext {
    void operator()(xmlParserCtxt* c) const {
      if (c->myDoc != nullptr) xmlFreeDoc(c->myDoc);
      xmlFreeParserCtxt(c);
    }
  };
  struct OpenElement {
    Part part;
    std::string name;
  };

  ByteSource source;
  std::unique_ptr<xmlParserCtxt, FreeContext> context;
  std::vector<char> chunk = std::vector<char>(kChunkBytes);

  std::vector<OpenElement> open = {{Part::kFile, ""}};
  size_t skipping = 0;         // How many elements deep we are in one that is not carried.
  const Leaf* leaf = nullptr;  // The leaf that is open, and where its text goes.
  Field* field = nullptr;
  size_t child_elements = 0;
  bool stray_text = false;

  Reading reading;
  std::deque<CensusChild> done;
  int64_t children = 0;
  std::map<std::string, int64_t> not_carried;
  std::optional<Problem> broken;
  bool root_closed = false;
  bool at_end = false;  // The source has given its last byte.
  bool ended = false;
  int64_t bytes_read = 0;
};

CensusXml::Parser::Parser(ByteSource bytes) : source(std::move(bytes)) {
  xmlSAXHandler calls = {};
  calls.initialized = XML_SAX2_MAGIC;
  calls.startElementNs = [](void* self, const xmlChar* name, const xmlChar*, const xmlChar*, int,
                            const xmlChar**, int, int,
                            const xmlChar**) { static_cast<Parser*>(self)->Start(View(name)); };
  calls.endElementNs = [](void* self, const xmlChar*, const xmlChar*, const xmlChar*) {
    static_cast<Parser*>(self)->End();
  };
  calls.characters = [](void* self, const xmlChar* text, int size) {
    static_cast<Parser*>(self)->Text(
        {reinterpret_cast<const char*>(text), static_cast<size_t>(size)});
  };
  calls.cdataBlock = calls.characters;
  // Called before anything inside the declaration is read; stopping here is for good.
  calls.internalSubset = [](void* self, const xmlChar*, const xmlChar*, const xmlChar*) {
    auto* parser = static_cast<Parser*>(self);
    parser->Break("XML_DTD_REFUSED", parser->Line());
    xmlStopParser(parser->context.get());
  };
  // Its message quotes the file, so only its number and line are used.
  calls.serror = [](void* self, xmlErrorPtr error) {
    auto* parser = static_cast<Parser*>(self);
    if (error->level != XML_ERR_FATAL) return;
    parser->BreakXml(error->code, error->line);
  };
  context.reset(xmlCreatePushParserCtxt(&calls, this, nullptr, 0, nullptr));
  if (context == nullptr) {
    Break("READ_FAILED", 0);
    return;
  }
  // Without XML_PARSE_NOENT, XML_PARSE_DTDLOAD and XML_PARSE_HUGE: no entities, no other
  // files, and libxml2's own limits stay on.
  xmlCtxtUseOptions(context.get(), XML_PARSE_NONET);
}

// The first break counts; what follows it is its echo.
void CensusXml::Parser::Break(std::string_view rule, int64_t line) {
  ended = true;
  if (broken) return;
  ProblemList list(inside_child() ? children + 1 : 0);
  list.Add(rule, inside_child() ? path::kChild : path::kMessage, line);
  broken = list.problems().front();
}

// Until the end the parser waits for what it lacks, so what it misses there was cut off.
void CensusXml::Parser::BreakXml(int libxml_error, int64_t line) {
  Break(at_end && !root_closed ? "XML_TRUNCATED" : RuleOf(libxml_error), line);
}

void CensusXml::Parser::Feed() {
  const int64_t size = source(chunk.data(), chunk.size());
  if (size < 0) return Break("READ_FAILED", Line());
  bytes_read += size;
  at_end = size == 0;
  const int error =
      xmlParseChunk(context.get(), chunk.data(), static_cast<int>(size), at_end ? 1 : 0);
  if (ended) return;
  if (context->wellFormed == 0) return BreakXml(error, Line());
  if (context->input != nullptr && context->input->end - context->input->cur > kTagBytesMax) {
    return Break("XML_TAG_TOO_LONG", Line());
  }
  ended = at_end;
}

void CensusXml::Parser::Start(std::string_view name) {
  if (ended) return;
  if (open.size() + skipping > kDepthMax) return Break("XML_TOO_DEEP", Line());
  stray_text = false;
  if (skipping++ > 0) return;
  if (field != nullptr) return NotCarried(leaf->name(), name);
  const Part parent = open.back().part;
  if (inside_child() && ++child_elements > kChildElementsMax) {
    if (reading.child.cut_off_line == 0) reading.child.cut_off_line = Line();
    return;
  }
  if (const Part part = PartInside(parent, name); part != Part::kNone) {
    skipping = 0;
    open.push_back({part, std::string(name)});
    if (part == Part::kChild) child_elements = 0;
    return OpenPart(part, Line(), &reading);
  }
  if (parent == Part::kFile) return Break("NOT_A_CENSUS", Line());
  const Leaf* found = LeafInside(parent, name);
  if (found == nullptr) return NotCarried(open.back().name, name);
  Field* slot = found->slot(reading);
  if (slot->line != 0) return NotCarried(open.back().name, std::string(name) + " (repeated)");
  skipping = 0;
  leaf = found;
  field = slot;
  field->line = Line();
}

void CensusXml::Parser::Text(std::string_view text) {
  if (ended || skipping > 0) return;
  if (field != nullptr) {
    if (field->text.empty()) {
      text.remove_prefix(std::min(text.find_first_not_of(kSpaces), text.size()));
    }
    // A byte more than the limit shows at the end that it was passed.
    field->text.append(text.substr(0, kTextBytesMax + 1 - field->text.size()));
  } else if (!stray_text && !OnlySpaces(text)) {
    // Comes in pieces; counted once between two tags.
    stray_text = true;
    NotCarried(open.back().name, "(text)");
  }
}

void CensusXml::Parser::End() {
  if (ended) return;
  stray_text = false;
  if (skipping > 0) {
    --skipping;
    return;
  }
  if (field != nullptr) return EndField();
  if (open.back().part == Part::kChild) {
    reading.child.ordinal = ++children;
    done.push_back(std::exchange(reading.child, {}));
  }
  open.pop_back();
  root_closed = open.size() == 1;
}

void CensusXml::Parser::EndField() {
  if (field->text.size() > kTextBytesMax) {
    reading.child.overlong.push_back({leaf->path, field->line});
    field->text.clear();
  }
  field->text.resize(field->text.find_last_not_of(kSpaces) + 1);
  field = nullptr;
}

void CensusXml::Parser::NotCarried(std::string_view parent, std::string_view name) {
  std::string key(parent);
  key.append("/").append(name.substr(0, kElementNameBytesMax));
  if (not_carried.size() >= kNotCarriedNamesMax && !not_carried.contains(key)) key = "(others)";
  ++not_carried[key];
}

CensusXml::CensusXml(ByteSource source) : parser_(std::make_unique<Parser>(std::move(source))) {}
CensusXml::~CensusXml() = default;

std::optional<CensusChild> CensusXml::Next() {
  while (parser_->done.empty() && !parser_->ended) parser_->Feed();
  if (parser_->done.empty()) return std::nullopt;
  CensusChild child = std::move(parser_->done.front());
  parser_->done.pop_front();
  return child;
}

const HeaderFields& CensusXml::header() const { return parser_->reading.header; }
const std::optional<Problem>& CensusXml::broken() const { return parser_->broken; }
const std::map<std::string, int64_t>& CensusXml::not_carried() const {
  return parser_->not_carried;
}
int64_t CensusXml::bytes_read() const { return parser_->bytes_read; }

}  // namespace goldthread::cin_census
