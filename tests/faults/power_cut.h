// What a power cut leaves of a directory: what was synced, and of the rest whatever the disk
// happened to have written.
//
// A name is durable once its directory is synced, bytes once their file is. What came after is
// kept in part: a directory's changes up to some point, a file's bytes block by block, so that
// an end may be missing, zero or torn. The diary that disk/fault_disk.cc keeps says which.
#pragma once

#include <random>
#include <string>

namespace goldthread::faults {

// Cuts the power of a program that has been killed, and ends its `diary` (a directory).
void CutPower(const std::string& diary, std::mt19937_64& random);

}  // namespace goldthread::faults
