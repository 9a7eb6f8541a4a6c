#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include <boost/asio/ip/address.hpp>
#include <tl/expected.hpp>

#include "agent/datagram/kernel_word.hpp"
#include "agent/probe/outcome.hpp"
#include "platform/files/file.hpp"

namespace magpie::agent::datagram {

/// ICMP to one host: an unprivileged socket where the kernel lets us have one (net.ipv4.ping_group_range), else a raw
/// one (CAP_NET_RAW). Not blocking; whose loop it is, owns it.
class IcmpSocket {
  public:
    /// `whole`: what is sent is never fragmented. `interface`: by which it leaves, whatever the routes say; empty: as
    /// they say. The error is not_allowed or unreachable.
    [[nodiscard]] static tl::expected<IcmpSocket, probe::Refusal> open(const boost::asio::ip::address& to, bool whole,
                                                                       const std::string& interface = {});

    /// Of the echoes sent here: the kernel's choice on an unprivileged socket.
    [[nodiscard]] std::uint16_t id() const { return id_; }
    [[nodiscard]] tl::expected<probe::Stamp, probe::Refusal> send(std::span<const std::byte> message);
    /// The next ICMP message, without the header of IP; good until the next call. A raw socket hears those of others.
    [[nodiscard]] std::optional<Arrival> receive(std::span<std::byte> room) const;
    [[nodiscard]] std::optional<probe::Refusal> refusal() const { return take_refusal(socket_.descriptor()); }
    [[nodiscard]] int descriptor() const { return socket_.descriptor(); }
    [[nodiscard]] bool raw() const { return raw_; }

  private:
    IcmpSocket(files::File socket, bool raw, bool v6) : socket_(std::move(socket)), raw_(raw), v6_(v6) {}
    [[nodiscard]] bool connect(const boost::asio::ip::address& to);

    files::File socket_;
    bool raw_;
    bool v6_;
    std::uint16_t id_ = 0;
};

}  // namespace magpie::agent::datagram
