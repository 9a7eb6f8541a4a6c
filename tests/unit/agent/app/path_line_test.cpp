#include "agent/app/path_line.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>

#include <boost/asio/ip/tcp.hpp>

#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using boost::asio::ip::tcp;
using probe::Kind;

/// Real targets on the loopback, asked every second at most: the line's own time is the loop's.
class PathLineTest : public testing::Test {
  protected:
    void asks(std::vector<Target> targets) {
        PathConfig config;
        config.timeout = Milliseconds{200};
        config.targets = std::move(targets);
        line = std::make_unique<PathLine>(loop, config, measured, 7, clock, log);
    }
    void look() {
        readings = Readings{};
        line->sample(readings, clock.now());
    }
    void looks_until(const std::function<bool()>& seen) {
        for (look(); !seen(); look()) {
            ASSERT_GT(loop.run_one_for(std::chrono::seconds(10)), 0U);
        }
    }
    std::optional<double> value(std::string_view metric, const std::vector<std::string>& labels) const {
        return fakes::value_of(readings, metric, labels);
    }

    boost::asio::io_context loop{1};
    platform::SystemClock clock;
    log::Log log{log::style_of_stderr(), log::level_named("error")};
    Readings readings;
    std::vector<StampTarget> measured;
    std::unique_ptr<PathLine> line;
};

Target target(const std::string& name, std::uint16_t port) {
    return {.name = name,
            .far = TargetClass::hub,
            .host = "127.0.0.1",
            .interval = Milliseconds{50},
            .probes = {Kind::tcp},
            .tcp_port = port};
}

TEST_F(PathLineTest, TellsWhoIsReachedAndWhoIsNot) {
    tcp::acceptor open(loop, {boost::asio::ip::address_v4::loopback(), 0});
    tcp::acceptor shut(loop, {boost::asio::ip::address_v4::loopback(), 0});
    const auto shut_port = shut.local_endpoint().port();
    shut.close();
    asks({target("open", open.local_endpoint().port()), target("shut", shut_port)});
    look();
    EXPECT_FALSE(value("magpie_path_up", {"open", "hub", "tcp"})) << "nothing is known yet";
    EXPECT_EQ(value("magpie_node_source_up", {"path"}), 1);
    looks_until([&] {
        return value("magpie_path_up", {"open", "hub", "tcp"}) && value("magpie_path_up", {"shut", "hub", "tcp"});
    });
    EXPECT_EQ(value("magpie_path_up", {"open", "hub", "tcp"}), 1);
    EXPECT_GT(value("magpie_path_round_trip_seconds", {"open", "hub", "tcp"}), 0);
    EXPECT_EQ(value("magpie_path_up", {"shut", "hub", "tcp"}), 0);
    EXPECT_FALSE(value("magpie_path_round_trip_seconds", {"shut", "hub", "tcp"}));
    EXPECT_GE(value("magpie_path_probes_total", {"shut", "hub", "tcp", "refused"}), 1);
    EXPECT_EQ(value("magpie_path_probes_total", {"shut", "hub", "tcp", "answered"}), 0);
    EXPECT_EQ(value("magpie_path_probes_total", {"open", "hub", "tcp", "no_answer"}), 0);
}

TEST_F(PathLineTest, WhatWasFoundHoldsUntilSomebodyIsAskedAgain) {
    tcp::acceptor open(loop, {boost::asio::ip::address_v4::loopback(), 0});
    asks({target("open", open.local_endpoint().port())});
    looks_until([&] { return value("magpie_path_round_trip_seconds", {"open", "hub", "tcp"}).has_value(); });
    const auto found = value("magpie_path_round_trip_seconds", {"open", "hub", "tcp"});
    look();
    EXPECT_EQ(value("magpie_path_round_trip_seconds", {"open", "hub", "tcp"}), found);
}

TEST_F(PathLineTest, AHostOfAnotherFamilyHasNoAddress) {
    auto six = target("six", 1);
    six.family = AddressFamily::v6;
    asks({six});
    looks_until([&] { return value("magpie_path_up", {"six", "hub", "tcp"}).has_value(); });
    EXPECT_EQ(value("magpie_path_up", {"six", "hub", "tcp"}), 0);
    EXPECT_GE(value("magpie_path_probes_total", {"six", "hub", "tcp", "no_address"}), 1);
}

TEST_F(PathLineTest, TellsThatNoPartOfTheWayIsSickWhereAllAreReached) {
    tcp::acceptor open(loop, {boost::asio::ip::address_v4::loopback(), 0});
    asks({target("open", open.local_endpoint().port())});
    look();
    EXPECT_EQ(fakes::series_of(readings, "magpie_path_sick_segment"), 0U) << "nothing is known yet";
    looks_until([&] { return fakes::series_of(readings, "magpie_path_sick_segment") == 6; });
    for (const auto* segment : {"radio", "pole_cable", "access_switch", "hub", "core", "outside"}) {
        EXPECT_EQ(value("magpie_path_sick_segment", {segment}), 0) << segment;
    }
    EXPECT_EQ(fakes::series_of(readings, "magpie_path_traces_total"), 0U) << "nobody traces what is well";
}

TEST_F(PathLineTest, EndsWhileSomethingIsUnderWay) {
    auto slow = target("slow", 9);
    slow.host = "127.0.0.1";
    slow.probes = {Kind::ping, Kind::ntp, Kind::portal, Kind::https};
    slow.portal_url = slow.https_url = "https://127.0.0.1:9/";
    asks({slow});
    for (int i = 0; i < 20; ++i) {
        loop.run_one_for(std::chrono::milliseconds(20));
    }
    line.reset();
    loop.poll();
}

}  // namespace
}  // namespace magpie::agent
