#pragma once

#include <string_view>

#include "platform/mqtt/client.hpp"
#include "platform/service/session_watch.hpp"
#include "wire/report/number.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// Whether the agent as a whole still does its work, so that a watchdog may be told that all is well: reports are
/// committed, which needs sources that answer and an outbox that takes them; and the session is online or tries to be.
/// A value; given `now` by the loop.
class Progress {
  public:
    Progress(Milliseconds report_interval, const Now& now);

    /// All that the session hears.
    void on(const mqtt::Event& event, const Now& now) { session_.on(event, now); }

    /// What stands still, in words for a log; empty when nothing does. `newest` and `online` as outbox and session say
    /// now.
    [[nodiscard]] std::string_view standstill(ReportNumber newest, bool online, const Now& now);

  private:
    Milliseconds patience_;
    service::SessionWatch session_;
    ReportNumber newest_{};
    Monotonic committed_;
};

}  // namespace magpie::agent
