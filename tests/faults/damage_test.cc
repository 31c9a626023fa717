// A byte flipped, a file cut or missing, anywhere in a hub's directory: damage to the log or
// the audit is told with its range and never skipped; views heal by themselves.
//
// GT_FAULT_FLIPS=N flips N bytes.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <thread>

#include "eventstore/log/embedded_log.h"
#include "goldthread/v1/audit_service.grpc.pb.h"
#include "goldthread/v1/operations_service.grpc.pb.h"
#include "tests/faults/faulty_hub.h"

namespace goldthread::faults {
namespace {

namespace fs = std::filesystem;

using ::testing::AnyOf;
using ::testing::HasSubstr;

// A log's records as they were written, by position.
using Records = std::vector<std::string>;

Records ReadRecords(const std::string& dir, std::vector<DamagedRange>* damage) {
  Records records;
  const auto log = EmbeddedLog::Open(dir);
  EXPECT_TRUE(log.ok()) << log.status();
  if (!log.ok()) return records;
  *damage = *(*log)->FindDamage();
  const auto reader = (*log)->NewReader();
  const Position end = *reader->End();
  LogBatch batch;
  for (Position next; next < end;) {
    const auto in = std::ranges::find(*damage, next, &DamagedRange::first);
    const Status read = reader->Read(next, 1, std::chrono::milliseconds(0), &batch);
    if (in != damage->end()) {
      EXPECT_EQ(read.code(), Code::kDataLoss);
      EXPECT_THAT(Message(read), HasSubstr(fmt::format("{}..{}", in->first.value, in->last.value)));
      for (; next <= in->last; next = next.Next()) records.emplace_back();
      continue;
    }
    EXPECT_TRUE(read.ok()) << read;
    if (!read.ok() || batch.empty()) return records;
    records.push_back(std::string(batch.records()[0].header) +
                      std::string(batch.records()[0].body));
    next = next.Next();
  }
  return records;
}

// The directory of a killed hub: tables and write-ahead logs in each of its parts.
class DamageTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    hub_ = new FaultyHub(11);
    for (int life = 0; life < 3; ++life) {
      ASSERT_TRUE(hub_->Start());
      const auto events = hub_->Stub<v1::EventService>();
      for (size_t which = 0; which < hub_->senders(); ++which) {
        ASSERT_TRUE(hub_->sender(which).Send(*events, 60));
      }
      ExpectViewsEqualARebuild(hub_->address());
      hub_->Kill();
    }
    std::vector<DamagedRange> none;
    for (const char* part : {"log", "audit"}) {
      fs::copy(hub_->data() + "/" + part, hub_->File("read"), fs::copy_options::recursive);
      written_[part] = ReadRecords(hub_->File("read"), &none);
      ASSERT_TRUE(none.empty());
      fs::remove_all(hub_->File("read"));
    }
  }
  static void TearDownTestSuite() { delete hub_; }

  void SetUp() override { Renew(); }
  void Renew() {
    fs::remove_all(data_);
    fs::copy(hub_->data(), data_, fs::copy_options::recursive);
  }

  std::vector<fs::path> Files(const std::string& below) const {
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(data_ + below)) {
      const std::string name = entry.path().filename();
      if (entry.is_regular_file() && !name.starts_with("LOG") && name != "LOCK") {
        files.push_back(entry.path());
      }
    }
    std::ranges::sort(files);
    return files;
  }

  // What an operator is told on opening and verifying: nothing, or what is damaged.
  struct Told {
    std::string opening;
    std::string events;
    std::string audit;
  };
  Told Ask() const {
    Told told;
    const auto client = server::HubClient::Open({.data = data_}, server::IfMissing::kRefuse);
    if (!client.ok()) {
      told.opening = client.status().ToString();
      return told;
    }
    const auto audit = AskAudit(*client);
    if (!audit.ok()) {
      told.audit = audit.status().ToString();
    } else if (!audit->sound()) {
      told.audit = audit->finding();
    }
    told.events = Verified(*client);
    return told;
  }

  static StatusOr<v1::VerifyAuditResponse> AskAudit(const server::HubClient& client) {
    v1::VerifyAuditRequest request;
    *request.mutable_caller() = Operator();
    const auto stub = v1::AuditService::NewStub(client.channel());
    return server::Ask(*stub, &v1::AuditService::Stub::VerifyAudit, request);
  }

  // "" once the views equal a rebuild, after they have healed if need be.
  static std::string Verified(const server::HubClient& client) {
    v1::VerifyRequest request;
    *request.mutable_caller() = Operator();
    const auto stub = v1::OperationsService::NewStub(client.channel());
    while (true) {
      const auto answer = server::Ask(*stub, &v1::OperationsService::Stub::Verify, request);
      if (answer.ok()) return answer->equal() ? "" : answer->first_difference();
      const std::string text = answer.status().ToString();
      const bool heals = text.find("view store") != std::string::npos ||
                         text.find("REBUILDING") != std::string::npos;
      if (!heals) return text;
      std::this_thread::yield();
    }
  }

  // That a part's records are as they were written, but for what is told.
  void ExpectNothingIsSkipped(const std::string& part) const {
    std::vector<DamagedRange> damage;
    const Records found = ReadRecords(data_ + "/" + part, &damage);
    const Records& written = written_[part];
    ASSERT_GE(found.size(), written.size());
    for (size_t at = 0; at < written.size(); ++at) {
      if (found[at].empty()) continue;
      EXPECT_EQ(found[at], written[at]) << part << " " << at << " is altered";
    }
  }

  // Damage in `part` must be harmless or told; in the views it must be gone.
  void ExpectHarmlessToldOrHealed(const std::string& part) {
    const Told told = Ask();
    if (part == "views") {
      EXPECT_EQ(told.opening + told.events + told.audit, "");
      return;
    }
    if (!told.opening.empty()) {
      EXPECT_THAT(told.opening, HasSubstr("/" + part));
      return;
    }
    if (part == "log") {
      EXPECT_EQ(told.audit, "") << "the other part is whole";
      EXPECT_THAT(told.events, AnyOf("", HasSubstr("positions ")));
    } else if (told.audit.empty()) {
      EXPECT_EQ(told.events, "");
    }
    ExpectNothingIsSkipped(part);
  }

  void MissAndCutEachFileOf(const std::string& part) {
    for (const fs::path& file : Files("/" + part)) {
      for (const bool cut : {false, true}) {
        Renew();
        SCOPED_TRACE(::testing::Message() << (cut ? "cut: " : "missing: ") << file);
        if (cut) {
          fs::resize_file(file, fs::file_size(file) / 2);
        } else {
          fs::remove(file);
        }
        ExpectHarmlessToldOrHealed(part);
      }
    }
  }

  inline static FaultyHub* hub_ = nullptr;
  inline static std::map<std::string, Records> written_;
  const server::TestDirectory directory_;
  const std::string data_ = directory_.File("damaged");
};

