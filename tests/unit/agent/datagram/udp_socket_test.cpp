#include "agent/datagram/udp_socket.hpp"

#include <gtest/gtest.h>
#include <poll.h>

#include <chrono>
#include <vector>

namespace magpie::agent {
namespace {

using Octets = std::vector<std::byte>;

std::unique_ptr<UdpSocket> at(const char* address) {
    return std::move(UdpSocket::bound(endpoint_of(address, 0).value()).value());
}

void wait_for(const UdpSocket& socket) {
    pollfd watched{socket.descriptor(), POLLIN, 0};
    ASSERT_EQ(::poll(&watched, 1, 10'000), 1);
}

struct Case {
    const char* listening;
    const char* reached;
};

class UdpSocketOf : public ::testing::TestWithParam<Case> {};

TEST_P(UdpSocketOf, SaysWhenAndHowADatagramCame) {
    const auto far = at(GetParam().listening);
    const Endpoint to{address_of(GetParam().reached).value(), far->local().port};
    const auto near = std::move(UdpSocket::connected(to).value());
    const Octets bytes(100, std::byte{7});
    const auto before = std::chrono::system_clock::now() - std::chrono::milliseconds(1);
    ASSERT_TRUE(near->send({.service = 46 << 2, .token = 99, .bytes = bytes}));
    wait_for(*far);
    const auto came = far->receive();
    ASSERT_EQ(came.size(), 1U);
    EXPECT_EQ(came[0].bytes.size(), 100U);
    EXPECT_EQ(came[0].from.port, near->local().port);
    EXPECT_EQ(came[0].to, to);
    EXPECT_EQ(came[0].service, 46 << 2);
    EXPECT_TRUE(came[0].hops);
    EXPECT_FALSE(came[0].cut);
    // Stamping is switched on with the first socket that wants it, and may come too late for its first datagram.
    if (came[0].at) {
        EXPECT_GE(*came[0].at, before);
        EXPECT_LE(*came[0].at, std::chrono::system_clock::now());
    }

    ASSERT_TRUE(far->send({.to = came[0].from, .from = came[0].to.address, .bytes = bytes}));
    wait_for(*near);
    EXPECT_EQ(near->receive().size(), 1U);
    const auto left = near->departures();
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].token, 99U);
    EXPECT_GE(left[0].at, before);
}

INSTANTIATE_TEST_SUITE_P(Families, UdpSocketOf,
                         ::testing::Values(Case{"127.0.0.1", "127.0.0.1"}, Case{"::1", "::1"}, Case{"::", "127.0.0.1"},
                                           Case{"::", "::1"}, Case{"0.0.0.0", "127.0.0.3"}));

TEST(UdpSocket, SaysOfWhatIsTooLongThatItWasCut) {
    const auto far = at("127.0.0.1");
    const auto near = std::move(UdpSocket::connected(far->local()).value());
    ASSERT_TRUE(near->send({.bytes = Octets(3000)}));
    wait_for(*far);
    EXPECT_TRUE(far->receive()[0].cut);
}

TEST(UdpSocket, ToldOfATakenPortSaysSo) {
    const auto first = at("127.0.0.1");
    EXPECT_EQ(UdpSocket::bound(first->local()).error(), EADDRINUSE);
}

TEST(UdpSocket, HearsThatNobodyListens) {
    auto far = at("127.0.0.1");
    const auto near = std::move(UdpSocket::connected(far->local()).value());
    far.reset();
    ASSERT_TRUE(near->send({.bytes = Octets(44)}));
    EXPECT_TRUE(near->receive().empty());
    EXPECT_EQ(near->error(), ECONNREFUSED);
}

TEST(UdpSocket, TakesManyAtOnceAndKnowsWhenEachLeft) {
    const auto far = at("127.0.0.1");
    const auto near = std::move(UdpSocket::connected(far->local()).value());
    for (std::uint64_t token = 0; token < 50; ++token) {
        ASSERT_TRUE(near->send({.token = token, .bytes = Octets(44)}));
    }
    wait_for(*far);
    EXPECT_EQ(far->receive().size(), 50U);
    const auto left = near->departures();
    ASSERT_EQ(left.size(), 50U);
    for (std::size_t token = 0; token < 50; ++token) {
        EXPECT_EQ(left[token].token, token);
    }
}

}  // namespace
}  // namespace magpie::agent
