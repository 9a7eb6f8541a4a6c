#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "agent/probe/outcome.hpp"

namespace magpie::agent::datagram {

/// What the kernel says of datagrams beside their bytes: when one came, and what became of one that was sent.

/// One datagram into `room`; its time is the kernel's. Nothing when none waits.
struct Arrival {
    std::span<const std::byte> bytes;
    probe::Stamp at;
};
[[nodiscard]] std::optional<Arrival> take_arrival(int socket, std::span<std::byte> room);

/// One entry of the socket's queue of errors (ip(7), IP_RECVERR). Nothing when there is none.
[[nodiscard]] std::optional<probe::Refusal> take_refusal(int socket);

/// Of a system error of connect() or send().
[[nodiscard]] probe::Refusal refusal_of(int error);

/// Kernel time stamps, the queue of errors, and datagrams that are never fragmented, also where our own kernel
/// remembers that they would have to be. False when one cannot be had.
[[nodiscard]] bool set_up(int socket, bool v6, bool whole);

/// Just before a datagram is sent: by the clock that the kernel stamps with.
[[nodiscard]] probe::Stamp stamp_now();

}  // namespace magpie::agent::datagram
