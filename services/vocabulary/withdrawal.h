// How far withdrawals of withdrawals are followed: one bound for every slice, so that none
// disagrees with another about what stands.
#pragma once

namespace goldthread {

// An amendment that is withdrawn is void: the fact stands again. But a withdrawn correction that
// was itself corrected keeps its effect as long as that later correction stands: of the values a
// fact was ever given, one stands, not two.
//
// Steps are counted from the fact: 1 withdraws the fact itself, 2 withdraws that withdrawal, and
// so on. A withdrawal at a further step than this is kept and audited like any other, and
// changes nothing. Bounds the work, and gives withdrawals that name each other in a circle one
// meaning. A correction counts as step 1 of what it corrects.
//
// State rows of identity depend on it: a change raises the fold's version.
inline constexpr int kWithdrawalStepsMax = 8;

}  // namespace goldthread
