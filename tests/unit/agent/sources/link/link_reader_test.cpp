#include "agent/sources/link/link_reader.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/fake_netlink.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using fakes::value_of;

class LinkReaderTest : public testing::Test {
  protected:
    std::optional<double> failures(const std::string& reason) const {
        Readings readings;
        health_.write(readings);
        return value_of(readings, "magpie_node_source_failures_total", {"link", reason});
    }
    std::optional<double> up() const {
        Readings readings;
        health_.write(readings);
        return value_of(readings, "magpie_node_source_up", {"link"});
    }

    fakes::FakeNetlink kernel_;
    SourceHealth health_{"link"};
    LinkReader reader_{kernel_, kernel_};
    LinkState state_;
};

TEST_F(LinkReaderTest, JoinsInterfacesAndTheirDriversByIndex) {
    kernel_.interface_appears({.index = 7, .name = "eth1"});
    kernel_.interface_appears({.index = 3, .name = "eth0", .speed = 100});
    ASSERT_TRUE(reader_.read(state_, health_));
    EXPECT_EQ(state_.links.size(), 2U);
    ASSERT_NE(state_.ethtool_of(3), nullptr);
    EXPECT_EQ(state_.ethtool_of(3)->bits_per_second, 1e8);
    ASSERT_NE(state_.ethtool_of(7), nullptr);
    EXPECT_FALSE(state_.ethtool_of(7)->bits_per_second);
    EXPECT_EQ(state_.ethtool_of(8), nullptr);
    EXPECT_EQ(up(), 1);
}

TEST_F(LinkReaderTest, AsksOnceAKindForAllInterfaces) {
    for (int index = 1; index <= 12; ++index) {
        kernel_.interface_appears({.name = "port" + std::to_string(index), .speed = 1000});
    }
    ASSERT_TRUE(reader_.read(state_, health_));
    const int first = kernel_.questions();
    ASSERT_TRUE(reader_.read(state_, health_));
    EXPECT_EQ(kernel_.questions() - first, 3);
}

TEST_F(LinkReaderTest, WithoutInterfacesTheSourceIsDown) {
    kernel_.questions_fail(NetlinkError::permission);
    EXPECT_FALSE(reader_.read(state_, health_));
    EXPECT_EQ(up(), 0);
    EXPECT_EQ(failures("permission"), 1);
    kernel_.questions_are_answered();
    EXPECT_TRUE(reader_.read(state_, health_));
    EXPECT_EQ(up(), 1);
}

TEST_F(LinkReaderTest, EndlessInterruptionsAreCountedOnce) {
    kernel_.dumps_are_interrupted(3);
    EXPECT_FALSE(reader_.read(state_, health_));
    EXPECT_EQ(failures("interrupted"), 1);
}

TEST_F(LinkReaderTest, AKernelWithoutEthtoolIsAskedOnce) {
    kernel_.ethtool_is_missing();
    kernel_.interface_appears({.name = "eth0", .speed = 100});
    ASSERT_TRUE(reader_.read(state_, health_));
    ASSERT_TRUE(reader_.read(state_, health_));
    EXPECT_TRUE(state_.ethtool.empty());
    EXPECT_EQ(failures("unsupported"), 1);
    EXPECT_EQ(up(), 1);
    EXPECT_EQ(kernel_.questions(), 3);
}

TEST_F(LinkReaderTest, AKernelWithoutDriverStatisticsStillTellsSpeed) {
    kernel_.driver_statistics_are_missing();
    kernel_.interface_appears({.name = "eth0", .speed = 100});
    ASSERT_TRUE(reader_.read(state_, health_));
    ASSERT_TRUE(reader_.read(state_, health_));
    ASSERT_EQ(state_.ethtool.size(), 1U);
    EXPECT_EQ(state_.ethtool[0].bits_per_second, 1e8);
    EXPECT_EQ(failures("unsupported"), 1);
}

TEST_F(LinkReaderTest, WhatDriversToldBeforeIsForgotten) {
    kernel_.interface_appears({.name = "eth0", .speed = 100});
    ASSERT_TRUE(reader_.read(state_, health_));
    kernel_.interface_goes("eth0");
    ASSERT_TRUE(reader_.read(state_, health_));
    EXPECT_TRUE(state_.links.empty());
    EXPECT_TRUE(state_.ethtool.empty());
}

}  // namespace
}  // namespace magpie::agent
