// Nothing that a stranger sends makes the codec ask for memory.

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>
#include <variant>
#include <vector>

#include "agent/internet/dhcp.hpp"
#include "agent/internet/dns.hpp"
#include "agent/internet/packet.hpp"
#include "tests/fakes/packets.hpp"

namespace {

std::size_t allocations = 0;

}  // namespace

// Not inlined, or g++ 12 takes the free() in one for a mistake about the other.
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* const memory = std::malloc(size)) {
        return memory;
    }
    throw std::bad_alloc();
}

[[gnu::noinline]] void operator delete(void* memory) noexcept {
    std::free(memory);
}

[[gnu::noinline]] void operator delete(void* memory, std::size_t /*size*/) noexcept {
    std::free(memory);
}

namespace magpie::agent {
namespace {

using namespace fakes::packets;

TEST(Packet, IsReadWithoutAllocations) {
    const std::vector<Bytes> frames{
        ethernet(phone, gateway, ipv4({}, tcp({.ack = true}, Bytes(1000)))),
        ethernet(phone, gateway, vlan(7, ipv4({}, udp(68, 67, dhcp({.options = {{114, text("https://a")}}}))))),
        ethernet(phone, gateway, ipv6({.extensions = {{0}}}, udp(53, 53, dns({.response = true, .answers = 3})))),
        ethernet(phone, gateway, eapol_key(3, 1)),
        ethernet(phone, gateway, eap(1)),
        ethernet(phone, gateway, ipv4({.fragment = 7}, udp(1, 2, {}))),
    };
    const auto before = allocations;
    std::size_t read = 0;
    for (const auto& frame : frames) {
        for (std::size_t size = 0; size <= frame.size(); ++size) {
            const auto bytes = std::span(frame).first(size);
            const auto packet = parse_packet(bytes);
            read += packet.has_value() ? 1 : 0;
            read += parse_snap(bytes, {}, {}).has_value() ? 1 : 0;
            if (const auto* const udp = packet ? std::get_if<Udp>(&packet->content) : nullptr) {
                read += parse_dhcp(udp->payload, udp->cut).has_value() ? 1 : 0;
                read += parse_dns(udp->payload, udp->cut).has_value() ? 1 : 0;
            }
        }
    }
    EXPECT_EQ(allocations, before);
    EXPECT_GT(read, 100U);
    EXPECT_GT(allocations, 0U) << "they are counted";
}

}  // namespace
}  // namespace magpie::agent
