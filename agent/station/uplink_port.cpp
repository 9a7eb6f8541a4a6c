#include "agent/station/uplink_port.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <utility>

#include "agent/internet/dhcp.hpp"

namespace magpie::agent {

namespace {

using boost::asio::ip::address_v4;

/// ARP, and UDP to the port of DHCP's clients that is no fragment; of no VLAN but the line's own, whose tags the kernel
/// has taken off and put beside the frame.
bool let_in_dhcp_and_arp(int line) {
    constexpr std::uint16_t ethernet = 14;
    constexpr std::uint32_t vlan = static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_VLAN_TAG);
    constexpr std::uint32_t whole = 0xffff;
    std::array code{
        sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, vlan),
        sock_filter BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xfff),
        sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 10),
        sock_filter BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
        sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_ARP, 9, 0),
        sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 7),
        sock_filter BPF_STMT(BPF_LD | BPF_B | BPF_ABS, ethernet + 9),
        sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 5),
        sock_filter BPF_STMT(BPF_LD | BPF_H | BPF_ABS, ethernet + 6),
        sock_filter BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x1fff, 3, 0),
        sock_filter BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, ethernet),
        sock_filter BPF_STMT(BPF_LD | BPF_H | BPF_IND, ethernet + 2),
        sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, dhcp_client_port, 1, 0),
        sock_filter BPF_STMT(BPF_RET | BPF_K, 0),
        sock_filter BPF_STMT(BPF_RET | BPF_K, whole),
    };
    const sock_fprog program{.len = code.size(), .filter = code.data()};
    return ::setsockopt(line, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

std::vector<address_v4> addresses_of(const std::string& interface) {
    std::vector<address_v4> found;
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) {
        return found;
    }
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owned(list, ::freeifaddrs);
    for (const auto* one = list; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr != nullptr && one->ifa_addr->sa_family == AF_INET && interface == one->ifa_name) {
            sockaddr_in address{};
            std::memcpy(&address, one->ifa_addr, sizeof address);
            found.emplace_back(ntohl(address.sin_addr.s_addr));
        }
    }
    return found;
}

}  // namespace

tl::expected<UplinkPort, int> UplinkPort::open(const std::string& interface) {
    // Of no protocol until it is bound: nothing comes before the filter is there.
    files::File line(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    ifreq question{};
    interface.copy(question.ifr_name, IFNAMSIZ - 1);
    if (!line || ::ioctl(line.descriptor(), SIOCGIFHWADDR, &question) != 0) {
        return tl::unexpected(errno);
    }
    if (question.ifr_hwaddr.sa_family != ARPHRD_ETHER) {
        return tl::unexpected(EPROTONOSUPPORT);
    }
    MacAddress hardware;
    std::memcpy(hardware.bytes.data(), question.ifr_hwaddr.sa_data, sizeof hardware.bytes);
    const int on = 1;
    sockaddr_ll here{};
    here.sll_family = AF_PACKET;
    here.sll_protocol = htons(ETH_P_ALL);
    here.sll_ifindex = static_cast<int>(::if_nametoindex(interface.c_str()));
    if (here.sll_ifindex == 0 || !let_in_dhcp_and_arp(line.descriptor()) ||
        ::setsockopt(line.descriptor(), SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on) != 0 ||
        ::bind(line.descriptor(), reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0) {
        return tl::unexpected(errno);
    }
    return UplinkPort(std::move(line), hardware, addresses_of(interface));
}

bool UplinkPort::send(std::span<const std::byte> frame) const {
    return ::send(line_.descriptor(), frame.data(), frame.size(), MSG_NOSIGNAL) >= 0;
}

std::optional<std::span<const std::byte>> UplinkPort::receive(std::span<std::byte> room) const {
    const auto size = ::recv(line_.descriptor(), room.data(), room.size(), MSG_DONTWAIT);
    return size < 0 ? std::nullopt : std::optional(room.first(static_cast<std::size_t>(size)));
}

}  // namespace magpie::agent
