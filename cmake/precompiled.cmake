# What nearly every source includes, compiled once: half of a clean build was reading headers.
# Sources include all they use all the same: with GT_PRECOMPILED=OFF they compile too.
#
#   gt_precompiled(TARGET [RPC] [TEST])     the words as for gt_compile
option(GT_PRECOMPILED "precompile what nearly every source includes" ON)

set(GT_HEADERS
  <algorithm> <atomic> <chrono> <compare> <cstdint> <functional> <limits> <map> <memory> <mutex>
  <optional> <random> <set> <span> <sstream> <string> <string_view> <thread> <tuple> <utility>
  <variant> <vector>
  <fmt/format.h> <fmt/ranges.h> <absl/status/statusor.h> <google/protobuf/message.h>
  <goldthread/v1/event.pb.h> <goldthread/v1/record.pb.h>)
set(GT_HEADERS_RPC <grpcpp/grpcpp.h> <nlohmann/json.hpp> <toml++/toml.h>)
foreach(proto IN LISTS GT_PROTOS)
  if(proto MATCHES "(.*_service)\\.proto$")
    list(APPEND GT_HEADERS_RPC <${CMAKE_MATCH_1}.grpc.pb.h>)
  endif()
endforeach()
set(GT_HEADERS_TEST <gmock/gmock.h> <gtest/gtest.h>)

# Compiles them for one kind of target: options differ, and a source takes none but its own.
function(gt_precompile host)
  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/${host}.cc CONTENT "// Its headers are all.\n")
  add_library(${host} OBJECT ${CMAKE_BINARY_DIR}/${host}.cc)
  set(headers ${GT_HEADERS})
  target_link_libraries(${host} PRIVATE gt_proto fmt::fmt absl::statusor)
  if("RPC" IN_LIST ARGN)
    list(APPEND headers ${GT_HEADERS_RPC})
    target_link_libraries(${host} PRIVATE gt_grpc nlohmann_json::nlohmann_json
                          tomlplusplus::tomlplusplus)
  endif()
  if("TEST" IN_LIST ARGN)
    list(APPEND headers ${GT_HEADERS_TEST})
    target_link_libraries(${host} PRIVATE GTest::gmock)
  endif()
  gt_compile(${host} ${ARGN})
  target_precompile_headers(${host} PRIVATE ${headers})
endfunction()

function(gt_precompiled target)
  if(NOT GT_PRECOMPILED)
    return()
  endif()
  list(JOIN ARGN "_" kind)
  string(TOLOWER "gt_precompiled${kind}" host)
  if(NOT TARGET ${host})
    gt_precompile(${host} ${ARGN})
  endif()
  target_link_libraries(${target} PRIVATE fmt::fmt)
  target_precompile_headers(${target} REUSE_FROM ${host})
endfunction()
