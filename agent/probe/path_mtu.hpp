#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "agent/probe/icmp_echo.hpp"
#include "agent/probe/outcome.hpp"
#include "wire/time.hpp"

namespace magpie::agent::probe {

/// How large a packet may be that reaches a host whole: echoes that must not be fragmented, between a size that always
/// passes and that of our own interface (RFC 8899's search, over ICMP). A router that says what would pass is believed
/// once such a packet has passed. Where larger ones vanish and nobody says so there is a black hole (RFC 2923). Without
/// clock and socket; a value, owned by who asks.
class PathMtu {
  public:
    struct Settings {
        bool v6 = false;
        std::uint16_t id = 0;  // the socket's
        Token token{};
        Milliseconds timeout{3000};  // of the first answer
    };
    explicit PathMtu(const Settings& settings);

    void begin(const Now& now);
    /// What is to be sent now.
    [[nodiscard]] std::optional<std::vector<std::byte>> take();
    void sent(Stamp at) { sent_ = at; }
    void received(std::span<const std::byte> message, Stamp at, const Now& now);
    void refused(const Refusal& refusal, const Now& now);
    void tick(const Now& now);

    [[nodiscard]] Monotonic deadline() const { return deadline_; }
    [[nodiscard]] const std::optional<Outcome>& outcome() const { return outcome_; }

  private:
    void ask(std::uint32_t size, const Now& now);
    void ask_next(const Now& now);
    void end(State state);

    Settings settings_;
    std::uint32_t header_;  // of IP
    std::uint32_t passes_ = 0;
    std::uint32_t most_;      // not known to be too much
    std::uint32_t size_ = 0;  // under way
    unsigned tries_ = 0;
    std::uint16_t sequence_ = 0;
    bool wants_to_send_ = false;
    bool told_ = false;      // somebody said that something was too big
    bool vanished_ = false;  // something did, unsaid
    bool bisects_ = false;   // nobody has said what would pass
    unsigned said_ = 0;
    std::optional<Nanoseconds> round_trip_;
    Milliseconds wait_;
    Stamp sent_{};
    Monotonic deadline_{};
    std::optional<Outcome> outcome_;
};

}  // namespace magpie::agent::probe
