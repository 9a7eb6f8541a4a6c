#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <linux/filter.h>

#include "agent/datagram/socket.hpp"

namespace magpie::agent {

/// A UDP socket with the kernel's software timestamps of both directions. The carrier: the only part that touches the
/// descriptor. Lives on one thread; owned by who measures.
class UdpSocket final : public DatagramSocket {
  public:
    /// Bound to `local`, of whose family it is; to [::], it is of both. The error is the system's.
    [[nodiscard]] static tl::expected<std::unique_ptr<UdpSocket>, int> bound(const Endpoint& local);
    /// With a port of the kernel's choice, and deaf to everybody but `peer`.
    [[nodiscard]] static tl::expected<std::unique_ptr<UdpSocket>, int> connected(const Endpoint& peer);

    UdpSocket(const UdpSocket&) = delete;
    UdpSocket& operator=(const UdpSocket&) = delete;
    ~UdpSocket() override;

    std::span<const Incoming> receive() override;
    tl::expected<void, int> send(const Outgoing& datagram) override;
    std::span<const Departure> departures() override;

    /// Readable when something came, in error when something is known to have left.
    [[nodiscard]] int descriptor() const { return descriptor_; }
    [[nodiscard]] Endpoint local() const;
    /// The kernel drops at once what this program does not accept. False where it does not take the program.
    bool filter(std::span<const sock_filter> program);
    /// What the network last said of what we sent, such as that nobody listens there (ICMP; ECONNREFUSED).
    [[nodiscard]] std::optional<int> error() const { return error_; }
    /// Datagrams that the kernel dropped so far, by a filter or for want of room.
    [[nodiscard]] std::uint32_t dropped() const;

  private:
    static constexpr std::size_t most_at_once = 64;
    static constexpr std::size_t room = 2048;
    static constexpr std::size_t control_room = 256;

    struct Buffers;

    explicit UdpSocket(int descriptor, bool ipv4);
    [[nodiscard]] static tl::expected<std::unique_ptr<UdpSocket>, int> opened(bool ipv4);
    void arm_departures();

    int descriptor_;
    bool ipv4_;  // of the socket; one of IPv6 takes mapped addresses
    Endpoint peer_{};
    std::uint16_t port_ = 0;
    std::optional<int> error_;
    std::unique_ptr<Buffers> buffers_;
    std::vector<Incoming> incoming_;
    // The kernel numbers what it was given to send; the tokens of those whose time is not known yet.
    std::uint32_t next_number_ = 0;
    std::deque<std::uint64_t> tokens_;
    std::vector<Departure> departures_;
};

}  // namespace magpie::agent
