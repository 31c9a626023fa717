# The contract, generated once: gt_proto (messages) and gt_grpc (services).
# Generated gRPC code is the dearest thing we compile; -O1 halves it and nothing hot is in it.

file(GLOB GT_PROTOS CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}/proto
     ${CMAKE_SOURCE_DIR}/proto/goldthread/v1/*.proto ${CMAKE_SOURCE_DIR}/proto/google/rpc/*.proto)
set(gen ${CMAKE_BINARY_DIR}/gen)
file(MAKE_DIRECTORY ${gen})
set(message_sources "")
set(service_sources "")
foreach(proto IN LISTS GT_PROTOS)
  string(REGEX REPLACE "\\.proto$" "" stem ${proto})
  set(out ${gen}/${stem}.pb.cc ${gen}/${stem}.pb.h)
  set(args --cpp_out=${gen})
  list(APPEND message_sources ${gen}/${stem}.pb.cc)
  if(stem MATCHES "_service$")
    list(APPEND out ${gen}/${stem}.grpc.pb.cc ${gen}/${stem}.grpc.pb.h)
    list(APPEND args --grpc_out=${gen} --plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>)
    list(APPEND service_sources ${gen}/${stem}.grpc.pb.cc)
  endif()
  # protoc finds its own protos through /proc; in a build root without it, this path helps.
  add_custom_command(OUTPUT ${out}
    COMMAND protobuf::protoc --proto_path=${CMAKE_SOURCE_DIR}/proto
            --proto_path=${Protobuf_INCLUDE_DIRS} ${args} ${proto}
    DEPENDS ${CMAKE_SOURCE_DIR}/proto/${proto} VERBATIM)
endforeach()

add_library(gt_proto STATIC ${message_sources})
target_include_directories(gt_proto SYSTEM PUBLIC ${gen})
target_link_libraries(gt_proto PUBLIC protobuf::libprotobuf)
set_target_properties(gt_proto PROPERTIES UNITY_BUILD OFF)  # Its sources share names.

add_library(gt_grpc STATIC ${service_sources})
target_link_libraries(gt_grpc PUBLIC gt_proto gRPC::grpc++)
target_compile_options(gt_grpc PRIVATE -O1)
add_dependencies(gt_grpc gt_proto)
