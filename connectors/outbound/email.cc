#include "connectors/outbound/email.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

namespace goldthread::outbound {
namespace {

// Of the plainest form, so that nothing in it can begin another line or command.
bool IsMailbox(std::string_view text) {
  const size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos && text.size() <= 254 &&
         std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("@.-_+").find(c) != std::string_view::npos;
         });
}

// Ids and rules are of letters, digits and dashes; were one not, no header may break by it.
std::string Plain(std::string_view text) {
  std::string plain(text);
  std::erase_if(plain, [](char c) { return c < ' ' || c > '~'; });
  return plain;
}

std::string DomainOf(const std::string& mailbox) { return mailbox.substr(mailbox.find('@') + 1); }

}  // namespace

StatusOr<std::unique_ptr<Email>> Email::Make(Config config, const Clock& clock) {
  GT_RETURN_IF_ERROR(PlaceOf(config.server, {"smtps", "smtp"}).status());
  for (const std::string& mailbox : {config.from, config.to}) {
    if (!IsMailbox(mailbox)) {
      return Error(Code::kInvalidArgument, "BAD_MAILBOX: write it as name@domain");
    }
  }
  return std::unique_ptr<Email>(new Email(std::move(config), clock));
}

std::string Email::TextOf(const Notice& notice) const {
  const auto now = std::chrono::system_clock::to_time_t(clock_.Now());
  std::string text;
  const auto line = [&text](std::string_view words) { text += Plain(words) + "\r\n"; };
  line(fmt::format("Date: {:%a, %d %b %Y %H:%M:%S} +0000", fmt::gmtime(now)));
  line(fmt::format("From: Goldthread <{}>", config_.from));
  line(fmt::format("To: <{}>", config_.to));
  line(fmt::format("Message-ID: <{}@{}>", notice.id, DomainOf(config_.from)));
  line(fmt::format("Subject: Alert {}: {}", notice.what, notice.rule));
  line("Auto-Submitted: auto-generated");
  line("MIME-Version: 1.0");
  line("Content-Type: text/plain; charset=us-ascii");
  line("");
  line(fmt::format("An alert was {}.", notice.what));
  line("");
  line(fmt::format("Alert: {}", notice.alert_id));
  line(fmt::format("Rule:  {}", notice.rule));
  if (!notice.ask.empty()) line(fmt::format("Ask:   {}", notice.ask));
  line(config_.link.empty() ? fmt::format("Look:  goldthread alerts show {}", notice.alert_id)
                            : fmt::format("Look:  {}{}", config_.link, notice.alert_id));
  line("");
  line("Who it is about is told where you look, to whom may see it.");
  return text;
}

Carried Email::Carry(const Notice& notice) {
  Mail mail;
  mail.url = config_.server;
  mail.from = config_.from;
  mail.to = config_.to;
  mail.user = config_.user;
  mail.password = config_.password;
  mail.text = TextOf(notice);
  mail.needs_tls = !config_.allow_plain;
  return Send(mail, config_.terms);
}

}  // namespace goldthread::outbound
