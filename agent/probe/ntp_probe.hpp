#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "agent/probe/outcome.hpp"
#include "wire/time.hpp"

namespace magpie::agent::probe {

inline constexpr std::uint16_t ntp_port = 123;

/// What a server of NTP says (RFC 5905 7.3): seconds since 1900 in 32.32 bits, modulo an era.
struct NtpAnswer {
    bool synchronised = false;   // its leap indicator is not 3, its stratum from 1 to 15
    std::uint8_t stratum = 0;    // 0: a kiss
    std::array<char, 4> kiss{};  // RFC 5905 7.4: "RATE", "DENY"; where the stratum is 0
    std::uint64_t origin = 0;    // what the client sent
    std::uint64_t receive = 0;
    std::uint64_t transmit = 0;
};

/// A client's packet with nothing in it but a random number in the place of its time
/// (draft-ietf-ntp-data-minimization), by which its answer is known.
[[nodiscard]] std::vector<std::byte> ntp_request(std::uint64_t token);
/// Nothing where it is no server's packet of version 3 or 4.
[[nodiscard]] std::optional<NtpAnswer> parse_ntp_answer(std::span<const std::byte> message);
/// In NTP's 32.32 bits.
[[nodiscard]] std::uint64_t ntp_time(Stamp at);

/// One question to one time server: how far its clock is from ours. Without clock and socket; a value, owned by who
/// asks.
class NtpProbe {
  public:
    struct Settings {
        std::uint64_t token = 0;  // random
        Milliseconds timeout{3000};
    };
    explicit NtpProbe(const Settings& settings) : settings_(settings) {}

    void begin(const Now& now) { deadline_ = now.mono + settings_.timeout; }
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
    bool wrong_ = false;
    std::optional<Outcome> outcome_;
};

}  // namespace magpie::agent::probe
