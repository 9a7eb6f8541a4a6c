#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "collector/pair/heartbeat.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

namespace lease {

// What happens.
struct Online {};  // connected, and every subscription stands
struct Offline {};
struct Heard {  // one's own heartbeats come back, too
    Heartbeat beat;
};
/// The active one's will, or its goodbye.
struct Gone {};
struct Tick {};
using Event = std::variant<Online, Offline, Heard, Gone, Tick>;

// What to do, in the order given.
struct Beat {
    Heartbeat beat;
};
// Both are done by connecting anew, as what the collector is now: its will must be another one, and a line that is dead
// must not be believed.
struct TakeOver {};
struct StepDown {};
using Action = std::variant<Beat, TakeOver, StepDown>;

struct Settings {
    std::string instance;
    Milliseconds beat_every{1000};
    /// The active one counts itself out when none of its heartbeats has come back for so long. Shorter than
    /// `silence`, so that it has stopped when another begins. How old they are when they come back does not count:
    /// under load they wait behind data, for all collectors alike.
    Milliseconds holds{4000};
    /// A standby takes over when it has heard nobody for so long;
    Milliseconds silence{5000};
    /// or for so long after the active one was said to be gone: longer than `beat_every`, for the word may be an old
    /// one, of a connection that a living collector has left behind.
    Milliseconds gone{1500};
    /// Each waits longer by a part of this that its name decides, so that two do not begin in the same moment.
    Milliseconds jitter{1000};
    /// Silence counts only while it was listened to: one that was stopped for so long begins to wait anew.
    Milliseconds stall{1000};
};

}  // namespace lease

/// Which of the collectors at one broker is the active one: a lease that it renews by heartbeats, as a state machine
/// without clock or socket. The broker is what all of them must reach to do anything, so it is where they meet: who
/// cannot hear its own heartbeats from there could acknowledge nothing either. Compares no clocks of two machines. One
/// thread; owned by the Collector.
class Lease {
  public:
    explicit Lease(lease::Settings settings);

    void on(const lease::Event& event, const Now& now, std::vector<lease::Action>& actions);
    [[nodiscard]] bool active() const { return active_; }
    /// The highest that was heard of.
    [[nodiscard]] std::uint64_t term() const { return term_; }
    /// The other that was heard last; empty: none yet.
    [[nodiscard]] const std::string& other() const { return other_; }

  private:
    using Actions = std::vector<lease::Action>;

    void hear(const Heartbeat& beat, const Now& now, Actions& actions);
    void look(const Now& now, Actions& actions);
    void wait(const Now& now);
    void beat(const Now& now, Actions& actions);
    void step_down(Actions& actions);

    lease::Settings settings_;
    Milliseconds jitter_;
    bool online_ = false;
    bool active_ = false;
    std::uint64_t term_ = 0;
    std::string other_;
    std::optional<Monotonic> takes_over_at_;  // of a standby that is online
    Monotonic renewed_{};                     // when the last heartbeat came back
    Monotonic beat_at_{};
    Monotonic looked_{};
};

}  // namespace magpie::collector
