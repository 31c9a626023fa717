// The commands: each adds its words to the command line and says what to run when they are
// given. One file a command, command_<name>.cc.
#pragma once

#include <functional>
#include <string>

#include "goldthread/v1/caller.pb.h"
#include "services/server/command_line.h"
#include "services/server/console.h"
#include "services/server/hub_client.h"

namespace goldthread::server {

void AddServe(Command app);
void AddImport(Command app);
void AddImportCsv(Command import);
void AddMapping(Command app);
void AddPublish(Command app);
void AddChronology(Command app);
void AddFeeds(Command app);
void AddQuarantine(Command app);
void AddReconcile(Command app);
void AddReview(Command app);
void AddMatch(Command app);
void AddMatchExplain(Command match);
// review, show and history.
void AddMatchReview(Command match);
// decide, separate and undo.
void AddMatchDecide(Command match);
// Who read a join.
void AddMatchReaders(Command match);
// model, learn and adopt.
void AddMatchModel(Command match);
void AddAdults(Command app);
void AddAlerts(Command app);
// acknowledge, assess, close, suppress, undelivered and retry.
void AddAlertDecide(Command alerts);
void AddSearch(Command app);
void AddRebuild(Command app);
void AddVerify(Command app);
void AddDemo(Command app);
void AddCounty(Command app);
void AddAudit(Command app);
void AddAccess(Command app);
void AddKeys(Command access);
void AddConfig(Command app);
// backup and restore.
void AddBackup(Command app);
void AddVersion(Command app);

// What most commands share.
struct CommonOptions {
  Place place;
  bool json = false;
  bool no_input = false;
  // Who asks. A local operator by default; sent with every call and audited.
  std::string agency = "hub";
  std::string user = "operator@local";
  std::string role = "reviewer";
  std::string purpose = "review";
};

void AddPlace(Command command, CommonOptions* options);
void AddCaller(Command command, CommonOptions* options);
void AddJson(Command command, CommonOptions* options);

// kInvalidArgument: no such purpose; the message lists them.
StatusOr<v1::Caller> CallerOf(const CommonOptions& options);
// For feeds, rebuilds and the like: no person is shown.
v1::Caller OperatorOf(const CommonOptions& options);

// The hub that the options name; shows progress while its views are built.
// Errors: as HubClient::Open.
StatusOr<HubClient> OpenClient(const CommonOptions& options, IfMissing if_missing,
                               Console& console);
// Says why it did not open: a place that makes no sense is a usage error, anything else no hub.
int FailToOpen(Console& console, const Status& status);

std::string_view Version();

// A progress bar on `err` while it is a terminal; nothing else. Call Done before other text.
class Progress {
 public:
  Progress(Console& console, std::string label) : console_(console), label_(std::move(label)) {}
  ~Progress() { Done(); }
  // `total` 0: not known.
  void Show(int64_t done, int64_t total);
  void Done();

 private:
  Console& console_;
  const std::string label_;
  int shown_ = -1;
};

}  // namespace goldthread::server
