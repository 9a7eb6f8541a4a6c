#include "agent/datagram/kernel_word.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <linux/errqueue.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>

namespace magpie::agent::datagram {

namespace {

constexpr std::size_t control_size = 512;

probe::Stamp stamp_of(const timespec& time) {
    return probe::Stamp(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

bool set(int socket, int level, int option, int value) {
    return ::setsockopt(socket, level, option, &value, sizeof value) == 0;
}

/// Reads one message; -1 and errno as recvmsg(2).
class Message {
  public:
    Message(int socket, std::span<std::byte> room, int flags) : part_{room.data(), room.size()} {
        header_.msg_iov = &part_;
        header_.msg_iovlen = 1;
        header_.msg_control = control_;
        header_.msg_controllen = sizeof control_;
        size_ = ::recvmsg(socket, &header_, flags | MSG_DONTWAIT);
    }
    Message(const Message&) = delete;
    Message& operator=(const Message&) = delete;

    [[nodiscard]] ssize_t size() const { return size_; }

    /// The first control message of this kind.
    template <class Content>
    [[nodiscard]] std::optional<Content> find(int level, int type) {
        for (auto* at = CMSG_FIRSTHDR(&header_); at != nullptr; at = CMSG_NXTHDR(&header_, at)) {
            if (at->cmsg_level == level && at->cmsg_type == type && at->cmsg_len >= CMSG_LEN(sizeof(Content))) {
                Content content;
                std::memcpy(&content, CMSG_DATA(at), sizeof content);
                return content;
            }
        }
        return std::nullopt;
    }

  private:
    iovec part_;
    alignas(cmsghdr) char control_[control_size]{};
    msghdr header_{};
    ssize_t size_ = -1;
};

}  // namespace

std::optional<Arrival> take_arrival(int socket, std::span<std::byte> room) {
    // What an earlier datagram met stands before the next one, as an error of reading; its account is in the queue.
    constexpr int most_errors = 8;
    for (int errors = 0; errors < most_errors; ++errors) {
        Message message(socket, room, 0);
        if (message.size() >= 0) {
            const auto stamp = message.find<timespec>(SOL_SOCKET, SCM_TIMESTAMPNS);
            return Arrival{room.first(std::min(room.size(), static_cast<std::size_t>(message.size()))),
                           stamp ? stamp_of(*stamp) : stamp_now()};
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            break;
        }
    }
    return std::nullopt;
}

std::optional<probe::Refusal> take_refusal(int socket) {
    std::byte room[1];
    Message message(socket, room, MSG_ERRQUEUE);
    if (message.size() < 0) {
        return std::nullopt;
    }
    auto error = message.find<sock_extended_err>(IPPROTO_IP, IP_RECVERR);
    if (!error) {
        error = message.find<sock_extended_err>(IPPROTO_IPV6, IPV6_RECVERR);
    }
    if (!error) {
        return probe::Refusal{.what = probe::Trouble::unreachable};
    }
    auto refusal = refusal_of(static_cast<int>(error->ee_errno));
    refusal.own = error->ee_origin == SO_EE_ORIGIN_LOCAL;
    refusal.mtu = refusal.what == probe::Trouble::too_big ? error->ee_info : 0;
    return refusal;
}

probe::Refusal refusal_of(int error) {
    probe::Refusal refusal{.what = probe::Trouble::unreachable, .own = true};
    switch (error) {
        case ECONNREFUSED:
            refusal.what = probe::Trouble::refused;
            break;
        case EMSGSIZE:
            refusal.what = probe::Trouble::too_big;
            break;
        case EPERM:
        case EMFILE:
        case ENFILE:
        case ENOBUFS:
        case ENOMEM:
            refusal.what = probe::Trouble::not_allowed;
            break;
        default:
            break;
    }
    return refusal;
}

bool set_up(int socket, bool v6, bool whole) {
    bool good = set(socket, SOL_SOCKET, SO_TIMESTAMPNS, 1);
    good = good && (v6 ? set(socket, IPPROTO_IPV6, IPV6_RECVERR, 1) : set(socket, IPPROTO_IP, IP_RECVERR, 1));
    if (whole) {
        good = good && (v6 ? set(socket, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_PROBE) &&
                                 set(socket, IPPROTO_IPV6, IPV6_DONTFRAG, 1)
                           : set(socket, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE));
    }
    return good;
}

probe::Stamp stamp_now() {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return stamp_of(now);
}

}  // namespace magpie::agent::datagram
