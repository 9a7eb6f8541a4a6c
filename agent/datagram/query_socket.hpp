#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include <boost/asio/ip/udp.hpp>
#include <tl/expected.hpp>

#include "agent/datagram/kernel_word.hpp"
#include "agent/probe/outcome.hpp"
#include "platform/files/file.hpp"

namespace magpie::agent::datagram {

/// UDP for one question to one server, from a port of the kernel's choice: what others send there is not heard. Not
/// blocking; whose loop it is, owns it.
class QuerySocket {
  public:
    [[nodiscard]] static tl::expected<QuerySocket, probe::Refusal> open(const boost::asio::ip::udp::endpoint& to);

    /// The same with a socket that somebody else has made, of the version of IP of `to`.
    [[nodiscard]] static tl::expected<QuerySocket, probe::Refusal> over(files::File socket,
                                                                        const boost::asio::ip::udp::endpoint& to);

    [[nodiscard]] tl::expected<probe::Stamp, probe::Refusal> send(std::span<const std::byte> message);
    /// Good until the next call.
    [[nodiscard]] std::optional<Arrival> receive(std::span<std::byte> room) const {
        return take_arrival(descriptor(), room);
    }
    [[nodiscard]] std::optional<probe::Refusal> refusal() const { return take_refusal(descriptor()); }
    [[nodiscard]] int descriptor() const { return socket_.descriptor(); }

  private:
    explicit QuerySocket(files::File socket) : socket_(std::move(socket)) {}

    files::File socket_;
};

}  // namespace magpie::agent::datagram