void Flip(const fs::path& path, uint64_t at, int bit) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(at));
  const int byte = file.get();
  file.seekp(static_cast<std::streamoff>(at));
  file.put(static_cast<char>(byte ^ (1 << bit)));
}

TEST_F(DamageTest, AByteFlippedInAnyFileIsHarmlessToldOrHealed) {
  const char* asked = std::getenv("GT_FAULT_FLIPS");
  const uint64_t flips = asked != nullptr ? static_cast<uint64_t>(std::atoll(asked)) : 60;
  for (uint64_t seed = 1; seed <= flips && !HasFailure(); ++seed) {
    std::mt19937_64 random(seed);
    Renew();
    const std::string part = std::vector<std::string>{"log", "views", "audit"}[seed % 3];
    const std::vector<fs::path> files = Files("/" + part);
    const fs::path& file = files[random() % files.size()];
    const uint64_t size = fs::file_size(file);
    if (size == 0) continue;
    const uint64_t at = random() % size;
    SCOPED_TRACE(::testing::Message() << "seed " << seed << ": " << file << " at " << at);
    Flip(file, at, static_cast<int>(random() % 8));
    ExpectHarmlessToldOrHealed(part);
  }
}

// What lies at `from` of one file comes to lie at `to` of another, over what should be there.
void Misdirect(const fs::path& source, const fs::path& target, uint64_t block, uint64_t from,
               uint64_t to) {
  std::string bytes(block, '\0');
  std::ifstream read(source, std::ios::binary);
  read.seekg(static_cast<std::streamoff>(from * block));
  read.read(bytes.data(), static_cast<std::streamsize>(block));
  bytes.resize(static_cast<size_t>(read.gcount()));
  std::fstream file(target, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(to * block));
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

// Of a sector, a page, or a block of a write-ahead log, whose records are whole then.
TEST_F(DamageTest, AWriteThatWentAstrayIsHarmlessToldOrHealed) {
  const char* asked = std::getenv("GT_FAULT_FLIPS");
  const uint64_t astray = asked != nullptr ? static_cast<uint64_t>(std::atoll(asked)) : 30;
  for (uint64_t seed = 1; seed <= astray && !HasFailure(); ++seed) {
    std::mt19937_64 random(seed);
    Renew();
    const std::string part = std::vector<std::string>{"log", "views", "audit"}[seed % 3];
    const uint64_t block = std::vector<uint64_t>{512, 4096, 32768}[seed / 3 % 3];
    const std::vector<fs::path> files = Files("/" + part);
    const fs::path& source = files[random() % files.size()];
    const fs::path& target = random() % 2 == 0 ? source : files[random() % files.size()];
    const uint64_t from = random() % (fs::file_size(source) / block + 1);
    const uint64_t to = random() % (fs::file_size(target) / block + 1);
    SCOPED_TRACE(::testing::Message() << "seed " << seed << ": block " << from << " of " << source
                                      << " at " << to << " of " << target);
    Misdirect(source, target, block, from, to);
    ExpectHarmlessToldOrHealed(part);
  }
}

TEST_F(DamageTest, AViewFileThatIsMissingOrCutIsHealed) { MissAndCutEachFileOf("views"); }

TEST_F(DamageTest, AFileOfTheLogThatIsMissingOrCutIsHarmlessOrTold) { MissAndCutEachFileOf("log"); }

}  // namespace
}  // namespace goldthread::faults
