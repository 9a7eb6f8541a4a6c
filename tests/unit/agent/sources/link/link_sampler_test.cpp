#include "agent/sources/link/link_sampler.hpp"

#include <gtest/gtest.h>
#include <linux/if.h>
#include <linux/if_arp.h>

#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using fakes::series_of;
using fakes::value_of;
using netlink::DriverCounter;
using netlink::Link;
using netlink::LinkCounters;
using netlink::OperState;

Link card(int index, const std::string& name) {
    Link link;
    link.index = index;
    link.name = name;
    link.hardware_type = ARPHRD_ETHER;
    link.flags = IFF_UP | IFF_LOWER_UP;
    link.operstate = OperState::up;
    link.carrier = true;
    link.carrier_changes = 3;
    link.mtu = 1500;
    link.counters = LinkCounters{};
    return link;
}

netlink::EthtoolState gigabit(int index) {
    netlink::EthtoolState state;
    state.index = index;
    state.bits_per_second = 1e9;
    state.full_duplex = true;
    return state;
}

struct Sampled {
    Readings readings;
    SourceHealth health{"link"};
};

Sampled sample(const LinkState& state, LinkSettings settings = {}) {
    Sampled sampled;
    LinkSampler(std::move(settings)).sample(state, sampled.readings, sampled.health);
    return sampled;
}

std::optional<double> left_out(const Sampled& sampled) {
    Readings readings;
    sampled.health.write(readings);
    return value_of(readings, "magpie_node_source_failures_total", {"link", "too_many_interfaces"});
}

TEST(LinkSampler, EveryCounterHasItsMetric) {
    auto eth0 = card(2, "eth0");
    eth0.counters = LinkCounters{.receive_packets = 1,
                                 .transmit_packets = 2,
                                 .receive_bytes = 3,
                                 .transmit_bytes = 4,
                                 .receive_errors = 5,
                                 .transmit_errors = 6,
                                 .receive_dropped = 7,
                                 .transmit_dropped = 8,
                                 .multicast = 9,
                                 .collisions = 10};
    const auto [readings, health] = sample({{eth0}, {gigabit(2)}});
    const std::vector<std::pair<const char*, double>> expected{
        {"magpie_link_up", 1},
        {"magpie_link_carrier", 1},
        {"magpie_link_carrier_changes_total", 3},
        {"magpie_link_mtu_bytes", 1500},
        {"magpie_link_speed_bytes_per_second", 1.25e8},
        {"magpie_link_full_duplex", 1},
        {"magpie_link_receive_packets_total", 1},
        {"magpie_link_transmit_packets_total", 2},
        {"magpie_link_receive_bytes_total", 3},
        {"magpie_link_transmit_bytes_total", 4},
        {"magpie_link_receive_errors_total", 5},
        {"magpie_link_transmit_errors_total", 6},
        {"magpie_link_receive_dropped_total", 7},
        {"magpie_link_transmit_dropped_total", 8},
        {"magpie_link_receive_multicast_total", 9},
        {"magpie_link_transmit_collisions_total", 10},
    };
    for (const auto& [metric, value] : expected) {
        EXPECT_EQ(value_of(readings, metric, {"eth0"}), value) << metric;
    }
    EXPECT_EQ(readings.all().size(), expected.size());
}

TEST(LinkSampler, WhatTheDeviceMissedWasDropped) {
    auto eth0 = card(2, "eth0");
    eth0.counters->receive_dropped = 7;
    eth0.counters->receive_missed = 4;
    EXPECT_EQ(value_of(sample({{eth0}, {}}).readings, "magpie_link_receive_dropped_total", {"eth0"}), 11);
}

TEST(LinkSampler, UnknownSpeedAndDuplexAreAbsent) {
    netlink::EthtoolState state;
    state.index = 2;
    const auto [readings, health] = sample({{card(2, "eth0")}, {state}});
    EXPECT_EQ(series_of(readings, "magpie_link_speed_bytes_per_second"), 0U);
    EXPECT_EQ(series_of(readings, "magpie_link_full_duplex"), 0U);
}

TEST(LinkSampler, WithoutACarrierNothingIsNegotiated) {
    auto eth0 = card(2, "eth0");
    eth0.carrier = false;
    eth0.operstate = OperState::down;
    const auto [readings, health] = sample({{eth0}, {gigabit(2)}});
    EXPECT_EQ(value_of(readings, "magpie_link_up", {"eth0"}), 0);
    EXPECT_EQ(value_of(readings, "magpie_link_carrier", {"eth0"}), 0);
    EXPECT_FALSE(value_of(readings, "magpie_link_speed_bytes_per_second", {"eth0"}));
    EXPECT_FALSE(value_of(readings, "magpie_link_full_duplex", {"eth0"}));
}

TEST(LinkSampler, AbsentCountersAreAbsent) {
    Link link;
    link.index = 2;
    link.name = "odd";
    const auto [readings, health] = sample({{link}, {}});
    EXPECT_EQ(readings.all().size(), 2U);
}

TEST(LinkSampler, OnlyCountersTheDriverKeepsAreReported) {
    auto state = gigabit(2);
    state.counters[static_cast<std::size_t>(DriverCounter::jabbers)] = 0;
    state.counters[static_cast<std::size_t>(DriverCounter::frame_check_sequence_errors)] = 12;
    const auto [readings, health] = sample({{card(2, "eth0")}, {state}});
    EXPECT_EQ(series_of(readings, "magpie_link_driver_errors_total"), 2U);
    EXPECT_EQ(value_of(readings, "magpie_link_driver_errors_total", {"eth0", "jabbers"}), 0);
    EXPECT_EQ(value_of(readings, "magpie_link_driver_errors_total", {"eth0", "frame_check_sequence_errors"}), 12);
}

