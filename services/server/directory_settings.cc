#include "services/server/directory_settings.h"

#include <utility>

#include "services/server/read_file.h"

namespace goldthread::server {
namespace {

namespace fs = std::filesystem;

class DirectoryTable {
 public:
  DirectoryTable(const access::TomlReading& file, const toml::table& table, const fs::path& folder)
      : file_(file), table_(table), folder_(folder) {}

  StatusOr<DirectoryPlace> Read() {
    GT_RETURN_IF_ERROR(file_.OnlyKnownKeys(
        table_, {"ring", "topic", "folder", "announce_intelligence", "leave", "key"}));
    GT_ASSIGN_OR_RETURN(place_.us.ring, file_.TextAt(table_, "ring"));
    GT_RETURN_IF_ERROR(ReadWhere());
    GT_ASSIGN_OR_RETURN(place_.us.announces_intelligence, YesAt("announce_intelligence"));
    GT_ASSIGN_OR_RETURN(place_.us.leaves, YesAt("leave"));
    GT_RETURN_IF_ERROR(ReadKeys());
    return std::move(place_);
  }

 private:
  Status ReadWhere() {
    if (table_.contains("topic") == table_.contains("folder")) {
      return file_.Wrong(table_, "the directory is a \"topic\" or a \"folder\": name one of them");
    }
    if (table_.contains("topic")) {
      GT_ASSIGN_OR_RETURN(place_.topic, file_.TextAt(table_, "topic"));
      return OkStatus();
    }
    GT_ASSIGN_OR_RETURN(const std::string name, file_.TextAt(table_, "folder"));
    place_.folder = (folder_ / name).string();
    return OkStatus();
  }

  StatusOr<bool> YesAt(std::string_view key) const {
    const toml::node* const node = table_.get(key);
    if (node == nullptr) return false;
    const auto value = node->value_exact<bool>();
    if (!value.has_value()) return file_.Wrong(*node, fmt::format("\"{}\" is true or false", key));
    return *value;
  }

  Status ReadKeys() {
    GT_ASSIGN_OR_RETURN(const auto tables, file_.TablesAt(table_, "key"));
    for (const toml::table* const one : tables) {
      GT_RETURN_IF_ERROR(file_.OnlyKnownKeys(*one, {"id", "file"}));
      GT_ASSIGN_OR_RETURN(const std::string id, file_.TextAt(*one, "id"));
      GT_ASSIGN_OR_RETURN(const std::string name, file_.TextAt(*one, "file"));
      for (const directory::DirectoryKey& known : place_.us.keys) {
        if (known.id == id) return file_.Wrong(*one, "two keys have this id; delete one");
      }
      const StatusOr<std::string> text = ReadFile((folder_ / name).string());
      if (!text.ok()) return file_.Wrong(*one->get("file"), Message(text.status()));
      auto key = directory::ParseDirectoryKey(id, *text);
      if (!key.ok()) return file_.Wrong(*one->get("file"), Message(key.status()));
      place_.us.keys.push_back(*std::move(key));
    }
    if (!place_.us.keys.empty()) return OkStatus();
    return file_.Wrong(table_,
                       "the directory needs the key that its partnerships agreed on; add "
                       "[[directory.key]] with id and file");
  }

  const access::TomlReading& file_;
  const toml::table& table_;
  const fs::path& folder_;
  DirectoryPlace place_;
};

}  // namespace

StatusOr<std::optional<DirectoryPlace>> DirectoryOf(const access::TomlReading& file,
                                                    const toml::table& root,
                                                    const fs::path& folder) {
  const toml::node* const node = root.get("directory");
  if (node == nullptr) return std::optional<DirectoryPlace>();
  const toml::table* const table = node->as_table();
  if (table == nullptr) return file.Wrong(*node, "write it as [directory]");
  GT_ASSIGN_OR_RETURN(DirectoryPlace place, DirectoryTable(file, *table, folder).Read());
  return std::optional<DirectoryPlace>(std::move(place));
}

}  // namespace goldthread::server
