#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "wire/sparkplug/backoff.hpp"
#include "wire/time.hpp"

namespace magpie::sparkplug {

namespace host {

// What happens to a host application.
struct Start {};
struct Connected {};
struct ConnectFailed {};
struct ConnectionLost {};
struct Subscribed {};  // one per Subscribe action
struct OwnState {      // a STATE message of our own id
    bool online;
};
struct Tick {};
struct Stop {};
using Event = std::variant<Start, Connected, ConnectFailed, ConnectionLost, Subscribed, OwnState, Tick, Stop>;

// What to do, in the order given. STATE messages are retained, QoS 1.
enum class Filter : std::uint8_t { own_state, all_edges };
struct Connect {
    std::uint64_t timestamp;  // of the will's STATE, ms since 1970
};
struct Subscribe {
    Filter filter;
};
struct PublishState {
    bool online;
    std::uint64_t timestamp;
};
struct Disconnect {};
using Action = std::variant<Connect, Subscribe, PublishState, Disconnect>;

struct Settings {
    std::uint32_t seed = 1;
    Milliseconds backoff_base{500};
    Milliseconds backoff_cap{10000};
};

}  // namespace host

/// The session of a Sparkplug host application (checklist A5, 1 to 5) as a state machine without clock or socket. One
/// thread; owned by the collector's HostSession.
class HostRules {
  public:
    explicit HostRules(const host::Settings& settings);

    void on(const host::Event& event, const Now& now, std::vector<host::Action>& actions);
    [[nodiscard]] std::optional<Monotonic> deadline() const { return deadline_; }
    [[nodiscard]] bool online() const { return state_ == State::online; }

  private:
    enum class State : std::uint8_t { stopped, backing_off, connecting, subscribing, online };
    using Actions = std::vector<host::Action>;

    void connect(const Now& now, Actions& actions);
    void back_off(const Now& now);

    Backoff backoff_;
    State state_ = State::stopped;
    std::optional<Monotonic> deadline_;
    std::size_t open_subscriptions_ = 0;
    std::uint64_t timestamp_ = 0;  // of this connection: will and birth carry the same
};

}  // namespace magpie::sparkplug
