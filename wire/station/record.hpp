#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace magpie::station {

// Between the agent and magpie-station: one connection a visit, each message whole (SOCK_SEQPACKET). The service begins
// with a Greeting, and its sockets beside it; the agent says which Lease it has, the service how that went; who hangs
// up has ended the visit.

inline constexpr std::uint8_t present_version = 1;

/// Of sockets that stand in the station's network, in the order in which they are given: wpa_supplicant's control, one
/// for DHCP at its port, and unused ones of IPv4 for questions (UDP) and for pages (TCP).
inline constexpr std::size_t questions = 12;
inline constexpr std::size_t pages = 12;
inline constexpr std::size_t all_sockets = 2 + questions + pages;

struct Greeting {
    std::array<std::uint8_t, 6> hardware{};  // of the station's interface
    friend bool operator==(const Greeting&, const Greeting&) = default;
};

/// What the interface is to be given, in numbers.
struct Lease {
    std::uint32_t address = 0;
    std::uint32_t router = 0;  // 0: none
    std::uint8_t prefix_length = 0;
    friend bool operator==(const Lease&, const Lease&) = default;
};

/// How something went that was asked for: 0, or the system's error.
struct Result {
    std::int32_t error = 0;
    friend bool operator==(const Result&, const Result&) = default;
};

inline constexpr std::size_t record_size = 12;
using Bytes = std::array<std::byte, record_size>;

[[nodiscard]] Bytes encode(const Greeting& greeting);
[[nodiscard]] Bytes encode(const Lease& lease);
[[nodiscard]] Bytes encode(const Result& result);

/// Nothing where it is something else, of another version, or what cannot be: a lease of no address, or of more than 32
/// bits.
[[nodiscard]] std::optional<Greeting> decode_greeting(std::span<const std::byte> bytes);
[[nodiscard]] std::optional<Lease> decode_lease(std::span<const std::byte> bytes);
[[nodiscard]] std::optional<Result> decode_result(std::span<const std::byte> bytes);

}  // namespace magpie::station
