#include "services/access/reply.h"

#include <gtest/gtest.h>

#include "google/rpc/status.pb.h"
#include "services/access/fake_appender.h"
#include "services/access/reason.h"

namespace goldthread::access {
namespace {

google::rpc::Status Details(const grpc::Status& status) {
  google::rpc::Status wire;
  EXPECT_TRUE(wire.ParseFromString(status.error_details()));
  return wire;
}

TEST(ReplyTest, AnErrorCarriesItsCodeAndExactlyOneReason) {
  const grpc::Status sent = ToGrpc(Error(Code::kFailedPrecondition, "BEHIND: not there yet"));
  EXPECT_EQ(sent.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(sent.error_message(), "not there yet");
  const google::rpc::Status wire = Details(sent);
  EXPECT_EQ(wire.code(), static_cast<int>(grpc::StatusCode::FAILED_PRECONDITION));
  EXPECT_EQ(wire.message(), "not there yet");
  ASSERT_EQ(wire.details_size(), 1);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(wire.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "BEHIND");
  EXPECT_EQ(info.domain(), "goldthread");
}

TEST(ReplyTest, WithoutAReasonOfItsOwnTheCodeIsTheReason) {
  for (const char* message : {"no such thing", "Lower: case", "X: one letter", "", ": "}) {
    const Status status = Error(Code::kNotFound, message);
    EXPECT_EQ(ReasonOf(status), "NOT_FOUND") << message;
    EXPECT_EQ(WithoutReason(status), message);
  }
}

TEST(ReplyTest, EveryCodeComesBackAsItWas) {
  for (int code = 1; code <= 16; ++code) {
    const Status status = Error(static_cast<Code>(code), "SOME_REASON_2: what happened");
    EXPECT_EQ(FromGrpc(ToGrpc(status)), status);
  }
  EXPECT_TRUE(FromGrpc(ToGrpc(OkStatus())).ok());
}

TEST(ReplyTest, ABadFieldIsNamedOnTheWireAndComesBack) {
  const Status status = BadField("page_size", "must not be negative");
  const google::rpc::Status wire = Details(ToGrpc(status));
  ASSERT_EQ(wire.details_size(), 2);
  google::rpc::BadRequest bad;
  ASSERT_TRUE(wire.details(1).UnpackTo(&bad));
  ASSERT_EQ(bad.field_violations_size(), 1);
  EXPECT_EQ(bad.field_violations(0).field(), "page_size");
  EXPECT_EQ(FromGrpc(ToGrpc(status)), status);
}

TEST(ReplyTest, AnErrorOfTheTransportKeepsItsCodeAndWords) {
  const Status status = FromGrpc(grpc::Status(grpc::StatusCode::UNAVAILABLE, "connection refused"));
  EXPECT_EQ(status, Error(Code::kUnavailable, "UNAVAILABLE: connection refused"));
}

TEST(ReplyTest, OnlyWhatWasDisclosedFillsTheResponse) {
  FakeAppender audit;
  const ManualClock clock{Instant{}};
  const Door door(audit, clock);
  v1::Caller response;
  const v1::Caller nobody;
  EXPECT_EQ(Reply(door.Disclose(nobody, {}, v1::Caller()), &response).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
  v1::Caller caller;
  caller.set_agency("a");
  caller.set_user("u");
  caller.set_role("operator");
  caller.set_purpose(v1::PURPOSE_OPERATION);
  ASSERT_TRUE(Reply(door.Disclose(caller, {}, caller), &response).ok());
  EXPECT_EQ(response.user(), "u");
}

}  // namespace
}  // namespace goldthread::access
