#include "connectors/inbound/file/byte_source.h"

#include <cerrno>
#include <cstdio>
#include <memory>

namespace goldthread {

StatusOr<ByteSource> OpenFile(const std::string& path) {
  std::shared_ptr<std::FILE> file(std::fopen(path.c_str(), "rb"), [](std::FILE* opened) {
    if (opened != nullptr) std::fclose(opened);
  });
  if (file == nullptr) {
    return errno == ENOENT ? Error(Code::kNotFound, "no such file")
                           : Error(Code::kUnavailable, "the file cannot be opened");
  }
  return ByteSource([file](char* buffer, size_t size) -> int64_t {
    const size_t read = std::fread(buffer, 1, size, file.get());
    return read == 0 && std::ferror(file.get()) != 0 ? -1 : static_cast<int64_t>(read);
  });
}

}  // namespace goldthread
