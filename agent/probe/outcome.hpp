#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wire/time.hpp"

namespace magpie::agent::probe {

enum class Kind : std::uint8_t { ping, tcp, dns, dns_uncached, portal, https, ntp, mtu };
inline constexpr std::array<std::string_view, 8> kind_words{"ping",   "tcp",   "dns", "dns_uncached",
                                                            "portal", "https", "ntp", "mtu"};

/// How a probe ended: the label `outcome`.
enum class State : std::uint8_t {
    answered,
    no_answer,     ///< none in time
    refused,       ///< nobody listens (RST, port unreachable), or DNS REFUSED
    unreachable,   ///< a router, or our own kernel, knows no way
    wrong_answer,  ///< something came that is no answer to this question
    name_error,    ///< NXDOMAIN of a name that exists
    no_data,       ///< a name without such records
    failed,        ///< the server says that it cannot: SERVFAIL, an error of HTTP, a clock that knows no time
    certificate,   ///< TLS, or the certificate, is not one to be trusted
    redirects,     ///< more of them than anybody follows
    no_address,    ///< the target's name has none, or there is no gateway
    not_allowed,   ///< our own system lets us not ask
};
inline constexpr std::size_t state_count = 12;
inline constexpr std::array<std::string_view, state_count> state_words{
    "answered", "no_answer", "refused",     "unreachable", "wrong_answer", "name_error",
    "no_data",  "failed",    "certificate", "redirects",   "no_address",   "not_allowed"};

[[nodiscard]] inline std::string_view word(Kind kind) {
    return kind_words[static_cast<std::size_t>(kind)];
}
[[nodiscard]] inline std::string_view word(State state) {
    return state_words[static_cast<std::size_t>(state)];
}

/// A moment by the kernel's own stamp, for how long something took; the wall clock, so that it serves NTP too.
using Stamp = std::chrono::sys_time<std::chrono::nanoseconds>;
using Nanoseconds = std::chrono::nanoseconds;

/// What one probe found. What was not learnt is absent, and never zero.
struct Outcome {
    State state = State::no_answer;
    std::optional<Nanoseconds> round_trip{};
    std::string detail{};              // for a person, in a few words
    std::optional<bool> captive{};     // portal
    std::optional<unsigned> status{};  // portal, https: of the last page
    std::optional<UtcMs> certificate_ends{};
    std::optional<Nanoseconds> clock_offset{};  // ntp: their clock less ours
    std::optional<std::uint32_t> address{};     // dns: the first of version 4 that was answered
    std::optional<std::uint32_t> mtu{};         // bytes of an IP packet that passes whole
    bool black_hole = false;                    // mtu: larger packets vanish, and no router says so
};

/// Why a question did not get out, or what a router said of it.
enum class Trouble : std::uint8_t { refused, unreachable, too_big, not_allowed };
struct Refusal {
    Trouble what{};
    std::uint32_t mtu = 0;  // too_big: what would pass; 0: not said
    bool own = false;       // by our own kernel, not from the path
};

/// Of a round trip: nothing where the clock was set meanwhile.
[[nodiscard]] inline std::optional<Nanoseconds> between(Stamp from, Stamp to) {
    return to >= from ? std::optional(to - from) : std::nullopt;
}

/// How a question ends that got no further.
[[nodiscard]] inline State state_of(const Refusal& refusal) {
    switch (refusal.what) {
        case Trouble::refused:
            return State::refused;
        case Trouble::not_allowed:
            return State::not_allowed;
        case Trouble::too_big:
        case Trouble::unreachable:
            break;
    }
    return State::unreachable;
}

}  // namespace magpie::agent::probe
