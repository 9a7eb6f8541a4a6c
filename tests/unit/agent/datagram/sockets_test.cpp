#include <gtest/gtest.h>

#include <poll.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>

#include "agent/datagram/icmp_socket.hpp"
#include "agent/datagram/query_socket.hpp"
#include "agent/probe/icmp_echo.hpp"

namespace magpie::agent::datagram {
namespace {

using boost::asio::ip::udp;
using probe::Trouble;

/// Until it can be read, or there is an error.
void wait_for(int socket) {
    pollfd waited{.fd = socket, .events = POLLIN, .revents = 0};
    ASSERT_EQ(::poll(&waited, 1, 10'000), 1);
}

const auto loopback = boost::asio::ip::make_address("127.0.0.1");
constexpr std::array question{std::byte{1}, std::byte{2}, std::byte{3}};

TEST(QuerySocket, HearsItsServerAloneWithTheKernelsTime) {
    boost::asio::io_context loop;
    udp::socket server(loop, {loopback, 0});
    udp::socket stranger(loop, {loopback, 0});
    auto socket = QuerySocket::open(server.local_endpoint());
    ASSERT_TRUE(socket);
    const auto sent = socket->send(question);
    ASSERT_TRUE(sent);
    udp::endpoint from;
    std::array<std::byte, 16> room{};
    ASSERT_EQ(server.receive_from(boost::asio::buffer(room), from), question.size());
    stranger.send_to(boost::asio::buffer("forged"), from);
    server.send_to(boost::asio::buffer(question), from);
    wait_for(socket->descriptor());
    const auto answer = socket->receive(room);
    ASSERT_TRUE(answer);
    EXPECT_EQ(std::vector(answer->bytes.begin(), answer->bytes.end()), std::vector(question.begin(), question.end()));
    EXPECT_GT(answer->at, *sent);
    EXPECT_LE(answer->at, stamp_now());
    EXPECT_FALSE(socket->receive(room));
    EXPECT_FALSE(socket->refusal());
}

TEST(QuerySocket, IsToldThatNobodyListens) {
    boost::asio::io_context loop;
    std::optional<udp::socket> server(std::in_place, loop, udp::endpoint(loopback, 0));
    auto socket = QuerySocket::open(server->local_endpoint());
    server.reset();
    ASSERT_TRUE(socket && socket->send(question));
    wait_for(socket->descriptor());
    std::array<std::byte, 16> room{};
    EXPECT_FALSE(socket->receive(room)) << "the error of reading is passed over";
    const auto refusal = socket->refusal();
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->what, Trouble::refused);
    EXPECT_FALSE(refusal->own);
    EXPECT_FALSE(socket->refusal());
}

class IcmpSocketTest : public testing::TestWithParam<const char*> {};

TEST_P(IcmpSocketTest, HearsAnEchoAndWhatIsTooBig) {
    const auto address = boost::asio::ip::make_address(GetParam());
    auto socket = IcmpSocket::open(address, /*whole=*/true);
    if (!socket) {
        GTEST_SKIP() << "the kernel lets us have no such socket here";
    }
    const auto request =
        probe::echo_request(address.is_v6(), {.id = socket->id(), .sequence = 3, .token = {std::byte{7}}});
    if (!socket->send(request)) {
        GTEST_SKIP() << "there is no such address here";
    }
    std::array<std::byte, 256> room{};
    std::optional<probe::Echo> echo;
    while (!echo) {
        wait_for(socket->descriptor());
        ASSERT_FALSE(HasFatalFailure());
        while (const auto message = socket->receive(room)) {
            const auto heard = probe::parse_echo_reply(address.is_v6(), message->bytes);
            echo = heard && heard->id == socket->id() ? heard : echo;
        }
    }
    EXPECT_EQ(echo->sequence, 3);
    EXPECT_EQ(echo->token[0], std::byte{7});
    const std::vector<std::byte> huge(70'000);
    const auto sent = socket->send(huge);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().what, Trouble::too_big);
    EXPECT_TRUE(sent.error().own);
}

INSTANTIATE_TEST_SUITE_P(Versions, IcmpSocketTest, testing::Values("127.0.0.1", "::1"));

TEST(Refusal, IsByTheSystemsError) {
    EXPECT_EQ(refusal_of(ECONNREFUSED).what, Trouble::refused);
    EXPECT_EQ(refusal_of(EHOSTUNREACH).what, Trouble::unreachable);
    EXPECT_EQ(refusal_of(ENETUNREACH).what, Trouble::unreachable);
    EXPECT_EQ(refusal_of(EMSGSIZE).what, Trouble::too_big);
    EXPECT_EQ(refusal_of(EPERM).what, Trouble::not_allowed);
}

}  // namespace
}  // namespace magpie::agent::datagram
