#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "wire/sparkplug/backoff.hpp"
#include "wire/time.hpp"

namespace magpie::sparkplug {

namespace edge {

// What happens to an edge node.
struct Start {};
struct Connected {};      // CONNACK accepted
struct ConnectFailed {};  // no CONNACK, or refused
struct ConnectionLost {};
struct Subscribed {};  // one per Subscribe action
struct RebirthAsked {};
struct HostState {  // STATE of the configured primary host
    bool online;
    std::uint64_t timestamp;
};
struct BirthOutdated {};  // a series outside the last birth wants to be sent, or the clock stepped
struct DeviceFound {
    std::string device;
};
struct DeviceLost {
    std::string device;
};
struct BirthNotTaken {};  // the client did not take a birth, or the death of a device
struct Tick {};           // the deadline has passed
struct Stop {};
using Event = std::variant<Start, Connected, ConnectFailed, ConnectionLost, Subscribed, RebirthAsked, HostState,
                           BirthOutdated, DeviceFound, DeviceLost, BirthNotTaken, Tick, Stop>;

// What to do, never how; in the order given.
enum class Filter : std::uint8_t { node_commands, device_commands, host_state };
struct Connect {
    std::size_t server;   // index into the configured list
    std::uint8_t bd_seq;  // of the will
};
struct Subscribe {  // QoS 1
    Filter filter;
};
struct SendBirth {
    std::uint8_t bd_seq;
};
struct SendDeviceBirth {
    std::string device;
};
struct SendDeviceDeath {
    std::string device;
};
struct SendDeath {
    std::uint8_t bd_seq;
};
struct Disconnect {};
struct Remember {  // over restarts: the bdSeq of the next connection
    std::uint8_t next_bd_seq;
};
using Action =
    std::variant<Connect, Subscribe, SendBirth, SendDeviceBirth, SendDeviceDeath, SendDeath, Disconnect, Remember>;

struct Settings {
    std::size_t servers = 1;
    bool waits_for_primary_host = false;
    bool devices_take_commands = false;
    std::uint8_t next_bd_seq = 0;
    std::uint32_t seed = 1;
    Milliseconds backoff_base{1000};
    Milliseconds backoff_cap{60000};
    Milliseconds rebirth_spacing{5000};
};

}  // namespace edge

/// The session of a Sparkplug edge node (checklist A3) as a state machine without clock, socket or payload. One thread;
/// owned by the agent's EdgeSession.
class EdgeRules {
  public:
    explicit EdgeRules(const edge::Settings& settings);

    void on(const edge::Event& event, const Now& now, std::vector<edge::Action>& actions);
    /// When the next Tick is due.
    [[nodiscard]] std::optional<Monotonic> deadline() const { return deadline_; }

    /// Births are out and data may follow.
    [[nodiscard]] bool online() const { return state_ == State::online; }
    [[nodiscard]] bool stopped() const { return state_ == State::stopped; }

    /// The seq of the next message that carries one. It advances by sent() alone: a message the client did not take
    /// burns no number.
    [[nodiscard]] std::uint8_t next_seq() const { return seq_; }
    void sent() { ++seq_; }

  private:
    enum class State : std::uint8_t {
        stopped,           // before Start, after Stop
        backing_off,       // no connection; the deadline says when to try
        connecting,        // CONNECT is out
        subscribing,       // CONNACK came; waiting for the SUBACKs
        waiting_for_host,  // subscribed; the primary host is not online
        online,            // births are out
    };
    using Actions = std::vector<edge::Action>;

    void handle(const edge::Start& event, const Now& now, Actions& actions);
    void handle(const edge::Connected& event, const Now& now, Actions& actions);
    void handle(const edge::ConnectFailed& event, const Now& now, Actions& actions);
    void handle(const edge::ConnectionLost& event, const Now& now, Actions& actions);
    void handle(const edge::Subscribed& event, const Now& now, Actions& actions);
    void handle(const edge::RebirthAsked& event, const Now& now, Actions& actions);
    void handle(const edge::HostState& event, const Now& now, Actions& actions);
    void handle(const edge::BirthOutdated& event, const Now& now, Actions& actions);
    void handle(const edge::DeviceFound& event, const Now& now, Actions& actions);
    void handle(const edge::DeviceLost& event, const Now& now, Actions& actions);
    void handle(const edge::BirthNotTaken& event, const Now& now, Actions& actions);
    void handle(const edge::Tick& event, const Now& now, Actions& actions);
    void handle(const edge::Stop& event, const Now& now, Actions& actions);

    void connect(Actions& actions);
    void back_off(const Now& now);
    void go_on_from_subscribed(Actions& actions);
    void give_birth(Actions& actions);

    edge::Settings settings_;
    Backoff backoff_;
    State state_ = State::stopped;
    std::optional<Monotonic> deadline_;
    std::size_t server_ = 0;
    std::size_t open_subscriptions_ = 0;
    std::uint8_t next_bd_seq_;
    std::uint8_t bd_seq_ = 0;
    std::uint8_t seq_ = 0;
    // Kept over our own reconnects: the retained STATE comes again and may be older.
    std::optional<std::uint64_t> host_timestamp_;
    bool host_online_ = false;
    std::optional<Monotonic> rebirths_closed_until_;
    bool rebirth_waits_ = false;
    std::vector<std::string> devices_;
};

}  // namespace magpie::sparkplug
