#include "agent/probe_command/broker.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::agent {
namespace {

constexpr const char* server = "tcp://broker:1883";

TEST(BrokerWords, OfOneThatLetsUsIn) {
    const BrokerFound found{.connected = Milliseconds{12}, .round_trip = Milliseconds{3}};
    EXPECT_EQ(broker_summary(server, found), "mqtt tcp://broker:1883: let in after 12 ms, a message came back in 3 ms");
    const auto json = nlohmann::json::parse(broker_json(server, found));
    EXPECT_EQ(json.at("connected"), true);
    EXPECT_EQ(json.at("connect_seconds"), 0.012);
    EXPECT_EQ(json.at("round_trip_seconds"), 0.003);
    EXPECT_TRUE(json.at("why_not").is_null());
}

TEST(BrokerWords, OfOneThatBringsNothingBack) {
    const BrokerFound found{.connected = Milliseconds{12}, .round_trip = std::nullopt};
    EXPECT_EQ(broker_summary(server, found), "mqtt tcp://broker:1883: let in after 12 ms, no message came back");
    EXPECT_TRUE(nlohmann::json::parse(broker_json(server, found)).at("round_trip_seconds").is_null());
}

TEST(BrokerWords, OfOneThatDoesNot) {
    const BrokerFound found{.connected = std::nullopt, .round_trip = std::nullopt, .why_not = "nobody listens"};
    EXPECT_EQ(broker_summary(server, found), "mqtt tcp://broker:1883: not let in: nobody listens");
    const auto json = nlohmann::json::parse(broker_json(server, found));
    EXPECT_EQ(json.at("connected"), false);
    EXPECT_EQ(json.at("why_not"), "nobody listens");
}

TEST(PrintBroker, WantsAServerAlone) {
    const fakes::FakeClock clock;
    EXPECT_EQ(print_broker({.words = {"mqtt"}}, "", clock), 2);
    EXPECT_EQ(print_broker({.words = {"mqtt", "broker"}}, "", clock), 2);
    EXPECT_EQ(print_broker({.words = {"mqtt", server, "x"}}, "", clock), 2);
}

}  // namespace
}  // namespace magpie::agent
