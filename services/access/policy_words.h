// The words of the sharing policy, as its file and the command line write them:
// "section-47", "domestic-abuse", "own-case", "existence".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "goldthread/v1/caller.pb.h"
#include "services/access/sight.h"

namespace goldthread::access {

// Every word there is, in the order of the contract. The reverse of a word is nothing when it
// is none of them.
std::vector<std::string> PurposeWords();
std::vector<std::string> CategoryWords();
std::vector<std::string> RelationWords();
std::vector<std::string> OutcomeWords();
std::optional<v1::Purpose> PurposeOf(const std::string& word);
std::optional<v1::InformationCategory> CategoryOf(const std::string& word);
std::optional<Relation> RelationOf(const std::string& word);
std::optional<Outcome> OutcomeOf(const std::string& word);

std::string WordOf(v1::Purpose purpose);
std::string WordOf(v1::InformationCategory category);
std::string WordOf(Relation relation);
std::string WordOf(Outcome outcome);

// 1 to 100 of a-z 0-9 and hyphens: a role, a rule's id, a key's id.
bool IsWord(std::string_view text);

}  // namespace goldthread::access
