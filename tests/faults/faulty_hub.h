// The real program on a disk of which a test has the plan, the agencies that send to it, and
// what they were promised.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "goldthread/v1/operations_service.grpc.pb.h"
#include "services/server/command_test.h"
#include "services/server/hub_client.h"
#include "services/server/program_fixture.h"
#include "services/server/story.h"
#include "tests/faults/account.h"
#include "tests/faults/planned_disk.h"
#include "tests/faults/sender.h"

namespace goldthread::faults {

// One directory; the program is started on it again and again. Threads: one, and each sender
// its own.
class FaultyHub {
 public:
  explicit FaultyHub(uint64_t seed) {
    const server::Story story = server::FourSmallWorries();
    for (const size_t step : {size_t{0}, size_t{1}}) {
      senders_.push_back(std::make_unique<Sender>(story.steps[step].event, seed + step));
    }
  }

  const std::string& data() const { return data_; }
  std::string File(const std::string& name) const { return directory_.File(name); }
  FaultPlan* plan() { return disk_.operator->(); }
  PlannedDisk& disk() { return disk_; }
  Sender& sender(size_t which) { return *senders_[which]; }
  size_t senders() const { return senders_.size(); }
  std::vector<const Sender*> AllSenders() const {
    std::vector<const Sender*> all;
    for (const auto& sender : senders_) all.push_back(sender.get());
    return all;
  }

  // Starts it and waits until it serves. False: it ended before.
  bool Start() {
    Launch();
    return AwaitServing();
  }
  void Launch() {
    plan()->changes = 0;
    program_.emplace(
        std::vector<std::string>{"serve", "--data", data_, "--listen", "127.0.0.1:0", "--json"},
        disk_.Variables());
  }
  bool AwaitServing() {
    address_ = program_->ReadAddress();
    if (address_.empty()) return false;
    channel_ = server::HubClient::Open({.hub = address_}, server::IfMissing::kRefuse)->channel();
    return true;
  }

  server::Program& program() { return *program_; }
  // Of the program that serves.
  const std::string& address() const { return address_; }
  template <class Service>
  std::unique_ptr<typename Service::Stub> Stub() const {
    return Service::NewStub(channel_);
  }

  // Has the views rebuilt and swapped. False: it was not done.
  bool Rebuild() const {
    grpc::ClientContext context;
    v1::RebuildRequest request;
    *request.mutable_caller() = Operator();
    const auto stub = Stub<v1::OperationsService>();
    const auto reader = stub->Rebuild(&context, request);
    v1::RebuildResponse progress;
    while (reader->Read(&progress)) {
    }
    return reader->Finish().ok();
  }

  // Stops it as an operator does; its exit code. No stub may be alive: a client that asks nothing
  // does not see that the hub wants to close, which then waits for it.
  int Stop() {
    channel_.reset();
    return program_->Kill(SIGTERM);
  }
  // Kills what runs.
  void Kill() {
    program_.reset();
    channel_.reset();
  }

  // What the log of the stopped hub holds; it fails the test where a promise is broken.
  LogAccount Account() const { return ReadLogAccount(data_, File("copy"), AllSenders()); }

 private:
  const server::TestDirectory directory_;
  const std::string data_ = directory_.File("hub");
  PlannedDisk disk_{directory_.File("plan"), data_};
  std::vector<std::unique_ptr<Sender>> senders_;
  std::optional<server::Program> program_;
  std::string address_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace goldthread::faults
