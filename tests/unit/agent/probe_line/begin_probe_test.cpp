#include "agent/probe_line/begin_probe.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/write.hpp>

#include "agent/internet/network_order.hpp"
#include "agent/probe/ntp_probe.hpp"

namespace magpie::agent {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;
using probe::Kind;
using probe::Outcome;
using probe::State;
using Bytes = std::vector<std::byte>;

const auto loopback = asio::ip::make_address("127.0.0.1");

/// A server of datagrams that answers as it is told, to whoever asks.
class UdpServer {
  public:
    using Answers = std::function<std::vector<Bytes>(const Bytes&)>;
    UdpServer(asio::io_context& loop, Answers answers) : socket_(loop, {loopback, 0}), answers_(std::move(answers)) {
        hear();
    }
    [[nodiscard]] std::uint16_t port() const { return socket_.local_endpoint().port(); }
    std::vector<std::uint16_t> asked_from;

  private:
    void hear() {
        socket_.async_receive_from(
            asio::buffer(room_), from_, [this](boost::system::error_code problem, std::size_t size) {
                if (problem) {
                    return;
                }
                asked_from.push_back(from_.port());
                for (const auto& answer :
                     answers_(Bytes(room_.begin(), room_.begin() + static_cast<std::ptrdiff_t>(size)))) {
                    socket_.send_to(asio::buffer(answer), from_);
                }
                hear();
            });
    }

    udp::socket socket_;
    udp::endpoint from_;
    std::array<std::byte, 2048> room_{};
    Answers answers_;
};

/// Writes the same to everybody who has said something.
class TcpServer {
  public:
    using Answer = std::function<Bytes(const Bytes&)>;
    TcpServer(asio::io_context& loop, std::uint16_t port, Answer answer)
        : acceptor_(loop, {loopback, port}), socket_(loop), answer_(std::move(answer)) {
        accept();
    }
    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    int connections = 0;

  private:
    void accept() {
        acceptor_.async_accept(socket_, [this, here = std::weak_ptr(here_)](boost::system::error_code problem) {
            if (problem || here.expired()) {
                return;
            }
            ++connections;
            read();
        });
    }
    void read() {
        // The loop tells of what was cancelled when the server has long gone.
        socket_.async_read_some(asio::buffer(room_), [this, here = std::weak_ptr(here_)](
                                                         boost::system::error_code problem, std::size_t size) {
            if (here.expired()) {
                return;
            }
            boost::system::error_code ignored;
            if (!problem) {
                said_ = answer_(Bytes(room_.begin(), room_.begin() + static_cast<std::ptrdiff_t>(size)));
                asio::write(socket_, asio::buffer(said_), ignored);
            }
            socket_.close(ignored);
            accept();
        });
    }

