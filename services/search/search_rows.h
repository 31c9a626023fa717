// Search's rows: where each lies.
//
//   p record digest        SearchSaying: one thing said of the record, however often     state
//   q record digest event  nothing: this event says it                                   append
//   t token record         nothing: the record says what the token stands for            append
//
// A *token* is made of two facts of one saying, or of one that few people share (tokens.h). What
// was corrected or withdrawn keeps its tokens: whoever reads looks at what stands.
#pragma once

#include <string>
#include <string_view>

#include "services/vocabulary/record_id.h"

namespace goldthread::search {

inline constexpr char kSpace = 'S';

// Keys without the space byte, as the fold writes them.
std::string SayingKey(const RecordId& record, std::string_view digest);
std::string SaidByKey(const RecordId& record, std::string_view digest, std::string_view event_id);
std::string TokenKey(std::string_view token, const RecordId& record);

// Prefixes with the space byte, as a reader scans them.
std::string SayingsPrefix(const RecordId& record);
std::string SaidByPrefix(const RecordId& record, std::string_view digest);
std::string TokenPrefix(std::string_view token);
// Of the tokens of all numbers; its last byte is their first.
std::string AllNumbersPrefix();

}  // namespace goldthread::search
