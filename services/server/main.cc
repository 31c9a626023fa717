// The program. Everything is in services/server/cli.h.

#include <sys/stat.h>

#include <cstdlib>
#include <iostream>

#include "services/server/cli.h"

int main(int argc, char** argv) {
  umask(077);  // Whatever is written holds people's data: the owner's alone.
  std::ios::sync_with_stdio(false);
  // What gRPC has to say goes into our messages; GRPC_VERBOSITY still turns it on.
  setenv("GRPC_VERBOSITY", "NONE", 0);
  goldthread::server::Console console = goldthread::server::StandardConsole();
  const std::vector<std::string> words(argv + 1, argv + argc);
  const int code = goldthread::server::RunCommandLine(words, console);
  console.out.flush();
  if (console.out.good()) return code;
  goldthread::server::Say(console, "the answer could not be written");
  return goldthread::server::kExitFailed;
}
