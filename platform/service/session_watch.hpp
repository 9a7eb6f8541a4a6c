#pragma once

#include "platform/mqtt/client.hpp"
#include "wire/time.hpp"

namespace magpie::service {

/// Whether a session still does something about its connection. A broker that is away is no reason to restart a
/// program; one that no longer tries to reach it is. A value; given `now` by its owner's loop.
class SessionWatch {
  public:
    /// `patience`: the longest that a session which tries can be without a sign: its longest pause, the look-up of a
    /// name and a CONNECT that nobody answers.
    SessionWatch(Milliseconds patience, const Now& now) : patience_(patience), last_sign_(now.mono) {}

    /// All that the session hears.
    void on(const mqtt::Event& event, const Now& now);
    /// `online` as the session says now.
    [[nodiscard]] bool alive(bool online, const Now& now);

  private:
    Milliseconds patience_;
    Monotonic last_sign_;
    bool online_ = false;
    bool subscribed_ = false;  // in this connection: what comes next is up to others, such as a host that is not there
};

}  // namespace magpie::service
