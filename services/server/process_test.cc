// The real program as processes that are killed: what was acknowledged is there afterwards.
#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>

#include "services/ingest/registry.h"
#include "services/server/census_test_file.h"
#include "services/server/command_test.h"
#include "services/server/program_fixture.h"
#include "services/server/story.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

std::string AddressOf(Program& server) {
  const std::string address = server.ReadAddress();
  EXPECT_NE(address, "");
  return address;
}

std::string EventLines(int first, int last) {
  std::string lines;
  v1::Event event = FourSmallWorries().steps[0].event;
  for (int at = first; at <= last; ++at) {
    event.set_id(fmt::format("e{}", at));
    event.set_feed_sequence(at);
    std::string line;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(event, &line).ok());
    lines += line + "\n";
  }
  return lines;
}

nlohmann::json FirstFeed(const std::string& data) {
  return RunCommand({"feeds", "--data", data, "--json"}).Json()["feeds"][0];
}

class ProcessTest : public ::testing::Test {
 protected:
  std::vector<std::string> Serve() const {
    return {"serve", "--data", data_, "--listen", "127.0.0.1:0", "--json"};
  }

  const TestDirectory directory_;
  const std::string data_ = directory_.File("hub");
};

TEST_F(ProcessTest, AKilledServerLosesNothingThatHasAReceipt) {
  std::string address;
  {
    Program server(Serve());
    address = AddressOf(server);
    ASSERT_EQ(RunCommand({"publish", "-", "--hub", address}, EventLines(1, 200)).code, kExitOk);
    EXPECT_EQ(server.Kill(SIGKILL), -SIGKILL);
  }
  Program server(Serve());
  address = AddressOf(server);
  const Ran seen = RunCommand({"chronology", "--hub", address, "--record",
                               "northmere-school/attendance/pupil-1042", "--json"});
  EXPECT_THAT(seen.Json()["entries"], SizeIs(200));
  EXPECT_EQ(RunCommand({"verify", "--hub", address}).code, kExitOk);
}

TEST_F(ProcessTest, AServedDirectoryIsRefusedToOthersAndFreeAfterASignal) {
  for (const int signal : {SIGINT, SIGTERM}) {
    Program server(Serve());
    ASSERT_THAT(AddressOf(server), HasSubstr("127.0.0.1:"));
    const Ran refused = RunCommand({"feeds", "--data", data_});
    EXPECT_EQ(refused.code, kExitNoHub);
    EXPECT_THAT(refused.err, HasSubstr("--hub"));
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(server.Kill(signal), kExitOk);
    // A second is the promise; sanitizers and a busy machine get more.
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
    EXPECT_EQ(RunCommand({"feeds", "--data", data_}).code, kExitOk);
  }
}

TEST_F(ProcessTest, AFeedThatIsEnteredInTheRegistryIsTakenAfterAHangUpWithoutAStop) {
  const std::string registry = directory_.Write("registry.toml", "partnership = \"northmere\"\n");
  std::vector<std::string> words = Serve();
  words.insert(words.end(), {"--registry", registry});
  Program server(words);
  const std::string address = AddressOf(server);
  const auto publish = [&] {
    return RunCommand({"publish", "-", "--hub", address}, EventLines(1, 1)).code;
  };
  EXPECT_EQ(publish(), kExitSomeRefused);
  (void)directory_.Write("registry.toml", std::string(ingest::DefaultRegistryToml()));
  server.Signal(SIGHUP);
  while (publish() == kExitSomeRefused) {
  }
  EXPECT_EQ(publish(), kExitOk);
  EXPECT_EQ(server.Kill(SIGTERM), kExitOk);
}

// The disk is full, or seems so: a file may not grow over a page.
TEST_F(ProcessTest, AnImportWhoseProblemsDidNotAllFitOnTheDiskSaysSo) {
  Program server(Serve());
  const std::string address = AddressOf(server);
  std::string children;
  for (int number = 0; number < 100; ++number) children += Child(number, Closed("not a day"));
  const std::string file = directory_.Write("census.xml", Census(children));
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto on_too_large = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit page{4096, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &page), 0);
  const Ran ran = RunCommand({"import", "cin-census", file, "--hub", address, "--json",
                              "--problems", directory_.File("problems.tsv")});
  setrlimit(RLIMIT_FSIZE, &before);
  (void)std::signal(SIGXFSZ, on_too_large);
  EXPECT_EQ(ran.code, kExitFailed);
  EXPECT_THAT(ran.err, HasSubstr("could not write all problems"));
  EXPECT_EQ(ran.Json()["children"], 100);  // The events are in, all the same.
}

// Killed again and again while it publishes, at whatever it is doing then: each receipt that
// was read names an event that is there, and sending all again doubles nothing.
TEST_F(ProcessTest, APublisherKilledHalfWayIsRunAgainAndNothingIsDoubled) {
  constexpr int kEvents = 2000;
  const std::string file = directory_.Write("events.ndjson", EventLines(1, kEvents));
  for (const int receipts : {1, 300, 900}) {
    Program publisher({"publish", file, "--data", data_, "--json"});
    for (int at = 0; at < receipts; ++at) {
      ASSERT_THAT(publisher.ReadLine(), HasSubstr(fmt::format("\"e{}\"", at + 1)));
    }
    publisher.Kill(SIGKILL);
    EXPECT_GE(FirstFeed(data_)["events"].get<int>(), receipts);
  }
  Program last({"publish", file, "--data", data_});
  EXPECT_EQ(last.Wait(), kExitOk);
  EXPECT_EQ(FirstFeed(data_)["events"], kEvents);
  EXPECT_EQ(FirstFeed(data_)["missing"], 0);
  EXPECT_EQ(FirstFeed(data_)["conflicts"], 0);
  EXPECT_EQ(RunCommand({"verify", "--data", data_}).code, kExitOk);
}

// The file comes through a pipe, so that the import is known to be half way when it is killed.
TEST_F(ProcessTest, AnImportKilledHalfWayIsRunAgainAndNothingIsDoubled) {
  constexpr int kChildren = 4000;
  const std::string census = CensusOf(kChildren);
  const std::string pipe = directory_.File("pipe.xml");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  {
    const int end = open(pipe.c_str(), O_RDWR | O_CLOEXEC);
    Program import({"import", "cin-census", pipe, "--data", data_});
    const size_t half = census.size() * 2 / 3;
    ASSERT_EQ(write(end, census.data(), half), static_cast<ssize_t>(half));
    import.Kill(SIGKILL);
    close(end);
  }
  const std::string file = directory_.Write("census.xml", census);
  const auto summary = RunCommand({"import", "cin-census", file, "--data", data_, "--json"}).Json();
  const int read = summary["events"]["read"];
  const int duplicate = summary["events"]["duplicate"];
  EXPECT_EQ(read, kChildren * 3);
  EXPECT_GT(duplicate, 0);
  EXPECT_LT(duplicate, read);
  EXPECT_EQ(summary["events"]["accepted"], read - duplicate);
  EXPECT_EQ(FirstFeed(data_)["events"], read);
  EXPECT_EQ(FirstFeed(data_)["repeats"], 0);
}

}  // namespace
}  // namespace goldthread::server
