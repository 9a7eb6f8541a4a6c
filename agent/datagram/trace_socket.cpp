#include "agent/datagram/trace_socket.hpp"

#include <arpa/inet.h>
#include <linux/errqueue.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

namespace magpie::agent {

namespace {

/// What marks a probe as ours for whoever finds it in a capture, and its number behind.
constexpr std::string_view mark = "magpie trace";
constexpr std::size_t probe_size = mark.size() + 2;
/// More errors than probes that can be under way come from somebody else.
constexpr int most_at_once = 64;

struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;
    bool v6 = false;
    HopAddress hop{};
};

HopAddress mapped(const in_addr& address) {
    HopAddress hop{};
    hop[10] = hop[11] = 0xff;
    std::memcpy(hop.data() + 12, &address, sizeof(address));
    return hop;
}

HopAddress plain(const in6_addr& address) {
    HopAddress hop{};
    std::memcpy(hop.data(), &address, sizeof(address));
    return hop;
}

std::optional<Address> address_of(const std::string& text, std::uint16_t port) {
    Address address;
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    // A link-local address says nothing without its line (RFC 4007 11).
    const auto percent = text.find('%');
    if (percent != std::string::npos) {
        const auto line = text.substr(percent + 1);
        const bool is_number = line.find_first_not_of("0123456789") == std::string::npos;
        v6.sin6_scope_id = is_number ? static_cast<std::uint32_t>(std::strtoul(line.c_str(), nullptr, 10))
                                     : ::if_nametoindex(line.c_str());
    }
    if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        std::memcpy(&address.storage, &v4, sizeof(v4));
        address.size = sizeof(v4);
        address.hop = mapped(v4.sin_addr);
    } else if (::inet_pton(AF_INET6, text.substr(0, percent).c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        std::memcpy(&address.storage, &v6, sizeof(v6));
        address.size = sizeof(v6);
        address.v6 = true;
        address.hop = plain(v6.sin6_addr);
    } else {
        return std::nullopt;
    }
    return address;
}

std::string problem(const std::string& what) {
    return what + ": " + std::generic_category().message(errno);
}

/// Who sent the error stands behind it, as far as the kernel knows.
std::optional<HopAddress> offender(const cmsghdr& message) {
    const auto room = message.cmsg_len - CMSG_LEN(sizeof(sock_extended_err));
    const auto* const behind = CMSG_DATA(&message) + sizeof(sock_extended_err);
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    if (room >= sizeof(v4)) {
        std::memcpy(&v4, behind, sizeof(v4));
        if (v4.sin_family == AF_INET) {
            return mapped(v4.sin_addr);
        }
    }
    if (room >= sizeof(v6)) {
        std::memcpy(&v6, behind, sizeof(v6));
        if (v6.sin6_family == AF_INET6) {
            return plain(v6.sin6_addr);
        }
    }
    return std::nullopt;
}

std::optional<TraceAnswer> meaning(const sock_extended_err& error) {
    if (error.ee_origin == SO_EE_ORIGIN_ICMP) {
        if (error.ee_type == ICMP_TIME_EXCEEDED) {
            return TraceAnswer::passed_on;
        }
        if (error.ee_type == ICMP_DEST_UNREACH) {
            return error.ee_code == ICMP_PORT_UNREACH ? TraceAnswer::reached : TraceAnswer::turned_away;
        }
    }
    if (error.ee_origin == SO_EE_ORIGIN_ICMP6) {
        if (error.ee_type == ICMP6_TIME_EXCEEDED) {
            return TraceAnswer::passed_on;
        }
        if (error.ee_type == ICMP6_DST_UNREACH) {
            return error.ee_code == ICMP6_DST_UNREACH_NOPORT ? TraceAnswer::reached : TraceAnswer::turned_away;
        }
    }
    return std::nullopt;  // the system's own, or one that says nothing of the way
}

/// Ours, once it is known where to: the kernel speaks in its name of a neighbour that is not there.
HopAddress own_address(int socket) {
    sockaddr_storage storage{};
    socklen_t size = sizeof(storage);
    HopAddress own{};
    if (::getsockname(socket, reinterpret_cast<sockaddr*>(&storage), &size) == 0) {
        sockaddr_in v4{};
        sockaddr_in6 v6{};
        std::memcpy(&v4, &storage, sizeof(v4));
        std::memcpy(&v6, &storage, sizeof(v6));
        own = storage.ss_family == AF_INET ? mapped(v4.sin_addr) : plain(v6.sin6_addr);
    }
    return own;
}

std::optional<std::uint16_t> number_in(const std::byte* bytes, std::size_t size) {
    if (size < probe_size || std::memcmp(bytes, mark.data(), mark.size()) != 0) {
        return std::nullopt;
    }
    return static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes[mark.size()]) << 8 |
                                      std::to_integer<unsigned>(bytes[mark.size() + 1]));
}

}  // namespace

