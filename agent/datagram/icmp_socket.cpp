#include <utility>

#include "agent/datagram/icmp_socket.hpp"

#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <linux/icmp.h>

#include <cerrno>
#include <random>

#include <boost/asio/ip/udp.hpp>

#include "agent/datagram/interface.hpp"
#include "agent/internet/network_order.hpp"

namespace magpie::agent::datagram {

namespace {

/// Of IPv4, without options.
constexpr std::size_t least_header = 20;

/// Only what is an answer, or a raw socket wakes us for every echo that others ask of this host.
bool hear_replies_alone(int socket, bool v6) {
    if (v6) {
        icmp6_filter filter;
        ICMP6_FILTER_SETBLOCKALL(&filter);
        ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
        return ::setsockopt(socket, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof filter) == 0;
    }
    const icmp_filter filter{~(std::uint32_t{1} << ICMP_ECHOREPLY)};
    return ::setsockopt(socket, SOL_RAW, ICMP_FILTER, &filter, sizeof filter) == 0;
}

}  // namespace

tl::expected<IcmpSocket, probe::Refusal> IcmpSocket::open(const boost::asio::ip::address& to, bool whole,
                                                          const std::string& interface) {
    const bool v6 = to.is_v6();
    const int family = v6 ? AF_INET6 : AF_INET;
    const int protocol = v6 ? static_cast<int>(IPPROTO_ICMPV6) : static_cast<int>(IPPROTO_ICMP);
    constexpr int flags = SOCK_CLOEXEC | SOCK_NONBLOCK;
    IcmpSocket made(files::File(::socket(family, SOCK_DGRAM | flags, protocol)), false, v6);
    if (!made.socket_) {
        made.socket_ = files::File(::socket(family, SOCK_RAW | flags, protocol));
        made.raw_ = true;
    }
    if (!made.socket_ || (made.raw_ && !hear_replies_alone(made.descriptor(), v6)) ||
        !bind_to_interface(made.descriptor(), interface)) {
        return tl::unexpected(probe::Refusal{.what = probe::Trouble::not_allowed, .own = true});
    }
    if (!set_up(made.descriptor(), v6, whole) || !made.connect(to)) {
        return tl::unexpected(refusal_of(errno));
    }
    return made;
}

bool IcmpSocket::connect(const boost::asio::ip::address& to) {
    const boost::asio::ip::udp::endpoint peer(to, 0);
    if (::connect(descriptor(), peer.data(), static_cast<socklen_t>(peer.size())) != 0) {
        return false;
    }
    if (raw_) {
        id_ = static_cast<std::uint16_t>(std::random_device()());
        return true;
    }
    boost::asio::ip::udp::endpoint own;
    auto size = static_cast<socklen_t>(own.capacity());
    if (::getsockname(descriptor(), own.data(), &size) != 0) {
        return false;
    }
    own.resize(size);
    id_ = own.port();
    return true;
}

tl::expected<probe::Stamp, probe::Refusal> IcmpSocket::send(std::span<const std::byte> message) {
    const auto at = stamp_now();
    if (::send(descriptor(), message.data(), message.size(), MSG_NOSIGNAL) < 0) {
        const auto error = refusal_of(errno);
        // Of what is too big for the interface the queue says how big it may be.
        return tl::unexpected(error.what == probe::Trouble::too_big ? refusal().value_or(error) : error);
    }
    return at;
}

std::optional<Arrival> IcmpSocket::receive(std::span<std::byte> room) const {
    auto arrival = take_arrival(descriptor(), room);
    if (arrival && raw_ && !v6_) {
        const auto& bytes = arrival->bytes;
        const std::size_t header = bytes.size() < least_header ? bytes.size() : (number8(bytes, 0) & 0x0fU) * 4U;
        arrival->bytes = bytes.subspan(header < bytes.size() ? header : bytes.size());
    }
    return arrival;
}

}  // namespace magpie::agent::datagram
