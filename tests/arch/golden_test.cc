// Bytes that are in some log for ever still mean what they meant.
//
// tests/arch/golden/KIND.v1.bin were each written once, when the kind came, by
//   GT_WRITE_GOLDEN=1 build/dev/bin/gt_arch_test
// which adds what is missing and never touches what is there. Never edit one.
// Source: docs/decisions/0006-protobuf-evolution.md.
#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/arch/sample_events.h"
#include "tests/arch/source_tree.h"

namespace goldthread::arch {
namespace {

std::string Path(const std::string& kind) {
  return fmt::format("tests/arch/golden/{}.v1.bin", kind);
}

std::string Bytes(const v1::Event& event) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  event.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

void WriteMissing() {
  for (const std::string& kind : Kinds()) {
    if (Exists(Path(kind))) continue;
    std::ofstream(fmt::format("{}/{}", GT_SOURCE_DIR, Path(kind)), std::ios::binary)
        << Bytes(SampleEvent(kind));
  }
}

TEST(GoldenBytesTest, EveryKindHasThem) {
  if (std::getenv("GT_WRITE_GOLDEN") != nullptr) WriteMissing();
  for (const std::string& kind : Kinds()) EXPECT_TRUE(Exists(Path(kind))) << Path(kind);
}

TEST(GoldenBytesTest, EveryKindOnceWrittenIsStillInTheContract) {
  const std::vector<std::string> kinds = Kinds();
  const auto folder = std::filesystem::path(GT_SOURCE_DIR) / "tests/arch/golden";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const std::string kind = name.substr(0, name.find('.'));
    EXPECT_TRUE(std::ranges::find(kinds, kind) != kinds.end()) << name;
  }
}

TEST(GoldenBytesTest, OldBytesAreReadAndWrittenAlike) {
  for (const std::string& kind : Kinds()) {
    SCOPED_TRACE(kind);
    const std::string bytes = ReadText(Path(kind));
    v1::Event event;
    ASSERT_TRUE(event.ParseFromString(bytes));
    const auto* payload = v1::Event::descriptor()->FindOneofByName("payload");
    const auto* set = event.GetReflection()->GetOneofFieldDescriptor(event, payload);
    ASSERT_NE(set, nullptr);
    EXPECT_EQ(set->message_type()->name(), kind);
    EXPECT_TRUE(event.GetReflection()->GetUnknownFields(event).empty());
    EXPECT_EQ(Bytes(event), bytes);
  }
}

}  // namespace
}  // namespace goldthread::arch
