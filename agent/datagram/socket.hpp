#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <tl/expected.hpp>

#include "agent/datagram/endpoint.hpp"

namespace magpie::agent {

/// The wall clock (CLOCK_REALTIME) to the nanosecond, as the kernel stamps packets.
using StampTime = std::chrono::sys_time<std::chrono::nanoseconds>;

struct Incoming {
    Endpoint from{};
    Endpoint to{};                          // where it arrived
    std::span<const std::byte> bytes{};     // of the socket, until the next call
    bool cut = false;                       // it was longer than a socket takes
    std::optional<StampTime> at{};          // nothing where the kernel did not say
    std::optional<std::uint8_t> hops{};     // left of its TTL or hop limit
    std::optional<std::uint8_t> service{};  // TOS or traffic class: DSCP and ECN
};

struct Outgoing {
    Endpoint to{};             // of a connected socket: its peer, whatever stands here
    Address from{};            // any: the kernel's choice
    std::uint8_t service = 0;  // TOS or traffic class
    std::uint64_t token = 0;   // comes back with the time it left
    std::span<const std::byte> bytes{};
};

struct Departure {
    std::uint64_t token = 0;
    StampTime at;
};

/// A UDP socket whose packets the kernel stamps. The edge of the process: implemented by `UdpSocket` and by
/// `FakeNetwork`. Nothing here waits. Lives on one thread.
class DatagramSocket {
  public:
    virtual ~DatagramSocket() = default;

    /// What waits, as far as one call takes; what it gave before is gone.
    virtual std::span<const Incoming> receive() = 0;
    /// The error is the system's.
    virtual tl::expected<void, int> send(const Outgoing& datagram) = 0;
    /// When what was sent has left, as far as it is known by now.
    virtual std::span<const Departure> departures() = 0;
};

}  // namespace magpie::agent