TEST(LinkSampler, InterfaceStatisticsStandInFromTheirFirstError) {
    auto eth0 = card(2, "eth0");
    eth0.counters->receive_crc_errors = 2;
    eth0.counters->receive_frame_errors = 3;
    eth0.counters->transmit_aborted_errors = 4;
    eth0.counters->transmit_carrier_errors = 5;
    auto eth1 = card(3, "eth1");
    const auto sampled = sample({{eth0, eth1}, {gigabit(2)}});
    const auto errors = [&](const std::string& counter) {
        return value_of(sampled.readings, "magpie_link_driver_errors_total", {"eth0", counter});
    };
    EXPECT_EQ(errors("frame_check_sequence_errors"), 2);
    EXPECT_EQ(errors("alignment_errors"), 3);
    EXPECT_EQ(errors("excessive_collisions"), 4);
    EXPECT_EQ(errors("carrier_sense_errors"), 5);
    EXPECT_FALSE(errors("late_collisions"));
    EXPECT_EQ(series_of(sampled.readings, "magpie_link_driver_errors_total"), 4U);
}

TEST(LinkSampler, InterfaceStatisticsDoNotMixWithADriversOwn) {
    auto eth0 = card(2, "eth0");
    eth0.counters->receive_crc_errors = 2;
    auto state = gigabit(2);
    state.counters[static_cast<std::size_t>(DriverCounter::fragments)] = 1;
    EXPECT_EQ(series_of(sample({{eth0}, {state}}).readings, "magpie_link_driver_errors_total"), 1U);
}

TEST(LinkSampler, ExcludedInterfacesAreNotReported) {
    const LinkState state{{card(1, "eth0"), card(2, "veth12"), card(3, "docker0"), card(4, "vethx")}, {}};
    const auto sampled = sample(state, {.exclude = {"veth*", "docker?"}});
    EXPECT_EQ(series_of(sampled.readings, "magpie_link_up"), 1U);
    EXPECT_EQ(value_of(sampled.readings, "magpie_link_up", {"eth0"}), 1);
    EXPECT_FALSE(left_out(sampled));
}

TEST(LinkSampler, HardwareAndTrafficGoFirst) {
    auto idle = card(1, "idle0");
    idle.kind = "veth";
    auto busy = card(2, "busy0");
    busy.kind = "veth";
    busy.counters->receive_packets = 1;
    const auto eth9 = card(9, "eth9");
    const auto sampled = sample({{idle, busy, eth9}, {}}, {.max_interfaces = 2});
    EXPECT_EQ(value_of(sampled.readings, "magpie_link_up", {"eth9"}), 1);
    EXPECT_EQ(value_of(sampled.readings, "magpie_link_up", {"busy0"}), 1);
    EXPECT_FALSE(value_of(sampled.readings, "magpie_link_up", {"idle0"}));
    EXPECT_EQ(left_out(sampled), 1);
}

TEST(LinkSampler, NamedPortsGoFirst) {
    auto camera = card(9, "cam0");
    camera.kind = "veth";
    const auto sampled = sample({{card(1, "eth0"), card(2, "eth1"), camera}, {}},
                                {.max_interfaces = 2, .ports = {{.interface = "cam0", .role = PortRole::camera}}});
    EXPECT_TRUE(value_of(sampled.readings, "magpie_link_up", {"cam0"}));
    EXPECT_TRUE(value_of(sampled.readings, "magpie_link_up", {"eth0"}));
    EXPECT_FALSE(value_of(sampled.readings, "magpie_link_up", {"eth1"}));
}

TEST(LinkSampler, ReturnsThoseItReports) {
    const LinkState state{{card(1, "eth0"), card(2, "veth1"), card(3, "eth1")}, {}};
    Readings readings;
    SourceHealth health("link");
    const auto reported = LinkSampler({.exclude = {"veth*"}}).sample(state, readings, health);
    ASSERT_EQ(reported.size(), 2U);
    EXPECT_EQ(reported[0]->name, "eth0");
    EXPECT_EQ(reported[1]->name, "eth1");
}

TEST(LinkSampler, AThousandInterfacesBecomeSixteen) {
    LinkState state;
    for (int index = 1; index <= 1000; ++index) {
        state.links.push_back(card(index, "v" + std::to_string(index)));
        state.links.back().kind = "veth";
    }
    const auto sampled = sample(state);
    EXPECT_EQ(series_of(sampled.readings, "magpie_link_up"), 16U);
    EXPECT_TRUE(value_of(sampled.readings, "magpie_link_up", {"v16"}));
    EXPECT_EQ(left_out(sampled), 984);
}

TEST(LinkSampler, ABoardOfFourInterfacesTakesFewSeries) {
    auto eth0 = gigabit(1);
    eth0.counters.fill(7);
    const LinkState state{{card(1, "eth0"), card(2, "wlan0"), card(3, "wlan1"), card(4, "br0")}, {eth0, gigabit(4)}};
    EXPECT_LE(sample(state).readings.all().size(), 74U);
}

TEST(LinkSampler, AnUnfriendlyNameIsPassedAsItIs) {
    const std::string name = "x\"},{=\\\x80\n";
    EXPECT_EQ(value_of(sample({{card(1, name)}, {}}).readings, "magpie_link_up", {name}), 1);
}

}  // namespace
}  // namespace magpie::agent