    std::shared_ptr<int> here_ = std::make_shared<int>();
    tcp::acceptor acceptor_;
    tcp::socket socket_;
    std::array<std::byte, 2048> room_{};
    Bytes said_;
    Answer answer_;
};

Bytes bytes_of(const std::string& text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

Bytes with_flags(Bytes query, std::uint16_t flags, std::size_t at = 0) {
    put16(query, at + 2, flags);
    return query;
}

class BeginProbeTest : public testing::Test {
  protected:
    Outcome asked(Question question) {
        question.address = question.address.is_unspecified() ? loopback : question.address;
        std::optional<Outcome> outcome;
        loop.restart();  // it may have run out of work before
        auto running = begin_probe(loop, clock, random, question, [&](const Outcome& found) {
            outcome = found;
            running_ended = true;
        });
        EXPECT_FALSE(outcome) << "never from within";
        while (!outcome && loop.run_one_for(std::chrono::seconds(10)) > 0) {
        }
        running.reset();
        return outcome.value_or(Outcome{.detail = "none"});
    }

    asio::io_context loop{1};
    platform::SystemClock clock;
    std::random_device random;
    bool running_ended = false;
};

TEST_F(BeginProbeTest, DnsIsAskedFromAnotherPortEachTime) {
    UdpServer server(loop, [](const Bytes& query) { return std::vector<Bytes>{with_flags(query, 0x8183)}; });
    const Question question{.kind = Kind::dns_uncached, .name = "example.org", .dns_port = server.port()};
    for (int i = 0; i < 2; ++i) {
        const auto outcome = asked(question);
        EXPECT_EQ(outcome.state, State::answered);
        EXPECT_GT(outcome.round_trip, probe::Nanoseconds{0});
    }
    ASSERT_EQ(server.asked_from.size(), 2U);
    EXPECT_NE(server.asked_from[0], server.asked_from[1]);
}

TEST_F(BeginProbeTest, DnsThatAnswersAnotherQuestionIsWrong) {
    UdpServer server(loop, [](Bytes query) {
        query[0] ^= std::byte{1};
        return std::vector<Bytes>{with_flags(query, 0x8183)};
    });
    const auto outcome =
        asked({.kind = Kind::dns, .name = "example.org", .timeout = Milliseconds{100}, .dns_port = server.port()});
    EXPECT_EQ(outcome.state, State::wrong_answer);
    EXPECT_FALSE(outcome.round_trip);
}

TEST_F(BeginProbeTest, DnsGoesOnOverTcp) {
    UdpServer server(loop, [](const Bytes& query) { return std::vector<Bytes>{with_flags(query, 0x8380)}; });
    TcpServer stream(loop, server.port(), [](const Bytes& message) { return with_flags(message, 0x8183, 2); });
    const auto outcome = asked({.kind = Kind::dns_uncached, .name = "example.org", .dns_port = server.port()});
    EXPECT_EQ(outcome.state, State::answered);
    EXPECT_EQ(outcome.detail, "NXDOMAIN, 0 records, over TCP");
    EXPECT_EQ(stream.connections, 1);
}

TEST_F(BeginProbeTest, ANameServerThatIsNotThereIsRefused) {
    std::uint16_t port = 0;
    {
        const UdpServer gone(loop, {});
        port = gone.port();
    }
    EXPECT_EQ(asked({.kind = Kind::dns, .name = "example.org", .dns_port = port}).state, State::refused);
}

TEST_F(BeginProbeTest, ASilentServerIsNoAnswer) {
    UdpServer server(loop, [](const Bytes&) { return std::vector<Bytes>{}; });
    const auto outcome = asked({.kind = Kind::ntp, .timeout = Milliseconds{50}, .ntp_port = server.port()});
    EXPECT_EQ(outcome.state, State::no_answer);
    EXPECT_FALSE(outcome.round_trip || outcome.clock_offset);
}

TEST_F(BeginProbeTest, NtpOfThisMachineIsNear) {
    UdpServer server(loop, [](const Bytes& request) {
        Bytes answer(48);
        answer[0] = std::byte{4 << 3 | 4};
        answer[1] = std::byte{1};
        put64(answer, 24, number64(request, 40));
        const auto now =
            probe::ntp_time(std::chrono::time_point_cast<probe::Nanoseconds>(std::chrono::system_clock::now()));
        put64(answer, 32, now);
        put64(answer, 40, now);
        return std::vector<Bytes>{answer};
    });
    const auto outcome = asked({.kind = Kind::ntp, .ntp_port = server.port()});
    EXPECT_EQ(outcome.state, State::answered);
    ASSERT_TRUE(outcome.clock_offset);
    EXPECT_LT(std::chrono::abs(*outcome.clock_offset), std::chrono::seconds(1));
}

TEST_F(BeginProbeTest, PingOfThisMachineIsAnswered) {
    const auto outcome = asked({.kind = Kind::ping});
    if (outcome.state == State::not_allowed) {
        GTEST_SKIP() << "the kernel lets us have no ICMP socket";
    }
    EXPECT_EQ(outcome.state, State::answered);
    EXPECT_GT(outcome.round_trip, probe::Nanoseconds{0});
    EXPECT_EQ(asked({.kind = Kind::mtu}).mtu, 9216U);
}

TEST_F(BeginProbeTest, TcpIsAnsweredOrRefused) {
    std::uint16_t port = 0;
    {
        const TcpServer server(loop, 0, [](const Bytes& message) { return message; });
        port = server.port();
        const auto outcome = asked({.kind = Kind::tcp, .port = port});
        EXPECT_EQ(outcome.state, State::answered);
        EXPECT_GT(outcome.round_trip, probe::Nanoseconds{0});
    }
    loop.poll();
    const auto outcome = asked({.kind = Kind::tcp, .port = port});
    EXPECT_EQ(outcome.state, State::refused);
    EXPECT_FALSE(outcome.round_trip);
}

class PortalTest : public BeginProbeTest {
  protected:
    Outcome portal(const std::string& answer, Milliseconds timeout = Milliseconds{3000}) {
        TcpServer server(loop, 0, [&](const Bytes&) { return bytes_of(answer); });
        const auto outcome = asked({.kind = Kind::portal,
                                    .host = "127.0.0.1",
                                    .url = "http://127.0.0.1:" + std::to_string(server.port()) + "/generate_204",
                                    .timeout = timeout});
        pages = server.connections;
        loop.poll();
        return outcome;
    }
    int pages = 0;
};

TEST_F(PortalTest, OpenAndCaptive) {
    EXPECT_EQ(portal("HTTP/1.1 204 No Content\r\n\r\n").captive, false);
    EXPECT_EQ(portal("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi").captive, true);
    // Of a page nobody wants no more is read than its head.
    EXPECT_EQ(portal("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n").captive, true);
}

TEST_F(PortalTest, RedirectsForEverEnd) {
    const auto outcome = portal("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(outcome.state, State::redirects);
    EXPECT_EQ(pages, 6);
}

TEST_F(PortalTest, ByItsApi) {
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: application/captive+json; charset=utf-8\r\n";
    EXPECT_EQ(portal(head + "Content-Length: 16\r\n\r\n{\"captive\":true}").captive, true);
    EXPECT_EQ(portal(head + "Content-Length: 17\r\n\r\n{\"captive\":false}").captive, false);
    EXPECT_EQ(portal(head + "Content-Length: 99999\r\n\r\n{").state, State::wrong_answer);
    EXPECT_EQ(portal(head + "Content-Length: 3\r\n\r\nabc").state, State::wrong_answer);
}

TEST_F(PortalTest, WhatIsNoHttpIsWrong) {
    EXPECT_EQ(portal("SSH-2.0-OpenSSH\r\n\r\n").state, State::wrong_answer);
    EXPECT_EQ(portal("").state, State::no_answer);
    EXPECT_FALSE(portal("").captive);
}

}  // namespace
}  // namespace magpie::agent
