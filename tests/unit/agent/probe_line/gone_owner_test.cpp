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

#include "agent/app/block_line.hpp"
#include "agent/app/citizen_line.hpp"
#include "agent/app/gateway_line.hpp"
#include "agent/app/path_line.hpp"
#include "agent/app/stamp_line.hpp"
#include "agent/app/throughput_line.hpp"
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

/// Each look is a minute after the one before, so that all that is to be waited for is due at once; counts them.
class HastyClock final : public platform::Clock {
  public:
    [[nodiscard]] Now now() const override {
        ++looks_;
        return {Monotonic(looks_ * minute), UtcMs(looks_ * minute), true};
    }
    [[nodiscard]] int looks() const { return looks_; }

  private:
    static constexpr Milliseconds minute{60'000};
    mutable int looks_ = 0;
};

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
        const auto told_before = told;
        const auto looks_before = hasty.looks();
        loop.restart();
        loop.poll();
        EXPECT_EQ(told, told_before) << "who is gone says nothing more";
        EXPECT_EQ(hasty.looks(), looks_before) << "who is gone looks at no clock";
    }
    ProbeDone counts() {
        return [this](const probe::Outcome&) { ++told; };
    }

    asio::io_context loop{1};
    platform::SystemClock clock;
    std::random_device random;
    HastyClock hasty;
    log::Log log{log::style_of_stderr(), log::level_named("error")};
    int told = 0;
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

TEST_F(GoneOwner, OfABoundEchoThatMayNotLeave) {
    ends_once_run_out(begin_bound_probe(loop, clock, random, "magpie-none",
                                        {.kind = probe::Kind::ping, .address = loopback}, counts()),
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

TEST_F(GoneOwner, OfTheLineThatAsksTargets) {
    PathConfig config;
    config.targets = {{.name = "hub",
                       .far = TargetClass::hub,
                       .host = "127.0.0.1",
                       .interval = Milliseconds{1},
                       .probes = {probe::Kind::tcp},
                       .tcp_port = 9}};
    constexpr std::chrono::milliseconds late_on_purpose{52};  // so that turns share a waking
    ends_once_run_out(std::make_unique<PathLine>(loop, config, std::vector<StampTarget>{}, 7, hasty, log),
                      late_on_purpose);
}

TEST_F(GoneOwner, OfTheLineThatVisits) {
    Config config;
    config.citizen.socket = "/nowhere/station.sock";
    config.citizen.interval = std::chrono::seconds(1);
    config.citizen.turns = 1;
    config.citizen.networks = {{.ssid = "City"}};
    ends_once_run_out(std::make_unique<CitizenLine>(loop, config, hasty), std::chrono::milliseconds{1});
}

TEST_F(GoneOwner, OfTheLineThatMeasuresPaths) {
    asio::ip::udp::socket reflector(loop, {loopback, 0});
    StampConfig config;
    config.targets = {{.name = "hub",
                       .far = "hub",
                       .peer = *endpoint_of("127.0.0.1", reflector.local_endpoint().port()),
                       .key_file = {},
                       .options = {.interval = std::chrono::milliseconds(1)}}};
    ends_once_run_out(std::make_unique<StampLine>(loop, config, 7, log), std::chrono::milliseconds{2});
    EXPECT_EQ(reflector.available(), 0U) << "who is gone sends nothing";
}

TEST_F(GoneOwner, OfTheLineToThePolesBroker) {
    Config config;
    config.gateway.server = "tcp://127.0.0.1:9";
    config.gateway.messages = {{.topic = "sensors", .period = Milliseconds{1}, .sensor = "door"}};
    Sensors sensors{SensorLimits{}};
    ends_once_run_out(std::make_unique<GatewayLine>(loop, config, sensors, 7, hasty, log),
                      std::chrono::milliseconds{1});
}

TEST_F(GoneOwner, OfTheLineThatFillsTheLine) {
    ThroughputConfig config;
    config.run_directory = "/nowhere";
    ends_once_run_out(std::make_unique<ThroughputLine>(loop, config, 7, hasty, log), std::chrono::milliseconds{1});
}

TEST_F(GoneOwner, OfTheLineThatAsksWhatIsBlocked) {
    Config config;
    config.block_check.controls = {asio::ip::make_address("198.51.100.1")};
    auto line = std::make_unique<BlockLine>(loop, config, hasty);
    line->checks().hear(encode(BlockCheck{.id = BlockId{1},
                                          .address = std::string("\xcb\x00\x71\x07", 4),
                                          .ports = {443},
                                          .patience = Milliseconds{10'000}}),
                        hasty.now());
    ends_once_run_out(std::move(line), std::chrono::milliseconds{1});
}

}  // namespace
}  // namespace magpie::agent
