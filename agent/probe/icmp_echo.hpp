#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "agent/probe/outcome.hpp"
#include "wire/time.hpp"

namespace magpie::agent::probe {

/// Random bytes of one question, which only its answer can know.
using Token = std::array<std::byte, 16>;

/// An echo (RFC 792, RFC 4443 section 4), as far as it is ours.
struct Echo {
    std::uint16_t id = 0;
    std::uint16_t sequence = 0;
    std::size_t size = 0;  // of the whole message
    Token token{};
};

inline constexpr std::size_t icmp_header = 8;
inline constexpr std::size_t shortest_echo = icmp_header + std::tuple_size_v<Token>;

/// A request of `echo.size` bytes, at least shortest_echo; what is behind the token is zero. The checksum is filled in
/// for version 4; that of version 6 needs addresses, which the kernel knows.
[[nodiscard]] std::vector<std::byte> echo_request(bool v6, const Echo& echo);
/// Nothing where the message is no echo reply of that version, or has no room for a token.
[[nodiscard]] std::optional<Echo> parse_echo_reply(bool v6, std::span<const std::byte> message);

/// One ping: a state machine without clock and socket. A value; owned by who asks.
class IcmpEcho {
  public:
    struct Settings {
        bool v6 = false;
        std::uint16_t id = 0;  // the socket's
        std::uint16_t sequence = 1;
        Token token{};
        Milliseconds timeout{3000};  // Tmax of RFC 2681
    };
    explicit IcmpEcho(const Settings& settings) : settings_(settings) {}

    void begin(const Now& now) { deadline_ = now.mono + settings_.timeout; }
    /// What is to be sent now, once.
    [[nodiscard]] std::optional<std::vector<std::byte>> take();
    void sent(Stamp at) { sent_ = at; }
    void received(std::span<const std::byte> message, Stamp at, const Now& now);
    void refused(const Refusal& refusal, const Now& /*now*/) { end(state_of(refusal)); }
    void tick(const Now& now);

    [[nodiscard]] Monotonic deadline() const { return deadline_; }
    [[nodiscard]] const std::optional<Outcome>& outcome() const { return outcome_; }

  private:
    void end(State state);

    Settings settings_;
    Monotonic deadline_{};
    bool taken_ = false;
    Stamp sent_{};
    bool wrong_ = false;  // somebody answers without knowing the question
    std::optional<Outcome> outcome_;
};

}  // namespace magpie::agent::probe
