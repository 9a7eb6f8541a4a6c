#include "agent/station/interface.hpp"

#include <arpa/inet.h>
#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "agent/internet/dhcp.hpp"

namespace magpie::agent {

namespace {

constexpr unsigned most_bits = 32;

sockaddr place_of(std::uint32_t address) {
    sockaddr_in internet{};
    internet.sin_family = AF_INET;
    internet.sin_addr.s_addr = htonl(address);
    sockaddr place{};
    static_assert(sizeof place == sizeof internet);
    std::memcpy(&place, &internet, sizeof place);
    return place;
}

ifreq question_of(const std::string& name) {
    ifreq question{};
    name.copy(question.ifr_name, IFNAMSIZ - 1);
    return question;
}

tl::expected<void, int> ask(int socket, unsigned long what, void* question) {
    return ::ioctl(socket, what, question) == 0 ? tl::expected<void, int>() : tl::unexpected(errno);
}

}  // namespace

bool is_alone(const std::vector<std::string>& interfaces, const std::string& station) {
    return std::ranges::all_of(interfaces, [&](const std::string& one) { return one == "lo" || one == station; });
}

std::vector<std::string> interfaces_here() {
    std::vector<std::string> names;
    auto* const list = ::if_nameindex();
    for (const auto* one = list; one != nullptr && one->if_index != 0; ++one) {
        names.emplace_back(one->if_name);
    }
    if (list != nullptr) {
        ::if_freenameindex(list);
    }
    return names;
}

tl::expected<StationInterface, int> StationInterface::of(const std::string& name) {
    files::File socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket) {
        return tl::unexpected(errno);
    }
    return StationInterface(name, std::move(socket));
}

tl::expected<std::array<std::uint8_t, 6>, int> StationInterface::hardware() const {
    auto question = question_of(name_);
    return ask(asks_.descriptor(), SIOCGIFHWADDR, &question).map([&] {
        std::array<std::uint8_t, 6> address{};
        std::memcpy(address.data(), question.ifr_hwaddr.sa_data, address.size());
        return address;
    });
}

tl::expected<void, int> StationInterface::take(const station::Lease& lease) const {
    auto address = question_of(name_);
    address.ifr_addr = place_of(lease.address);
    auto mask = question_of(name_);
    mask.ifr_netmask = place_of(lease.prefix_length == 0 ? 0 : ~std::uint32_t{0} << (most_bits - lease.prefix_length));
    return ask(asks_.descriptor(), SIOCSIFADDR, &address)
        .and_then([&] { return ask(asks_.descriptor(), SIOCSIFNETMASK, &mask); })
        .and_then([&]() -> tl::expected<void, int> {
            if (lease.router == 0) {
                return {};
            }
            auto name = name_;
            rtentry route{};
            route.rt_dst = place_of(0);
            route.rt_genmask = place_of(0);
            route.rt_gateway = place_of(lease.router);
            route.rt_flags = RTF_UP | RTF_GATEWAY;
            route.rt_dev = name.data();
            return ask(asks_.descriptor(), SIOCADDRT, &route);
        });
}

tl::expected<void, int> StationInterface::clear() const {
    auto question = question_of(name_);
    question.ifr_addr = place_of(0);  // which deletes the address, and the routes with it (devinet.c)
    const auto done = ask(asks_.descriptor(), SIOCSIFADDR, &question);
    return done || done.error() == EADDRNOTAVAIL ? tl::expected<void, int>() : done;
}

tl::expected<files::File, int> StationInterface::plain_socket(int type) const {
    files::File socket(::socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket || ::setsockopt(socket.descriptor(), SOL_SOCKET, SO_BINDTODEVICE, name_.c_str(),
                                static_cast<socklen_t>(name_.size() + 1)) != 0) {
        return tl::unexpected(errno);
    }
    return socket;
}

tl::expected<files::File, int> StationInterface::dhcp_socket() const {
    auto socket = plain_socket(SOCK_DGRAM);
    if (!socket) {
        return socket;
    }
    const int on = 1;
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_port = htons(dhcp_client_port);
    if (::setsockopt(socket->descriptor(), SOL_SOCKET, SO_BROADCAST, &on, sizeof on) != 0 ||
        ::setsockopt(socket->descriptor(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        ::bind(socket->descriptor(), reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0) {
        return tl::unexpected(errno);
    }
    return socket;
}

}  // namespace magpie::agent
