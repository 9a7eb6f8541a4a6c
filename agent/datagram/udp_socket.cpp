#include "agent/datagram/udp_socket.hpp"

#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace magpie::agent {

namespace {

constexpr std::size_t most_tokens = 4096;
constexpr std::size_t mapped_prefix = 12;

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

SocketAddress to_system(const Endpoint& endpoint, bool ipv4) {
    SocketAddress address;
    if (ipv4) {
        sockaddr_in in{};
        in.sin_family = AF_INET;
        in.sin_port = htons(endpoint.port);
        if (endpoint.address.is_ipv4()) {
            std::memcpy(&in.sin_addr, endpoint.address.octets.data() + mapped_prefix, sizeof in.sin_addr);
        }
        std::memcpy(&address.storage, &in, sizeof in);
        address.size = sizeof in;
    } else {
        sockaddr_in6 in6{};
        in6.sin6_family = AF_INET6;
        in6.sin6_port = htons(endpoint.port);
        in6.sin6_scope_id = endpoint.address.scope;
        std::memcpy(&in6.sin6_addr, endpoint.address.octets.data(), sizeof in6.sin6_addr);
        std::memcpy(&address.storage, &in6, sizeof in6);
        address.size = sizeof in6;
    }
    return address;
}

Address from_ipv4(const in_addr& in) {
    Address address;
    address.octets[10] = address.octets[11] = 0xff;
    std::memcpy(address.octets.data() + mapped_prefix, &in, sizeof in);
    return address;
}

Address from_ipv6(const in6_addr& in6) {
    Address address;
    std::memcpy(address.octets.data(), &in6, sizeof in6);
    return address;
}

Endpoint from_system(const sockaddr_storage& storage) {
    if (storage.ss_family == AF_INET) {
        sockaddr_in in;
        std::memcpy(&in, &storage, sizeof in);
        return {from_ipv4(in.sin_addr), ntohs(in.sin_port)};
    }
    sockaddr_in6 in6;
    std::memcpy(&in6, &storage, sizeof in6);
    auto address = from_ipv6(in6.sin6_addr);
    address.scope = in6.sin6_scope_id;
    return {address, ntohs(in6.sin6_port)};
}

StampTime from_timespec(const timespec& time) {
    return StampTime(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

template <typename Value>
Value value_in(const cmsghdr& header) {
    Value value;
    std::memcpy(&value, CMSG_DATA(&header), sizeof value);
    return value;
}

bool is(const cmsghdr& header, int level, int type) {
    return header.cmsg_level == level && header.cmsg_type == type;
}

void read_control(msghdr& message, Incoming& datagram) {
    for (auto* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
        if (is(*header, SOL_SOCKET, SO_TIMESTAMPING)) {
            const auto times = value_in<scm_timestamping>(*header);
            if (times.ts[0].tv_sec != 0) {
                datagram.at = from_timespec(times.ts[0]);
            }
        } else if (is(*header, IPPROTO_IP, IP_TTL) || is(*header, IPPROTO_IPV6, IPV6_HOPLIMIT)) {
            datagram.hops = static_cast<std::uint8_t>(value_in<int>(*header));
        } else if (is(*header, IPPROTO_IP, IP_TOS)) {
            datagram.service = value_in<std::uint8_t>(*header);
        } else if (is(*header, IPPROTO_IPV6, IPV6_TCLASS)) {
            datagram.service = static_cast<std::uint8_t>(value_in<int>(*header));
        } else if (is(*header, IPPROTO_IP, IP_PKTINFO)) {
            datagram.to.address = from_ipv4(value_in<in_pktinfo>(*header).ipi_addr);
        } else if (is(*header, IPPROTO_IPV6, IPV6_PKTINFO)) {
            datagram.to.address = from_ipv6(value_in<in6_pktinfo>(*header).ipi6_addr);
        }
    }
}

/// Control messages of what is sent: where from, and its class.
class Control {
  public:
    template <typename Value>
    void add(int level, int type, const Value& value) {
        cmsghdr header{};
        header.cmsg_len = CMSG_LEN(sizeof value);
        header.cmsg_level = level;
        header.cmsg_type = type;
        std::memcpy(octets_.data() + size_, &header, sizeof header);
        std::memcpy(octets_.data() + size_ + CMSG_LEN(0), &value, sizeof value);
        size_ += CMSG_SPACE(sizeof value);
    }
    void give(msghdr& message) {
        message.msg_control = size_ == 0 ? nullptr : octets_.data();
        message.msg_controllen = size_;
    }

  private:
    alignas(cmsghdr) std::array<std::uint8_t, 128> octets_{};
    std::size_t size_ = 0;
};

bool set(int descriptor, int level, int option, int value) {
    return ::setsockopt(descriptor, level, option, &value, sizeof value) == 0;
}

}  // namespace

struct UdpSocket::Buffers {
    std::array<std::array<std::byte, room>, most_at_once> bytes;
    std::array<std::array<std::byte, control_room>, most_at_once> control;
    std::array<sockaddr_storage, most_at_once> names;
    std::array<iovec, most_at_once> pieces;
    std::array<mmsghdr, most_at_once> messages;
};

UdpSocket::UdpSocket(int descriptor, bool ipv4)
    : descriptor_(descriptor), ipv4_(ipv4), buffers_(std::make_unique<Buffers>()) {
    incoming_.reserve(most_at_once);
}

UdpSocket::~UdpSocket() {
    ::close(descriptor_);
}

tl::expected<std::unique_ptr<UdpSocket>, int> UdpSocket::opened(bool ipv4) {
    const int descriptor = ::socket(ipv4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_UDP);
    if (descriptor < 0) {
        return tl::unexpected(errno);
    }
    // Not make_unique: the constructor is private.
    std::unique_ptr<UdpSocket> made(new UdpSocket(descriptor, ipv4));
    const bool good = ipv4 ? set(descriptor, IPPROTO_IP, IP_RECVTTL, 1) && set(descriptor, IPPROTO_IP, IP_RECVTOS, 1) &&
                                 set(descriptor, IPPROTO_IP, IP_PKTINFO, 1)
                           : set(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 0) &&
                                 set(descriptor, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1) &&
                                 set(descriptor, IPPROTO_IPV6, IPV6_RECVTCLASS, 1) &&
                                 set(descriptor, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    if (!good) {
        return tl::unexpected(errno);
    }
    if (!ipv4) {  // for those of IPv4 that arrive at it; a kernel without IPv4 has none
        (void)(set(descriptor, IPPROTO_IP, IP_RECVTTL, 1) && set(descriptor, IPPROTO_IP, IP_RECVTOS, 1));
    }
    made->arm_departures();
    return made;
}

tl::expected<std::unique_ptr<UdpSocket>, int> UdpSocket::bound(const Endpoint& local) {
    return opened(local.address.is_ipv4()).and_then([&](auto made) -> tl::expected<std::unique_ptr<UdpSocket>, int> {
        const auto address = to_system(local, made->ipv4_);
        if (::bind(made->descriptor_, reinterpret_cast<const sockaddr*>(&address.storage), address.size) != 0) {
            return tl::unexpected(errno);
        }
        made->port_ = made->local().port;
        return made;
    });
}

tl::expected<std::unique_ptr<UdpSocket>, int> UdpSocket::connected(const Endpoint& peer) {
    return opened(peer.address.is_ipv4()).and_then([&](auto made) -> tl::expected<std::unique_ptr<UdpSocket>, int> {
        const auto address = to_system(peer, made->ipv4_);
        if (::connect(made->descriptor_, reinterpret_cast<const sockaddr*>(&address.storage), address.size) != 0) {
            return tl::unexpected(errno);
        }
        made->peer_ = peer;
        made->port_ = made->local().port;
        return made;
    });
}

void UdpSocket::arm_departures() {
    // Twice, so that the kernel counts from 0 again.
    constexpr int times = SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_TX_SOFTWARE;
    (void)set(descriptor_, SOL_SOCKET, SO_TIMESTAMPING, times);
    (void)set(descriptor_, SOL_SOCKET, SO_TIMESTAMPING,
              times | SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_OPT_TSONLY | SOF_TIMESTAMPING_OPT_CMSG);
    next_number_ = 0;
    tokens_.clear();
}

Endpoint UdpSocket::local() const {
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    (void)::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&name), &size);
    return from_system(name);
}

bool UdpSocket::filter(std::span<const sock_filter> program) {
    const sock_fprog given{.len = static_cast<unsigned short>(program.size()),
                           .filter = const_cast<sock_filter*>(program.data())};
    return ::setsockopt(descriptor_, SOL_SOCKET, SO_ATTACH_FILTER, &given, sizeof given) == 0;
}

std::uint32_t UdpSocket::dropped() const {
    std::array<std::uint32_t, SK_MEMINFO_VARS> numbers{};
    socklen_t size = sizeof numbers;
    (void)::getsockopt(descriptor_, SOL_SOCKET, SO_MEMINFO, numbers.data(), &size);
    return numbers[SK_MEMINFO_DROPS];
}

std::span<const Incoming> UdpSocket::receive() {
    auto& buffers = *buffers_;
    for (std::size_t i = 0; i < most_at_once; ++i) {
        buffers.pieces[i] = {buffers.bytes[i].data(), room};
        buffers.messages[i] = {};
        auto& message = buffers.messages[i].msg_hdr;
        message.msg_name = &buffers.names[i];
        message.msg_namelen = sizeof buffers.names[i];
        message.msg_iov = &buffers.pieces[i];
        message.msg_iovlen = 1;
        message.msg_control = buffers.control[i].data();
        message.msg_controllen = control_room;
    }
    incoming_.clear();
    const int came = ::recvmmsg(descriptor_, buffers.messages.data(), most_at_once, 0, nullptr);
    if (came < 0 && errno != EAGAIN && errno != EINTR) {
        error_ = errno;
    }
    for (int i = 0; i < came; ++i) {
        const auto at = static_cast<std::size_t>(i);
        auto& message = buffers.messages[at];
        Incoming datagram{.from = from_system(buffers.names[at]),
                          .to = {{}, port_},
                          .bytes = std::span(buffers.bytes[at]).first(message.msg_len),
                          .cut = (message.msg_hdr.msg_flags & MSG_TRUNC) != 0};
        read_control(message.msg_hdr, datagram);
        incoming_.push_back(datagram);
    }
    return incoming_;
}

tl::expected<void, int> UdpSocket::send(const Outgoing& datagram) {
    const bool connected = peer_.port != 0;
    auto address = to_system(datagram.to, ipv4_);
    iovec piece{const_cast<std::byte*>(datagram.bytes.data()), datagram.bytes.size()};
    msghdr message{};
    message.msg_name = connected ? nullptr : &address.storage;
    message.msg_namelen = connected ? 0 : address.size;
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    Control control;
    const bool to_ipv4 = (connected ? peer_ : datagram.to).address.is_ipv4();
    if (!datagram.from.is_any()) {
        if (to_ipv4) {
            in_pktinfo from{};
            std::memcpy(&from.ipi_spec_dst, datagram.from.octets.data() + mapped_prefix, sizeof from.ipi_spec_dst);
            control.add(IPPROTO_IP, IP_PKTINFO, from);
        } else {
            in6_pktinfo from{};
            std::memcpy(&from.ipi6_addr, datagram.from.octets.data(), sizeof from.ipi6_addr);
            control.add(IPPROTO_IPV6, IPV6_PKTINFO, from);
        }
    }
    const int service = datagram.service;
    if (to_ipv4) {
        control.add(IPPROTO_IP, IP_TOS, service);
    } else {
        control.add(IPPROTO_IPV6, IPV6_TCLASS, service);
    }
    control.give(message);
    if (::sendmsg(descriptor_, &message, MSG_NOSIGNAL) < 0) {
        const int error = errno;
        error_ = error;
        arm_departures();  // whether the kernel has numbered it nobody can say
        return tl::unexpected(error);
    }
    tokens_.push_back(datagram.token);
    if (tokens_.size() > most_tokens) {
        tokens_.pop_front();
    }
    ++next_number_;
    return {};
}

std::span<const Departure> UdpSocket::departures() {
    departures_.clear();
    alignas(cmsghdr) std::array<std::uint8_t, control_room> control;
    while (departures_.size() < most_at_once) {
        msghdr message{};
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        if (::recvmsg(descriptor_, &message, MSG_ERRQUEUE) < 0) {
            break;
        }
        std::optional<StampTime> at;
        std::optional<std::uint32_t> number;
        for (auto* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
            if (is(*header, SOL_SOCKET, SO_TIMESTAMPING)) {
                at = from_timespec(value_in<scm_timestamping>(*header).ts[0]);
            } else if (is(*header, IPPROTO_IP, IP_RECVERR) || is(*header, IPPROTO_IPV6, IPV6_RECVERR)) {
                const auto error = value_in<sock_extended_err>(*header);
                if (error.ee_origin == SO_EE_ORIGIN_TIMESTAMPING) {
                    number = error.ee_data;
                }
            }
        }
        if (!at || !number) {
            continue;
        }
        // How far back from the newest; what was armed anew, or is older than what is kept, is nobody's.
        const std::uint32_t back = next_number_ - *number;
        if (back >= 1 && back <= tokens_.size()) {
            departures_.push_back({tokens_[tokens_.size() - back], *at});
        }
    }
    return departures_;
}

}  // namespace magpie::agent
