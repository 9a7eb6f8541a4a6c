#include "agent/sources/link/port_reader.hpp"

#include <gtest/gtest.h>
#include <linux/ethtool_netlink.h>

#include <chrono>

#include "tests/fakes/fake_netlink.hpp"
#include "tests/fakes/module_memories.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using std::chrono::seconds;

class PortReaderTest : public testing::Test {
  protected:
    const PortState* read(const std::string& name = "lan1") {
        EXPECT_TRUE(netlink::read_links(kernel_, buffer_, links_));
        std::vector<const netlink::Link*> all;
        int index = 0;
        for (const auto& link : links_) {
            all.push_back(&link);
            index = link.name == name ? link.index : index;
        }
        const auto before = kernel_.questions();
        const auto ports = reader_.read(all, now_, health_);
        questions_ = kernel_.questions() - before;
        return port_of(ports, index);
    }
    std::optional<double> failures(const std::string& reason) const {
        Readings readings;
        health_.write(readings);
        return fakes::value_of(readings, "magpie_node_source_failures_total", {"link", reason});
    }
    void passes(Milliseconds time) { now_.mono += time; }

    fakes::FakeNetlink kernel_;
    SourceHealth health_{"link"};
    PortReader reader_{kernel_};
    Now now_{};
    int questions_ = 0;
    std::vector<std::byte> buffer_;
    std::vector<netlink::Link> links_;
};

TEST_F(PortReaderTest, JoinsWhatThePortTells) {
    kernel_.interface_appears({.name = "lan1"});
    kernel_.port("lan1") = {.medium = PORT_TP, .signal_quality = 7, .power = {{7, 4}, {9, 6500}}};
    const auto* port = read();
    ASSERT_NE(port, nullptr);
    EXPECT_EQ(port->medium, netlink::Medium::twisted_pair);
    EXPECT_EQ(port->signal_quality, 1);
    ASSERT_TRUE(port->power);
    EXPECT_EQ(port->power->supplied_watts, 6.5);
    EXPECT_FALSE(port->module) << "nobody plugs a module into twisted pair";
}

TEST_F(PortReaderTest, AsksEveryMinute) {
    kernel_.interface_appears({.name = "lan1"});
    kernel_.port("lan1").power = {{9, 6500}};
    read();
    EXPECT_EQ(questions_, 4) << "the family, and three dumps";
    kernel_.port("lan1").power = {{9, 9500}};
    passes(seconds(59));
    EXPECT_EQ(read()->power->supplied_watts, 6.5);
    EXPECT_EQ(questions_, 0);
    passes(seconds(1));
    EXPECT_EQ(read()->power->supplied_watts, 9.5);
    EXPECT_EQ(questions_, 3);
}

TEST_F(PortReaderTest, ALostCarrierIsLookedAtAtOnceAndModulesAreNot) {
    kernel_.interface_appears({.name = "sfp0"});
    kernel_.port("sfp0").medium = PORT_FIBRE;
    kernel_.port("sfp0").module = {{{0x50, 0, false}, fakes::sfp_identity().bytes()},
                                   {{0x51, 0, false}, fakes::sfp_diagnostics().bytes()}};
    ASSERT_TRUE(read("sfp0")->module);
    EXPECT_EQ(questions_, 6);
    kernel_.port("sfp0").down_reason = ETHTOOL_LINK_EXT_STATE_NO_CABLE;
    kernel_.carrier_goes("sfp0");
    passes(seconds(10));
    const auto* port = read("sfp0");
    ASSERT_TRUE(port->down_reason);
    EXPECT_EQ(netlink::link_down_words[*port->down_reason], "no_cable");
    EXPECT_TRUE(port->module) << "as last read";
    EXPECT_EQ(questions_, 3);
}

TEST_F(PortReaderTest, APulledModuleIsGoneWithinAMinute) {
    kernel_.interface_appears({.name = "sfp0"});
    kernel_.port("sfp0").medium = PORT_FIBRE;
    kernel_.port("sfp0").module = {{{0x50, 0, false}, fakes::sfp_identity().bytes()},
                                   {{0x51, 0, false}, fakes::sfp_diagnostics().bytes()}};
    ASSERT_TRUE(read("sfp0")->module);
    kernel_.port("sfp0").module.clear();
    passes(seconds(60));
    EXPECT_FALSE(read("sfp0")->module);
}

TEST_F(PortReaderTest, AnOldKernelIsAskedOnceAndIsNoFailure) {
    kernel_.ports_are_not_known();
    kernel_.interface_appears({.name = "lan1"});
    ASSERT_NE(read(), nullptr);
    EXPECT_EQ(questions_, 4);
    passes(seconds(60));
    EXPECT_FALSE(read()->medium);
    EXPECT_EQ(questions_, 0);
    EXPECT_FALSE(failures("unsupported"));
}

TEST_F(PortReaderTest, WithoutEthtoolThereIsNothing) {
    kernel_.ethtool_is_missing();
    kernel_.interface_appears({.name = "lan1"});
    EXPECT_FALSE(read()->medium);
    passes(seconds(60));
    read();
    EXPECT_EQ(questions_, 0);
}

TEST_F(PortReaderTest, WhatWentIsForgotten) {
    kernel_.interface_appears({.name = "lan1"});
    kernel_.interface_appears({.name = "lan2"});
    ASSERT_NE(read("lan2"), nullptr);
    kernel_.interface_goes("lan2");
    EXPECT_NE(read("lan1"), nullptr);
    EXPECT_EQ(read("lan2"), nullptr);
}

}  // namespace
}  // namespace magpie::agent
