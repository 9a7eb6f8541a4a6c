#pragma once

#include <netinet/in.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "agent/path_trace/trace.hpp"
#include "platform/files/file.hpp"

namespace magpie::agent {

/// Probes of one flow, and what becomes of them: a UDP socket whose addresses and ports stay, with the kernel's queue
/// of ICMP errors (IP_RECVERR; ip(7)), so no privilege is needed. The carrier: nothing in it waits. Lives on the loop's
/// thread; owned by whoever traces.
class TraceSocket {
  public:
    /// An IPv4 or IPv6 address and a port at which nobody is to listen. The error is a sentence.
    [[nodiscard]] static tl::expected<TraceSocket, std::string> open(const std::string& address, std::uint16_t port);

    /// False where the system did not take it: no route, or no carrier.
    [[nodiscard]] bool send(const Trace::Probe& probe);

    struct Heard {
        TraceAnswer answer{};
        HopAddress from{};
        std::optional<std::uint16_t> number;
    };
    /// What waits; readable, or in error, while there is something.
    [[nodiscard]] std::vector<Heard> read();

    [[nodiscard]] int descriptor() const { return socket_.descriptor(); }

  private:
    TraceSocket(files::File socket, bool v6, const HopAddress& target, const HopAddress& own)
        : socket_(std::move(socket)), v6_(v6), target_(target), own_(own) {}

    files::File socket_;
    bool v6_;
    HopAddress target_;
    HopAddress own_;
};

}  // namespace magpie::agent
