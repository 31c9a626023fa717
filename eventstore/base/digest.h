// Fingerprints: SHA-256 where somebody may gain from a collision, XXH3 where only the disk
// can do the damage.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace goldthread {

inline constexpr size_t kSha256Bytes = 32;

// 32 bytes, raw.
std::string Sha256(std::string_view bytes);

// Over many pieces; equal to Sha256 of them joined.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;

  void Add(std::string_view bytes);
  // Ends it; call once.
  std::string Finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

// Lower-case hexadecimal.
std::string Hex(std::string_view bytes);
// In either case. Nothing: it is not pairs of hexadecimal digits.
std::optional<std::string> FromHex(std::string_view hex);

// XXH3, 64 bits. The same bytes under another seed have another checksum.
uint64_t Checksum(std::string_view bytes, uint64_t seed = 0);

}  // namespace goldthread
