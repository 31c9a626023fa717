#include "tests/bench/chronology_digests.h"

#include <fmt/format.h>

#include <fstream>
#include <optional>

#include "eventstore/base/check.h"
#include "eventstore/base/digest.h"
#include "eventstore/base/key.h"

namespace goldthread::bench {
namespace {

// As in services/chronology/chronology_rows.h.
constexpr std::string_view kFacts = "Cr";
constexpr std::string_view kAmended = "Ck";

struct FactKey {
  std::string child;  // Feed and record, as the key has them.
  std::string event_id;
};

FactKey Split(std::string_view key) {
  KeyReader reader(key.substr(kFacts.size()));
  std::string feed;
  std::string record;
  int64_t wall_us = 0;
  FactKey parts;
  GT_CHECK(reader.Text(&feed) && reader.Text(&record) && reader.Number(&wall_us) &&
           reader.Text(&parts.event_id));
  parts.child = KeyWriter().Text(feed).Text(record).Take();
  return parts;
}

}  // namespace

Status WriteChronologyDigests(const ViewStore& store, const std::string& file) {
  std::ofstream out(file);
  GT_ASSIGN_OR_RETURN(const auto snapshot, store.Snapshot());
  std::string child;
  std::optional<Sha256Stream> facts;
  const auto end_child = [&] {
    if (facts.has_value()) out << Hex(child) << ' ' << Hex(facts->Finish()) << '\n';
  };
  const auto rows = snapshot->Scan(PrefixRange(kFacts));
  for (; rows->Valid(); rows->Next()) {
    const FactKey key = Split(rows->key());
    if (key.child != child) {
      end_child();
      child = key.child;
      facts.emplace();
    }
    GT_ASSIGN_OR_RETURN(const auto mark,
                        snapshot->Get(fmt::format("{}{}{}", kAmended, child,
                                                  KeyWriter().Text(key.event_id).view())));
    facts->Add(rows->key().substr(kFacts.size()));
    facts->Add(mark.has_value() ? "A" : "S");
  }
  end_child();
  return rows->status();
}

}  // namespace goldthread::bench
