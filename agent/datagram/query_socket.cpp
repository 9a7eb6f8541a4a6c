#include <utility>

#include "agent/datagram/query_socket.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace magpie::agent::datagram {

tl::expected<QuerySocket, probe::Refusal> QuerySocket::open(const boost::asio::ip::udp::endpoint& to) {
    return over(files::File(::socket(to.address().is_v6() ? AF_INET6 : AF_INET,
                                     SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_UDP)),
                to);
}

tl::expected<QuerySocket, probe::Refusal> QuerySocket::over(files::File socket,
                                                            const boost::asio::ip::udp::endpoint& to) {
    QuerySocket made(std::move(socket));
    if (!made.socket_ || !set_up(made.descriptor(), to.address().is_v6(), /*whole=*/false) ||
        ::connect(made.descriptor(), to.data(), static_cast<socklen_t>(to.size())) != 0) {
        return tl::unexpected(refusal_of(errno));
    }
    return made;
}

tl::expected<probe::Stamp, probe::Refusal> QuerySocket::send(std::span<const std::byte> message) {
    const auto at = stamp_now();
    if (::send(descriptor(), message.data(), message.size(), MSG_NOSIGNAL) < 0) {
        return tl::unexpected(refusal_of(errno));
    }
    return at;
}

}  // namespace magpie::agent::datagram
