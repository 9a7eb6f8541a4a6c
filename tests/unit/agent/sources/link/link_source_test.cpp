#include "agent/sources/link/link_source.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/fake_netlink.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using fakes::series_of;
using fakes::value_of;

class LinkSourceTest : public testing::Test {
  protected:
    LinkSourceTest() {
        kernel_.interface_appears({.name = "eth0", .speed = 1000});
        kernel_.interface_appears({.name = "wlan0"});
        sample();
    }
    Readings sample() {
        Readings readings;
        source_.sample(readings, {});
        return readings;
    }
    std::optional<double> failures(const std::string& reason) {
        return value_of(sample(), "magpie_node_source_failures_total", {"link", reason});
    }

    fakes::FakeNetlink kernel_;
    LinkSource source_{kernel_, kernel_, {.exclude = {"tap*"}}};
};

TEST_F(LinkSourceTest, ReportsInterfacesAndItsHealth) {
    kernel_.carries("eth0", 1234, 99);
    const auto readings = sample();
    EXPECT_EQ(value_of(readings, "magpie_node_source_up", {"link"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_link_receive_bytes_total", {"eth0"}), 1234);
    EXPECT_EQ(value_of(readings, "magpie_link_speed_bytes_per_second", {"eth0"}), 1.25e8);
    EXPECT_EQ(value_of(readings, "magpie_link_up", {"wlan0"}), 1);
}

TEST_F(LinkSourceTest, ListensToLinkEvents) {
    EXPECT_TRUE(kernel_.listened_to(RTNLGRP_LINK));
}

TEST_F(LinkSourceTest, SilenceIsNoChange) {
    EXPECT_FALSE(source_.read_events());
}

TEST_F(LinkSourceTest, APulledCableIsAChangeOnce) {
    kernel_.carrier_goes("eth0");
    EXPECT_TRUE(source_.read_events());
    kernel_.interface_is_told_again("eth0");
    EXPECT_FALSE(source_.read_events());
    EXPECT_EQ(value_of(sample(), "magpie_link_up", {"eth0"}), 0);
}

TEST_F(LinkSourceTest, ACableThatCameBackBetweenTwoLooksIsAChange) {
    kernel_.carrier_goes("eth0");
    kernel_.carrier_comes("eth0");
    EXPECT_TRUE(source_.read_events());
}

TEST_F(LinkSourceTest, ComingGoingAndRenamingAreChanges) {
    kernel_.interface_appears({.name = "wlan1"});
    EXPECT_TRUE(source_.read_events());
    kernel_.interface_is_renamed("wlan1", "uplink");
    EXPECT_TRUE(source_.read_events());
    kernel_.interface_goes("uplink");
    EXPECT_TRUE(source_.read_events());
    EXPECT_FALSE(source_.read_events());
}

TEST_F(LinkSourceTest, WhatASampleHasSeenIsNoNews) {
    kernel_.carrier_goes("eth0");
    sample();
    EXPECT_FALSE(source_.read_events());
}

TEST_F(LinkSourceTest, ExcludedInterfacesComeAndGoUnheard) {
    kernel_.interface_appears({.name = "tap0"});
    EXPECT_FALSE(source_.read_events());
    kernel_.carrier_goes("tap0");
    EXPECT_FALSE(source_.read_events());
    kernel_.interface_goes("tap0");
    EXPECT_FALSE(source_.read_events());
}

TEST_F(LinkSourceTest, AnInterfaceRenamedIntoTheExcludedIsGone) {
    kernel_.interface_is_renamed("wlan0", "tap0");
    EXPECT_TRUE(source_.read_events());
    EXPECT_EQ(series_of(sample(), "magpie_link_up"), 1U);
}

TEST_F(LinkSourceTest, BridgePortsAreNotInterfaces) {
    kernel_.port_joins_bridge("eth0");
    EXPECT_FALSE(source_.read_events());
}

TEST_F(LinkSourceTest, LostEventsAreMadeGoodByADump) {
    kernel_.carrier_goes("eth0");
    kernel_.events_overrun();
    EXPECT_TRUE(source_.read_events());
    EXPECT_FALSE(source_.read_events());
    EXPECT_EQ(failures("overrun"), 1);
}

TEST_F(LinkSourceTest, LostEventsThatChangedNothingAreNoChange) {
    kernel_.events_overrun();
    EXPECT_FALSE(source_.read_events());
    EXPECT_EQ(failures("overrun"), 1);
}

TEST_F(LinkSourceTest, GarbageIsCountedAndPassedOver) {
    kernel_.garbage_arrives(std::vector<std::byte>(7, std::byte{0xff}));
    EXPECT_FALSE(source_.read_events());
    kernel_.interface_appears({.name = "a-name-too-long-for-any-kernel"});
    kernel_.carrier_goes("eth0");
    EXPECT_TRUE(source_.read_events());
    kernel_.interface_goes("a-name-too-long-for-any-kernel");
    EXPECT_FALSE(source_.read_events());
    EXPECT_EQ(failures("malformed"), 3);
}

TEST_F(LinkSourceTest, WithoutAnAnswerItIsDownAndSaysWhy) {
    kernel_.questions_fail(NetlinkError::timeout);
    const auto readings = sample();
    EXPECT_EQ(value_of(readings, "magpie_node_source_up", {"link"}), 0);
    EXPECT_EQ(value_of(readings, "magpie_node_source_failures_total", {"link", "timeout"}), 1);
    EXPECT_EQ(series_of(readings, "magpie_link_up"), 0U);
}

TEST(LinkSource, WithoutEventsSamplesMustDo) {
    fakes::FakeNetlink kernel;
    kernel.listening_fails(NetlinkError::permission);
    LinkSource source(kernel, kernel, {});
    kernel.interface_appears({.name = "eth0"});
    EXPECT_EQ(source.event_descriptor(), -1);
    Readings readings;
    source.sample(readings, {});
    EXPECT_EQ(value_of(readings, "magpie_node_source_up", {"link"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_node_source_failures_total", {"link", "permission"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_link_up", {"eth0"}), 1);
}

}  // namespace
}  // namespace magpie::agent
