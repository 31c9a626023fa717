# One call a folder: every folder of the house is one library and one test program.

# Sources are found by name, so that adding x.cc and x_test.cc needs no edit here:
#   *.cc        the library gt_<name>
#   *_test.cc   the program gt_<name>_test, run by ctest
#   *_bench.cc  left to script/bench (tests/bench)
#   main.cc     left to the folder's own add_executable
#
#   gt_module(eventstore_log PUBLIC gt_eventstore_base PRIVATE ${ROCKSDB} [RPC] [WHOLE])
#
# RPC marks code that includes gRPC headers. Under the thread sanitizer it is left
# uninstrumented: the distribution's gRPC is not instrumented, and half-instrumented
# inline code reports by the hundred (docs/dependencies.md).
# WHOLE runs its tests in one process: they share what takes seconds to make.
function(gt_module name)
  cmake_parse_arguments(ARG "RPC;WHOLE" "" "PUBLIC;PRIVATE;TEST" ${ARGN})
  set(rpc "")
  if(ARG_RPC)
    set(rpc RPC)
  endif()
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "(_test|_bench|/main)\\.cc$")
  if(sources)
    add_library(gt_${name} STATIC ${sources})
    target_include_directories(gt_${name} PUBLIC ${CMAKE_SOURCE_DIR})
    target_link_libraries(gt_${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
    gt_compile(gt_${name} ${rpc})
    gt_precompiled(gt_${name} ${rpc})
  else()
    add_library(gt_${name} INTERFACE)
    target_include_directories(gt_${name} INTERFACE ${CMAKE_SOURCE_DIR})
    target_link_libraries(gt_${name} INTERFACE ${ARG_PUBLIC} ${ARG_PRIVATE})
  endif()
  if(tests AND GT_TESTS)
    add_executable(gt_${name}_test ${tests})
    target_link_libraries(gt_${name}_test PRIVATE gt_${name} ${ARG_PRIVATE} ${ARG_TEST}
                          GTest::gmock GTest::gtest_main)
    gt_compile(gt_${name}_test ${rpc} TEST)
    gt_precompiled(gt_${name}_test ${rpc} TEST)
    if(ARG_WHOLE)
      add_test(NAME gt_${name}_test COMMAND gt_${name}_test)
      set_tests_properties(gt_${name}_test PROPERTIES TIMEOUT 300)
    else()
      gt_discover(gt_${name}_test)
    endif()
  endif()
endfunction()

# Warnings as errors and the preset's sanitizers, for our own code only.
function(gt_compile target)
  target_compile_options(${target} PRIVATE -pthread
    -Wall -Wextra -Wpedantic -Wconversion -Wnon-virtual-dtor -Werror)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 sees overlaps in std::string::insert that cannot be (its bug 105651).
    target_compile_options(${target} PRIVATE -Wno-restrict)
  endif()
  if(CMAKE_UNITY_BUILD)
    # g++ takes the sources of a unity file for headers, and their names for each other's.
    target_compile_options(${target} PRIVATE
      "$<$<CXX_COMPILER_ID:GNU>:-Wshadow=local;-Wno-subobject-linkage>")
  else()
    target_compile_options(${target} PRIVATE -Wshadow)
  endif()
  if(GT_FUZZ)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # libstdc++ 12's own stable_sort calls what it deprecates. Debian's abseil was built by g++,
    # whose names for constrained constructors clang has from 18 on no longer.
    target_compile_options(${target} PRIVATE -Wno-deprecated-declarations -fclang-abi-compat=17)
  endif()
  if("TEST" IN_LIST ARGN)
    # Tests are read by the compiler far longer than they run.
    target_compile_options(${target} PRIVATE $<$<CONFIG:Debug>:-O0>)
  endif()
  if(GT_SANITIZE AND NOT (GT_SANITIZE STREQUAL "thread" AND "RPC" IN_LIST ARGN))
    target_compile_options(${target} PRIVATE
      -fsanitize=${GT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      # A quarter of the compile time; the fuzzers (clang) have them on.
      target_compile_options(${target} PRIVATE -fno-sanitize=null,alignment,object-size,vptr)
    endif()
  endif()
endfunction()

function(gt_discover target)
  set(env "")
  if(GT_SANITIZE STREQUAL "thread")
    set(env ENVIRONMENT "TSAN_OPTIONS=ignore_noninstrumented_modules=1")
  endif()
  gtest_discover_tests(${target} PROPERTIES ${env} TIMEOUT 300
                       DISCOVERY_TIMEOUT 60 DISCOVERY_MODE PRE_TEST)
endfunction()
