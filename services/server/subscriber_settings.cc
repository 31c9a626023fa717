#include "services/server/subscriber_settings.h"

#include <algorithm>

#include "services/server/read_file.h"
#include "services/server/words.h"

namespace goldthread::server {
namespace {

namespace fs = std::filesystem;

// One table.
class SubscriberTable {
 public:
  SubscriberTable(const access::TomlReading& file, const toml::table& table, const fs::path& folder)
      : file_(file), table_(table), folder_(folder) {}

  StatusOr<SubscriberPlace> Read() {
    GT_RETURN_IF_ERROR(file_.OnlyKnownKeys(
        table_,
        {"name", "agency", "role", "purpose", "since", "rules", "webhook", "secret_file", "ca",
         "allow", "email", "topic", "server", "from", "user", "password_file", "link", "plain"}));
    GT_RETURN_IF_ERROR(ReadWho());
    GT_RETURN_IF_ERROR(ReadWhere());
    for (const auto& [key, list] :
         {std::pair("rules", &place_.subscriber.rules), std::pair("allow", &place_.allow)}) {
      GT_RETURN_IF_ERROR(ReadList(key, list));
    }
    if (table_.contains("plain")) {
      const auto plain = table_["plain"].value_exact<bool>();
      if (!plain.has_value()) return file_.Wrong(*table_.get("plain"), "write true or false");
      place_.plain = *plain;
    }
    return std::move(place_);
  }

 private:
  Status ReadWho() {
    alerts::Subscriber& who = place_.subscriber;
    GT_ASSIGN_OR_RETURN(who.name, file_.TextAt(table_, "name"));
    GT_ASSIGN_OR_RETURN(const std::string agency, file_.TextAt(table_, "agency"));
    GT_ASSIGN_OR_RETURN(const std::string role, file_.TextAt(table_, "role"));
    GT_ASSIGN_OR_RETURN(const std::string purpose, file_.TextAt(table_, "purpose"));
    GT_ASSIGN_OR_RETURN(const std::string since, file_.TextAt(table_, "since"));
    const auto word = EnumFromWord(*v1::Purpose_descriptor(), purpose);
    if (!word.has_value()) {
      return file_.Wrong(*table_.get("purpose"),
                         fmt::format("\"purpose\" is one of {}",
                                     fmt::join(EnumWords(*v1::Purpose_descriptor()), ", ")));
    }
    const auto day = ParseDay(since);
    if (!day.has_value()) return file_.Wrong(*table_.get("since"), "write a day as \"2026-03-01\"");
    who.since = *day;
    who.reads_as.set_agency(agency);
    who.reads_as.set_user("subscriber:" + who.name);
    who.reads_as.set_role(role);
    who.reads_as.set_purpose(static_cast<v1::Purpose>(*word));
    return OkStatus();
  }

  Status ReadWhere() {
    if (table_.contains("webhook") + table_.contains("email") + table_.contains("topic") != 1) {
      return file_.Wrong(table_,
                         "a subscriber has \"webhook\", \"email\" or \"topic\", one of them");
    }
    if (table_.contains("topic")) {
      GT_ASSIGN_OR_RETURN(place_.topic, file_.TextAt(table_, "topic"));
      return OkStatus();
    }
    if (table_.contains("ca")) {
      GT_ASSIGN_OR_RETURN(const std::string ca, file_.TextAt(table_, "ca"));
      place_.ca_file = (folder_ / ca).string();
    }
    if (table_.contains("webhook")) {
      GT_ASSIGN_OR_RETURN(place_.webhook, file_.TextAt(table_, "webhook"));
      GT_ASSIGN_OR_RETURN(place_.secret, SecretIn("secret_file"));
      return OkStatus();
    }
    GT_ASSIGN_OR_RETURN(place_.email, file_.TextAt(table_, "email"));
    GT_ASSIGN_OR_RETURN(place_.server, file_.TextAt(table_, "server"));
    GT_ASSIGN_OR_RETURN(place_.from, file_.TextAt(table_, "from"));
    if (table_.contains("link")) {
      GT_ASSIGN_OR_RETURN(place_.link, file_.TextAt(table_, "link"));
    }
    if (!table_.contains("user")) return OkStatus();
    GT_ASSIGN_OR_RETURN(place_.user, file_.TextAt(table_, "user"));
    GT_ASSIGN_OR_RETURN(place_.password, SecretIn("password_file"));
    return OkStatus();
  }

  // In a file of its own, so that the settings can be shown.
  StatusOr<std::string> SecretIn(std::string_view key) const {
    GT_ASSIGN_OR_RETURN(const std::string name, file_.TextAt(table_, key));
    const StatusOr<std::string> text = ReadFile((folder_ / name).string());
    if (!text.ok()) return file_.Wrong(*table_.get(key), Message(text.status()));
    std::string secret = text->substr(0, text->find_last_not_of("\r\n") + 1);
    if (secret.empty()) return file_.Wrong(*table_.get(key), "the file is empty");
    return secret;
  }

  Status ReadList(std::string_view key, std::vector<std::string>* list) const {
    const toml::node* const node = table_.get(key);
    if (node == nullptr) return OkStatus();
    const toml::array* const values = node->as_array();
    if (values == nullptr) return file_.Wrong(*node, "write a list of texts");
    for (const toml::node& value : *values) {
      const auto text = value.value_exact<std::string>();
      if (!text.has_value()) return file_.Wrong(value, "write a list of texts");
      list->push_back(*text);
    }
    return OkStatus();
  }

  const access::TomlReading& file_;
  const toml::table& table_;
  const fs::path& folder_;
  SubscriberPlace place_;
};

}  // namespace

StatusOr<std::vector<SubscriberPlace>> SubscribersOf(const access::TomlReading& file,
                                                     const toml::table& root,
                                                     const fs::path& folder) {
  GT_ASSIGN_OR_RETURN(const auto tables, file.TablesAt(root, "subscriber"));
  std::vector<SubscriberPlace> places;
  for (const toml::table* const table : tables) {
    GT_ASSIGN_OR_RETURN(SubscriberPlace place, SubscriberTable(file, *table, folder).Read());
    const auto same = [&](const SubscriberPlace& other) {
      return other.subscriber.name == place.subscriber.name;
    };
    if (std::ranges::any_of(places, same)) return file.Wrong(*table, "the name is there twice");
    const auto beside = [&](const SubscriberPlace& other) {
      return !place.topic.empty() && other.topic == place.topic;
    };
    if (std::ranges::any_of(places, beside)) {
      return file.Wrong(*table, "a topic has one subscriber: each change is told there once");
    }
    places.push_back(std::move(place));
  }
  return places;
}

}  // namespace goldthread::server
