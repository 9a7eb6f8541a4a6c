// What waits on the loop's timers may be gone when the loop comes to a timer of it that has run out: its handler is
// then in the queue, and called with no error. With -fsanitize=address none of these touches what is gone.

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <random>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "agent/app/uplink_dhcp_line.hpp"
#include "agent/block_check/bound_probe.hpp"
#include "agent/probe_line/begin_probe.hpp"
#include "agent/throughput/echoes.hpp"
#include "agent/uplink_dhcp/ask.hpp"

namespace magpie::agent {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;

const auto loopback = asio::ip::make_address("127.0.0.1");

class GoneOwner : public testing::Test {
  protected:
    /// A timer that has run out before all others, so that the loop calls it first, and has theirs in its queue.
    template <class Owner>
    void ends_once_run_out(Owner owner, std::chrono::milliseconds runs_out) {
        const auto all_have = steady_clock::now() + runs_out;
        asio::steady_timer first(loop, steady_clock::time_point{});
        bool ended = false;
        first.async_wait([&](const boost::system::error_code& problem) {
            ASSERT_FALSE(problem);
            owner.reset();
            ended = true;
        });
        while (steady_clock::now() <= all_have) {
        }
        while (!ended) {
            ASSERT_GT(loop.run_one(), 0U);
        }
        told_before = told;
        loop.restart();
        loop.poll();
        EXPECT_EQ(told, told_before) << "who is gone says nothing more";
    }
    ProbeDone counts() {
        return [this](const probe::Outcome&) { ++told; };
    }

    asio::io_context loop{1};
    platform::SystemClock clock;
    std::random_device random;
    int told = 0;
    int told_before = 0;
};

TEST_F(GoneOwner, OfAProbeThatIsOverAtOnce) {
    // No socket may be connected to everybody.
    ends_once_run_out(
        begin_probe(
            loop, clock, random,
            {.kind = probe::Kind::dns, .address = asio::ip::make_address("255.255.255.255"), .name = "a.example"},
            counts()),
        std::chrono::milliseconds{2});
    EXPECT_EQ(told, 0);
}

TEST_F(GoneOwner, OfAHandshakeThatIsAnswered) {
    const asio::ip::tcp::acceptor server(loop, {loopback, 0});
    ends_once_run_out(begin_probe(loop, clock, random,
                                  {.kind = probe::Kind::tcp,
                                   .address = loopback,
                                   .port = server.local_endpoint().port(),
                                   .timeout = Milliseconds{1}},
                                  counts()),
                      std::chrono::milliseconds{3});
}

TEST_F(GoneOwner, OfAProbeThatWaitsForAnAnswer) {
    const asio::ip::udp::socket silent(loop, {loopback, 0});
    ends_once_run_out(begin_probe(loop, clock, random,
                                  {.kind = probe::Kind::dns,
                                   .address = loopback,
                                   .name = "a.example",
                                   .timeout = Milliseconds{1},
                                   .dns_port = silent.local_endpoint().port()},
                                  counts()),
                      std::chrono::milliseconds{3});
    EXPECT_EQ(told, 0);
}

TEST_F(GoneOwner, OfABoundHandshakeThatMayNotLeave) {
    ends_once_run_out(begin_bound_probe(loop, clock, random, "magpie-none",
                                        {.kind = probe::Kind::tcp, .address = loopback, .port = 9}, counts()),
                      std::chrono::milliseconds{2});
    EXPECT_EQ(told, 0);
}

TEST_F(GoneOwner, OfEchoes) {
    ends_once_run_out(std::make_unique<throughput::Echoes>(loop, clock, random, loopback),
                      std::chrono::milliseconds{101});
}

TEST_F(GoneOwner, OfAQuestionToTheUplink) {
    ends_once_run_out(uplink_dhcp::ask(loop, "/nowhere/uplink.sock", "eth0", [this](const auto&) { ++told; }),
                      std::chrono::milliseconds{1});
}

TEST_F(GoneOwner, OfTheLineThatAsksTheUplink) {
    ends_once_run_out(std::make_unique<UplinkDhcpLine>(loop,
                                                       PathConfig::DhcpConfig{.interface = "eth0",
                                                                              .interval = Milliseconds{1},
                                                                              .only_offer = false,
                                                                              .socket = "/nowhere/uplink.sock"},
                                                       1),
                      std::chrono::milliseconds{3});
}

}  // namespace
}  // namespace magpie::agent
