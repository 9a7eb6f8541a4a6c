#include "agent/check/line.hpp"

#include <gtest/gtest.h>

namespace magpie::agent::check {
namespace {

Seen interface(double carrier, std::vector<Value> more = {}) {
    more.push_back({"magpie_link_carrier", {{"interface", "eth0"}}, carrier});
    return Seen(std::move(more));
}

LinkSeen twice(const Seen& first, const Seen& last) {
    return {.interfaces = {"eth0"}, .first = first, .last = last};
}

std::string_view fault_of(const Layer& layer) {
    return layer.fault == nullptr ? "" : layer.fault->id;
}

TEST(CheckLine, NoCarrierIsAFailure) {
    const auto layer = judge_link(twice(interface(0), interface(0)));
    EXPECT_EQ(layer.state, State::fail);
    EXPECT_EQ(fault_of(layer), "no_carrier");
    EXPECT_EQ(fault_of(judge_link({})), "no_carrier");
    EXPECT_EQ(judge_link(twice(interface(1), interface(1))).state, State::pass);
}

TEST(CheckLine, OneCarrierOfTwoIsEnough) {
    const Seen both(
        {{"magpie_link_carrier", {{"interface", "eth0"}}, 0}, {"magpie_link_carrier", {{"interface", "eth1"}}, 1}});
    EXPECT_EQ(judge_link({.interfaces = {"eth0", "eth1"}, .first = both, .last = both}).state, State::pass);
}

TEST(CheckLine, SlowHalfAndErrorsWarn) {
    const auto with = [](const char* name, double value) {
        return interface(1, {{name, {{"interface", "eth0"}}, value}});
    };
    EXPECT_EQ(fault_of(judge_link(twice(interface(1), with("magpie_link_speed_below_expected", 1)))), "line_slow");
    EXPECT_EQ(fault_of(judge_link(twice(interface(1), with("magpie_link_full_duplex", 0)))), "line_slow");
    EXPECT_EQ(fault_of(judge_link(
                  twice(with("magpie_link_receive_errors_total", 7), with("magpie_link_receive_errors_total", 9)))),
              "line_errors");
    EXPECT_EQ(
        judge_link(twice(with("magpie_link_receive_errors_total", 7), with("magpie_link_receive_errors_total", 7)))
            .state,
        State::pass)
        << "what was before is no fault of now";
    EXPECT_EQ(fault_of(judge_link(
                  twice(with("magpie_link_carrier_changes_total", 1), with("magpie_link_carrier_changes_total", 3)))),
              "line_flaps");
}

TEST(CheckLine, TheSwitchNamesItself) {
    const Seen told(
        {{"magpie_link_neighbour_info",
          {{"interface", "eth0"}, {"chassis", "02:00"}, {"system", "sw-7"}, {"port", "gi3"}, {"vlan", "42"}},
          1}});
    const auto layer = judge_lldp({.interfaces = {"eth0"}, .seen = told, .is_wanted = true, .is_listened = true});
    EXPECT_EQ(layer.state, State::pass);
    EXPECT_EQ(layer.summary.en, "sw-7, port gi3");
    EXPECT_EQ(judge_lldp({.interfaces = {"eth1"}, .seen = told, .is_wanted = true, .is_listened = true}).state,
              State::warn);
    EXPECT_EQ(judge_lldp({.interfaces = {"eth0"}, .seen = {}, .is_wanted = false, .is_listened = false}).state,
              State::skipped);
}

TEST(CheckLine, AnotherVlanThanExpected) {
    const auto state = [](std::optional<std::uint16_t> tagged, std::optional<std::uint16_t> told,
                          std::uint16_t expected) {
        return judge_vlan({.interface = "eth0", .tagged = tagged, .told = told, .expected = expected}).state;
    };
    EXPECT_EQ(state({}, 42, 42), State::pass);
    EXPECT_EQ(state({}, 1, 42), State::fail);
    EXPECT_EQ(state(42, {}, 42), State::pass);
    EXPECT_EQ(state(7, {}, 42), State::fail);
    EXPECT_EQ(state(42, 1, 42), State::pass);
    EXPECT_EQ(state(42, 42, 0), State::warn);
    EXPECT_EQ(state({}, 42, 0), State::pass);
    EXPECT_EQ(state({}, {}, 42), State::skipped);
    EXPECT_EQ(state({}, {}, 0), State::skipped);
}

TEST(CheckLine, AVlanThatNobodyTellsIsNoAcceptanceWhereOneIsExpected) {
    EXPECT_TRUE(judge_vlan({.interface = "eth0", .expected = 42}).is_unproved);
    EXPECT_FALSE(judge_vlan({.interface = "eth0", .expected = 0}).is_unproved);
    EXPECT_FALSE(judge_vlan({.interface = "eth0", .told = 42, .expected = 42}).is_unproved);
}

TEST(CheckLine, AnAddressOfItsOwnMakingIsNone) {
    const auto address = [](const char* text) { return boost::asio::ip::make_address_v4(text); };
    EXPECT_EQ(judge_dhcp({.interface = "eth0", .addresses = {address("10.0.0.2")}, .asked = {}}).state, State::pass);
    EXPECT_EQ(judge_dhcp({.interface = "eth0", .addresses = {address("169.254.7.7")}, .asked = {}}).state, State::fail);
    EXPECT_EQ(fault_of(judge_dhcp({.interface = "eth0", .addresses = {}, .asked = {}})), "dhcp_silent");
}

TEST(CheckLine, WhatADhcpServerSaid) {
    const auto own = boost::asio::ip::make_address_v4("10.0.0.2");
    const auto asked = [&](DhcpAsked answer) {
        return judge_dhcp({.interface = "eth0", .addresses = {own}, .asked = std::move(answer)});
    };
    EXPECT_EQ(asked({.failure = {}, .took = Milliseconds{12}, .address = own}).state, State::pass);
    EXPECT_EQ(fault_of(asked({.failure = "no_offer"})), "dhcp_silent");
    EXPECT_EQ(asked({.failure = "no_offer"}).state, State::warn) << "there is an address still";
    EXPECT_EQ(asked({.failure = "no_offer"}).summary.en, "no server offers an address");
    EXPECT_EQ(asked({.failure = "refused"}).summary.en, "the server refuses the address that it has offered");
    EXPECT_EQ(fault_of(asked({.failure = {}, .took = {}, .address = own, .address_taken = true})), "address_taken");
    EXPECT_EQ(fault_of(judge_dhcp({.interface = "eth0", .addresses = {}, .asked = DhcpAsked{}})), "no_address")
        << "the server would give one";
}

TEST(CheckLine, WhereNoDhcpServerCouldBeAskedThatIsSaid) {
    const auto own = boost::asio::ip::make_address_v4("10.0.0.2");
    for (const auto* failure : {"service", "no_interface", "not_sent"}) {
        const auto layer = judge_dhcp(
            {.interface = "eth0", .addresses = {own}, .asked = DhcpAsked{.failure = failure}, .most_servers = 1});
        EXPECT_EQ(layer.state, State::pass) << failure;
        EXPECT_TRUE(layer.summary.en.starts_with("eth0 10.0.0.2; no server was asked: ")) << layer.summary.en;
        EXPECT_TRUE(layer.values.empty()) << "nobody said anything of a server";
        EXPECT_TRUE(layer.is_unproved) << "and it is no acceptance, for one is configured to ask";
    }
    const auto nobody = judge_dhcp({.interface = "eth0", .addresses = {own}, .asked = {}});
    EXPECT_TRUE(nobody.summary.en.ends_with("(path.dhcp.socket)")) << nobody.summary.en;
    EXPECT_FALSE(nobody.is_unproved);
}

TEST(CheckLine, ASecondDhcpServerIsAWarningWhereOneIsExpected) {
    const auto state = [](std::uint8_t answered, std::uint16_t expected) {
        const auto own = boost::asio::ip::make_address_v4("10.0.0.2");
        const auto layer = judge_dhcp({.interface = "eth0",
                                       .addresses = {own},
                                       .asked = DhcpAsked{.took = Milliseconds{3}, .servers = answered},
                                       .most_servers = expected});
        EXPECT_EQ(fault_of(layer), layer.state == State::warn ? "second_dhcp" : "");
        return layer.state;
    };
    EXPECT_EQ(state(1, 1), State::pass);
    EXPECT_EQ(state(2, 1), State::warn);
    EXPECT_EQ(state(2, 2), State::pass);
    EXPECT_EQ(state(3, 2), State::warn);
    EXPECT_EQ(state(7, 0), State::pass);
}

}  // namespace
}  // namespace magpie::agent::check
