#include "agent/stamp/session_filter.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "agent/datagram/udp_socket.hpp"

namespace magpie::stamp {
namespace {

using Octets = std::vector<std::byte>;

std::unique_ptr<agent::UdpSocket> at(const char* address) {
    return std::move(agent::UdpSocket::bound(agent::endpoint_of(address, 0).value()).value());
}

/// What a filter of sessions lets through of datagrams with such an SSID.
bool passes(const char* listening, const char* reached, const Provision& provision, std::size_t size,
            std::uint16_t ssid) {
    const auto far = at(listening);
    const std::vector<Provision> all{{.peer = agent::address_of("192.0.2.1").value()},
                                     {.peer = agent::address_of("2001:db8::1").value()},
                                     provision,
                                     {.peer = agent::address_of("192.0.2.2").value()}};
    EXPECT_TRUE(far->filter(session_filter(all)));
    const auto near =
        std::move(agent::UdpSocket::connected({agent::address_of(reached).value(), far->local().port}).value());
    Octets bytes(size);
    const auto at_ssid = ssid_offset(provision.key ? Mode::authenticated : Mode::open);
    if (size >= at_ssid + 2) {
        bytes[at_ssid] = static_cast<std::byte>(ssid >> 8);
        bytes[at_ssid + 1] = static_cast<std::byte>(ssid);
    }
    EXPECT_TRUE(near->send({.bytes = bytes}));
    const auto came = !far->receive().empty();  // loopback has delivered when send returns
    EXPECT_EQ(far->dropped(), came ? 0U : 1U);
    return came;
}

TEST(SessionFilter, LetsProvisionedSessionsThroughAndNothingElse) {
    const auto key = Key::from_hexadecimal(std::string(32, 'a')).value();
    for (const auto& [listening, peer, other] :
         {std::tuple{"127.0.0.1", "127.0.0.1", "127.0.0.2"}, {"::", "127.0.0.1", "127.0.0.2"}, {"::", "::1", "::2"}}) {
        const auto mine = agent::address_of(peer).value();
        EXPECT_TRUE(passes(listening, peer, {.peer = mine, .ssid = 0x1234}, 44, 0x1234)) << listening << peer;
        EXPECT_TRUE(passes(listening, peer, {.peer = mine, .ssid = 7, .key = key}, 112, 7));
        EXPECT_FALSE(passes(listening, peer, {.peer = mine, .ssid = 0x1234}, 44, 0x1235));
        EXPECT_FALSE(passes(listening, peer, {.peer = mine, .ssid = 0x1234}, 15, 0x1234));
        EXPECT_FALSE(passes(listening, peer, {.peer = mine, .ssid = 7, .key = key}, 112, 8));
        EXPECT_FALSE(passes(listening, peer, {.peer = agent::address_of(other).value(), .ssid = 0x1234}, 44, 0x1234));
    }
}

TEST(SessionFilter, HoldsAsManyAsMayBeProvisioned) {
    const auto key = Key::from_hexadecimal(std::string(32, 'a')).value();
    std::vector<Provision> all(most_provisions, {.peer = agent::address_of("2001:db8::1").value(), .key = key});
    EXPECT_TRUE(at("::")->filter(session_filter(all)));
}

}  // namespace
}  // namespace magpie::stamp
