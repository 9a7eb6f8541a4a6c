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
    std::uint64_t timestamp = 0;
};
struct Tick {};
struct ChangeVoice {  // of several that share an id only one speaks; the others listen
    bool silent;
};
struct Disconnected {};  // after Disconnect
struct Stop {};
using Event = std::variant<Start, Connected, ConnectFailed, ConnectionLost, Subscribed, OwnState, Tick, ChangeVoice,
                           Disconnected, Stop>;

// What to do, in the order given. STATE messages are retained, QoS 1.
enum class Filter : std::uint8_t { own_state, all_edges };
struct Connect {
    std::optional<std::uint64_t> timestamp;  // of the will's STATE, ms since 1970; none: no will
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
    bool silent = false;  // at first
};

}  // namespace host

/// The session of a Sparkplug host application (checklist A5, 1 to 5) as a state machine without clock or socket. While
/// it is silent it listens like any other, and has neither a STATE nor a will that says one; a will is given with a
/// CONNECT alone, so it connects anew when that changes. One thread; owned by the collector's HostSession.
class HostRules {
  public:
    explicit HostRules(const host::Settings& settings);

    void on(const host::Event& event, const Now& now, std::vector<host::Action>& actions);
    [[nodiscard]] std::optional<Monotonic> deadline() const { return deadline_; }
    [[nodiscard]] bool online() const { return state_ == State::online; }

  private:
    enum class State : std::uint8_t { stopped, backing_off, connecting, subscribing, online, changing };
    using Actions = std::vector<host::Action>;

    void change_voice(bool silent, Actions& actions);
    [[nodiscard]] bool is_connected() const;
    void connect(const Now& now, Actions& actions);
    void back_off(const Now& now);

    Backoff backoff_;
    State state_ = State::stopped;
    std::optional<Monotonic> deadline_;
    std::size_t open_subscriptions_ = 0;
    std::uint64_t timestamp_ = 0;  // of this connection: will and birth carry the same
    std::uint64_t newest_ = 0;     // of all STATE messages of our id, whoever sent them
    bool silent_;
};

}  // namespace magpie::sparkplug
