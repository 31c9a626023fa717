// The folder that one run at a time writes a county into. Files come into being in its part
// UNFINISHED and take their names when all of them are whole: a county that is not whole is never
// taken for one.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "eventstore/base/status.h"

namespace goldthread::county {

class OutFolder {
 public:
  // Makes `path` where it is not there and keeps other runs out of it until the object is gone. All
  // of `names` ("truth/people.csv") that an earlier run left there, finished or not, is removed;
  // nothing else is touched. `path` itself may be a link, for whoever names it says where it leads;
  // a folder in it may not: files would be removed and written in a place that nobody named.
  // Errors: kFailedPrecondition: another run writes there. Else CannotOnDisk; what was removed by
  // then is gone.
  static StatusOr<OutFolder> Open(const std::string& path, std::vector<std::string> names);
  // What has not been finished is removed.
  ~OutFolder();
  OutFolder(OutFolder&& other) noexcept;
  OutFolder(const OutFolder&) = delete;
  OutFolder& operator=(const OutFolder&) = delete;

  // Files are written here, under their names; the folders for them are there.
  const std::string& unfinished() const { return unfinished_; }

  // Gives every file its name, in the order of `names`: the last one is there when all are.
  // Errors: CannotOnDisk.
  Status Finish();

 private:
  OutFolder(const std::string& path, std::vector<std::string> names);
  Status RefuseLinks() const;
  Status Lock();
  Status Begin() const;

  std::string path_;
  std::string unfinished_;
  std::vector<std::string> names_;
  std::set<std::string> parts_;  // Folders that names are in.
  int lock_ = -1;
};

}  // namespace goldthread::county