tl::expected<TraceSocket, std::string> TraceSocket::open(const std::string& address, std::uint16_t port) {
    const auto target = address_of(address, port);
    if (!target) {
        return tl::unexpected(address + " is no address");
    }
    files::File socket(::socket(target->v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (socket.descriptor() < 0) {
        return tl::unexpected(problem("no socket to trace with"));
    }
    const int yes = 1;
    const int level = target->v6 ? IPPROTO_IPV6 : IPPROTO_IP;
    if (::setsockopt(socket.descriptor(), level, target->v6 ? IPV6_RECVERR : IP_RECVERR, &yes, sizeof(yes)) != 0 ||
        ::connect(socket.descriptor(), reinterpret_cast<const sockaddr*>(&target->storage), target->size) != 0) {
        return tl::unexpected(problem("no way to " + address));
    }
    const auto own = own_address(socket.descriptor());
    return TraceSocket(std::move(socket), target->v6, target->hop, own);
}

bool TraceSocket::send(const Trace::Probe& probe) {
    const int hops = probe.time_to_live;
    const int level = v6_ ? IPPROTO_IPV6 : IPPROTO_IP;
    if (::setsockopt(socket_.descriptor(), level, v6_ ? IPV6_UNICAST_HOPS : IP_TTL, &hops, sizeof(hops)) != 0) {
        return false;
    }
    std::array<char, probe_size> bytes{};
    std::ranges::copy(mark, bytes.begin());
    bytes[mark.size()] = static_cast<char>(probe.number >> 8);
    bytes[mark.size() + 1] = static_cast<char>(probe.number & 0xff);
    // An error that waits is told once, to whoever calls next; it stays in the queue all the same.
    for (int attempt = 0; attempt < 2; ++attempt) {
        if (::send(socket_.descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL) >= 0) {
            return true;
        }
    }
    return false;
}

std::vector<TraceSocket::Heard> TraceSocket::read() {
    std::vector<Heard> heard;
    std::array<std::byte, 64> bytes{};
    for (int left = most_at_once; left > 0; --left) {
        alignas(cmsghdr) std::array<char, 512> control{};
        iovec part{.iov_base = bytes.data(), .iov_len = bytes.size()};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        const auto size = ::recvmsg(socket_.descriptor(), &message, MSG_ERRQUEUE);
        if (size < 0) {
            break;
        }
        const int level = v6_ ? IPPROTO_IPV6 : IPPROTO_IP;
        for (const auto* each = CMSG_FIRSTHDR(&message); each != nullptr;
             each = CMSG_NXTHDR(&message, const_cast<cmsghdr*>(each))) {
            if (each->cmsg_level != level || each->cmsg_type != (v6_ ? IPV6_RECVERR : IP_RECVERR) ||
                each->cmsg_len < CMSG_LEN(sizeof(sock_extended_err))) {
                continue;
            }
            sock_extended_err error{};
            std::memcpy(&error, CMSG_DATA(each), sizeof(error));
            const auto answer = meaning(error);
            const auto from = offender(*each);
            const bool is_own_word = answer == TraceAnswer::turned_away && from == own_;
            if (answer && from && !is_own_word) {
                heard.push_back({*answer, *from, number_in(bytes.data(), static_cast<std::size_t>(size))});
            }
        }
    }
    // Somebody listens there after all: it is the target that answers.
    for (int left = most_at_once; left > 0; --left) {
        const auto size = ::recv(socket_.descriptor(), bytes.data(), bytes.size(), 0);
        if (size >= 0) {
            heard.push_back({TraceAnswer::reached, target_, number_in(bytes.data(), static_cast<std::size_t>(size))});
        } else if (errno == EAGAIN) {
            break;
        }
    }
    return heard;
}

}  // namespace magpie::agent
