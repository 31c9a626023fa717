// A shared table as a folder on one machine: one file a row. For hubs that stand beside each other
// without a Kafka, for trials and for tests.
#pragma once

#include <memory>
#include <string>

#include "eventstore/log/shared_table.h"

namespace goldthread {

class FolderTable final : public SharedTable {
 public:
  // The folder must be there: one that is not mounted must not pass for an empty table.
  // Any number may have it open, in any process. kFailedPrecondition "TABLE_MISSING".
  static StatusOr<std::unique_ptr<FolderTable>> Open(std::string folder);

  StatusOr<const Rows*> Read() override;
  Status Write(std::span<const TableChange> changes) override;

 private:
  explicit FolderTable(std::string folder) : folder_(std::move(folder)) {}
  Status Put(const std::string& file, const std::string& value);
  Status Remove(const std::string& file);

  const std::string folder_;
  Rows rows_;
};

}  // namespace goldthread
