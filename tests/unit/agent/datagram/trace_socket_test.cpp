#include "agent/datagram/trace_socket.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <string>
#include <vector>

#include "platform/files/file.hpp"

namespace magpie::agent {
namespace {

/// A UDP port of 127.0.0.1 of the kernel's choice.
class Listener {
  public:
    Listener() : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(at);
        EXPECT_EQ(::bind(socket_.descriptor(), reinterpret_cast<const sockaddr*>(&at), size), 0);
        EXPECT_EQ(::getsockname(socket_.descriptor(), reinterpret_cast<sockaddr*>(&at), &size), 0);
        port_ = ntohs(at.sin_port);
    }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// Sends back what comes.
    void echo() const {
        char bytes[64];
        sockaddr_in from{};
        socklen_t size = sizeof(from);
        const auto got =
            ::recvfrom(socket_.descriptor(), bytes, sizeof(bytes), 0, reinterpret_cast<sockaddr*>(&from), &size);
        ASSERT_GT(got, 0);
        (void)::sendto(socket_.descriptor(), bytes, static_cast<std::size_t>(got), 0,
                       reinterpret_cast<const sockaddr*>(&from), size);
    }

  private:
    files::File socket_;
    std::uint16_t port_ = 0;
};

/// One at which nobody listens any more.
std::uint16_t closed_port() {
    return Listener().port();
}

std::vector<TraceSocket::Heard> heard_by(TraceSocket& socket) {
    pollfd ready{.fd = socket.descriptor(), .events = POLLIN, .revents = 0};
    EXPECT_GT(::poll(&ready, 1, 5000), 0);
    return socket.read();
}

HopAddress loopback() {
    HopAddress address{};
    address[10] = address[11] = 0xff;
    address[12] = 127;
    address[15] = 1;
    return address;
}

TEST(TraceSocket, APortAtWhichNobodyListensIsTheEndOfTheWay) {
    auto socket = TraceSocket::open("127.0.0.1", closed_port());
    ASSERT_TRUE(socket) << socket.error();
    for (std::uint16_t number = 7; number < 10; ++number) {
        ASSERT_TRUE(socket->send({.time_to_live = 3, .number = number}));
        const auto heard = heard_by(*socket);
        ASSERT_EQ(heard.size(), 1U);
        EXPECT_EQ(heard[0].answer, TraceAnswer::reached);
        EXPECT_EQ(heard[0].from, loopback());
        EXPECT_EQ(heard[0].number, number);
    }
    EXPECT_TRUE(socket->read().empty());
}

TEST(TraceSocket, WhoAnswersIsTheTargetAsWell) {
    const Listener listener;
    auto socket = TraceSocket::open("127.0.0.1", listener.port());
    ASSERT_TRUE(socket);
    ASSERT_TRUE(socket->send({.time_to_live = 1, .number = 300}));
    listener.echo();
    const auto heard = heard_by(*socket);
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[0].answer, TraceAnswer::reached);
    EXPECT_EQ(heard[0].from, loopback());
    EXPECT_EQ(heard[0].number, 300);
}

TEST(TraceSocket, OverIpv6ItIsTheSame) {
    auto socket = TraceSocket::open("::1", closed_port());
    if (!socket || !socket->send({.time_to_live = 1, .number = 1})) {
        GTEST_SKIP() << "no IPv6 here";
    }
    const auto heard = heard_by(*socket);
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[0].answer, TraceAnswer::reached);
    HopAddress address{};
    address[15] = 1;
    EXPECT_EQ(heard[0].from, address);
}

TEST(TraceSocket, WhatIsNoAddressIsRefused) {
    EXPECT_FALSE(TraceSocket::open("gateway", 33434));
    EXPECT_FALSE(TraceSocket::open("", 33434));
}

}  // namespace
}  // namespace magpie::agent
