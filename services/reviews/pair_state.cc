#include "services/reviews/pair_state.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string_view>

#include "services/access/reason.h"
#include "services/reviews/decision_history.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::reviews {
namespace {

std::string_view WordOf(v1::MatchAnswer answer) {
  switch (answer) {
    case v1::MATCH_ANSWER_SAME:
      return "same";
    case v1::MATCH_ANSWER_DIFFERENT:
      return "different";
    case v1::MATCH_ANSWER_NOT_SURE:
      return "not sure";
    default:
      return "nothing";
  }
}

std::string When(const google::protobuf::Timestamp& at) {
  return InstantText(Instant(std::chrono::seconds(at.seconds())));
}

std::string Who(const v1::Caller& decider) {
  return fmt::format("{}/{} ({})", decider.agency(), decider.user(), decider.role());
}

// "3.p-….p-…": how many facts there were, and whose the records were.
struct NamedState {
  int facts = 0;
  std::string_view persons;
};
std::optional<NamedState> ParseState(std::string_view text) {
  NamedState named;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), named.facts);
  const auto length = static_cast<size_t>(end - text.data());
  if (error != std::errc() || named.facts < 0 || length == text.size()) return std::nullopt;
  named.persons = text.substr(length);
  return named;
}

std::string PersonsText(const PairState& state) {
  return fmt::format(".{}.{}", state.first.id, state.second.id);
}

// The last fact on the pair, in words.
std::string LastFact(const PairState& state) {
  const v1::MatchDecision* last = nullptr;
  int64_t last_s = -1;
  for (const v1::MatchDecision& decision : state.decisions) {
    const int64_t at = decision.has_undone() ? decision.undone().received_at().seconds()
                                             : decision.received_at().seconds();
    if (at >= last_s) last = &decision;
    if (at >= last_s) last_s = at;
  }
  return last == nullptr ? "nothing" : Words(*last);
}

}  // namespace

std::string Words(const v1::MatchDecision& decision) {
  std::string words =
      fmt::format("{}, by {} at {}", WordOf(decision.answer()),
                  decision.has_decider() ? Who(decision.decider()) : "feed " + decision.feed(),
                  When(decision.received_at()));
  if (!decision.stands()) {
    words += fmt::format(
        "; taken back{} at {}",
        decision.undone().has_decider() ? " by " + Who(decision.undone().decider()) : std::string(),
        When(decision.undone().received_at()));
  }
  return words;
}

std::string PairState::Text() const {
  return fmt::format("{}{}", FactsIn(decisions), PersonsText(*this));
}

StatusOr<PairState> StateOf(const ViewSnapshot& views, const Pair& pair) {
  PairState state;
  GT_ASSIGN_OR_RETURN(state.first, identity::PersonOf(views, pair.first, std::nullopt));
  GT_ASSIGN_OR_RETURN(state.second, identity::PersonOf(views, pair.second, std::nullopt));
  GT_ASSIGN_OR_RETURN(state.decisions, DecisionsOn(views, pair.first, pair.second, std::nullopt));
  return state;
}

Status CheckMadeOn(const PairState& now, const std::string& named) {
  const auto state = ParseState(named);
  if (!state.has_value()) {
    return access::BadField("state", "name the one that ShowPair gave: what was decided on");
  }
  if (state->facts != FactsIn(now.decisions)) {
    return Error(
        Code::kAborted,
        fmt::format("ALREADY_DECIDED: since you looked: {}. Show the pair again and decide "
                    "on that.",
                    LastFact(now)));
  }
  if (state->persons != PersonsText(now)) {
    return Error(Code::kFailedPrecondition,
                 "MOVED_ON: since you looked, other records joined or left the two persons. Show "
                 "the pair again and decide on that.");
  }
  return OkStatus();
}

Status CheckSaysMore(const PairState& now, v1::MatchAnswer answer) {
  const v1::MatchDecision* latest = LatestStanding(now.decisions);
  if (latest == nullptr || latest->answer() != answer) return OkStatus();
  if (answer == v1::MATCH_ANSWER_NOT_SURE) return OkStatus();  // Another one, for another reason.
  return Error(Code::kFailedPrecondition,
               fmt::format("NO_LONGER_APPLIES: it is decided already: {}", Words(*latest)));
}

std::string NoteOn(const PairState& after, v1::MatchAnswer answer) {
  if (answer == v1::MATCH_ANSWER_SAME && !after.one_person()) {
    return "the two are still two persons: other decisions hold their records apart. Look at the "
           "other pairs of these records, and at their history.";
  }
  if (answer == v1::MATCH_ANSWER_DIFFERENT && after.one_person()) {
    return "the two are still one person: decisions link both to a third record. Look at the "
           "history of their person.";
  }
  return "";
}

}  // namespace goldthread::reviews
