#include "agent/sources/link/port_sampler.hpp"

#include <gtest/gtest.h>
#include <linux/if.h>
#include <linux/if_arp.h>

#include <chrono>

#include "agent/optics/sff8472.hpp"
#include "tests/fakes/module_memories.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using fakes::series_of;
using fakes::value_of;
using netlink::DriverCounter;
using std::chrono::seconds;

/// One port, looked at every ten seconds.
class PortSamplerTest : public testing::Test {
  protected:
    PortSamplerTest() {
        link_.index = 2;
        link_.name = "lan1";
        link_.hardware_type = ARPHRD_ETHER;
        link_.flags = IFF_UP | IFF_LOWER_UP;
        link_.carrier = true;
        link_.counters = netlink::LinkCounters{};
        ethtool_.index = 2;
        ethtool_.bits_per_second = 1e8;
        ethtool_.full_duplex = true;
        port_.index = 2;
    }

    /// A look after so long.
    void look(Milliseconds after = seconds(10)) {
        now_.mono += after;
        readings_ = {};
        const LinkState state{{link_}, {ethtool_}};
        const std::vector<const netlink::Link*> links{state.links.data()};
        sampler_.sample(links, state, {&port_, 1}, now_, readings_);
    }
    std::optional<double> value(const std::string& metric, std::vector<std::string> more = {}) const {
        more.insert(more.begin(), "lan1");
        return value_of(readings_, "magpie_link_" + metric, more);
    }
    void named(std::optional<double> expected = {}) { sampler_ = PortSampler({{"lan1", PortRole::camera, expected}}); }
    std::uint64_t& counter(DriverCounter counter) {
        auto& value = ethtool_.counters[static_cast<std::size_t>(counter)];
        value = value.value_or(0);
        return *value;
    }

    netlink::Link link_;
    netlink::EthtoolState ethtool_;
    PortState port_;
    PortSampler sampler_{{}};
    Now now_{};
    Readings readings_;
};

TEST_F(PortSamplerTest, TheFastestInCommonIsExpectedOfWhoNegotiates) {
    ethtool_.negotiates = true;
    ethtool_.common_bits_per_second = 1e9;
    look();
    EXPECT_EQ(value("autonegotiation"), 1);
    EXPECT_EQ(value("expected_speed_bytes_per_second"), 1.25e8);
    EXPECT_EQ(value("speed_below_expected"), 1);
    ethtool_.bits_per_second = 1e9;
    look();
    EXPECT_EQ(value("speed_below_expected"), 0);
}

TEST_F(PortSamplerTest, AForcedSpeedIsMeasuredByItsConfigurationAlone) {
    ethtool_.negotiates = false;
    ethtool_.common_bits_per_second = 1e9;
    look();
    EXPECT_EQ(value("autonegotiation"), 0);
    EXPECT_FALSE(value("expected_speed_bytes_per_second"));
    EXPECT_FALSE(value("speed_below_expected"));
    named(1e9);
    look();
    EXPECT_EQ(value("speed_below_expected"), 1);
}

TEST_F(PortSamplerTest, TheConfigurationIsBelievedRatherThanTheLine) {
    named(1e8);
    ethtool_.negotiates = true;
    ethtool_.common_bits_per_second = 1e9;
    look();
    EXPECT_EQ(value("expected_speed_bytes_per_second"), 1.25e7);
    EXPECT_EQ(value("speed_below_expected"), 0);
}

TEST_F(PortSamplerTest, WithoutACarrierNothingIsJudged) {
    named(1e9);
    link_.carrier = false;
    look();
    look();
    EXPECT_FALSE(value("expected_speed_bytes_per_second"));
    EXPECT_FALSE(value("speed_below_expected"));
    EXPECT_FALSE(value("duplex_mismatch"));
    EXPECT_FALSE(value("utilisation_ratio", {"receive"}));
    EXPECT_EQ(value("port_role", {"camera", "unknown"}), 1);
}

TEST_F(PortSamplerTest, HalfDuplexIsAMismatch) {
    look();
    EXPECT_EQ(value("duplex_mismatch"), 0);
    ethtool_.full_duplex = false;
    look();
    EXPECT_EQ(value("duplex_mismatch"), 1);
    ethtool_.full_duplex.reset();
    look();
    EXPECT_FALSE(value("duplex_mismatch"));
}

TEST_F(PortSamplerTest, ErrorsAtAForcedFullDuplexAreAMismatchForFiveMinutes) {
    ethtool_.negotiates = false;
    counter(DriverCounter::frame_check_sequence_errors) = 100;
    look();
    look();
    EXPECT_EQ(value("duplex_mismatch"), 0) << "what was before is not known to be of today";
    ++counter(DriverCounter::frame_check_sequence_errors);
    look();
    EXPECT_EQ(value("duplex_mismatch"), 1);
    look(seconds(299));
    EXPECT_EQ(value("duplex_mismatch"), 1);
    look(seconds(1));
    EXPECT_EQ(value("duplex_mismatch"), 0);
    ++counter(DriverCounter::late_collisions);
    look();
    EXPECT_EQ(value("duplex_mismatch"), 1);
}

TEST_F(PortSamplerTest, ErrorsOfWhoNegotiatesAreTheCable) {
    ethtool_.negotiates = true;
    look();
    counter(DriverCounter::frame_check_sequence_errors) = 100;
    look();
    EXPECT_EQ(value("duplex_mismatch"), 0);
}

TEST_F(PortSamplerTest, ADriverWithoutCountersIsSeenByTheInterfaces) {
    ethtool_.negotiates = false;
    look();
    link_.counters->receive_crc_errors = 3;
    look();
    EXPECT_EQ(value("duplex_mismatch"), 1);
}

TEST_F(PortSamplerTest, ANamedPortSaysHowFullItIs) {
    named();
    port_.medium = netlink::Medium::twisted_pair;
    look();
    EXPECT_EQ(value("port_role", {"camera", "twisted_pair"}), 1);
    EXPECT_FALSE(value("utilisation_ratio", {"receive"})) << "nothing to compare with";
    link_.counters->receive_bytes = 62'500'000;
    link_.counters->transmit_bytes = 1'250'000;
    look();
    EXPECT_DOUBLE_EQ(value("utilisation_ratio", {"receive"}).value(), 0.5);
    EXPECT_DOUBLE_EQ(value("utilisation_ratio", {"transmit"}).value(), 0.01);
    link_.counters->receive_bytes = 0;
    look();
    EXPECT_FALSE(value("utilisation_ratio", {"receive"})) << "counters began anew";
    look(seconds(0));
    EXPECT_FALSE(value("utilisation_ratio", {"receive"})) << "no time went by";
}

TEST_F(PortSamplerTest, AnUnknownSpeedHasNoShare) {
    named();
    ethtool_.bits_per_second.reset();
    look();
    look();
    EXPECT_FALSE(value("utilisation_ratio", {"receive"}));
}

TEST_F(PortSamplerTest, HardwareThatNobodyNamedHasNoRole) {
    look();
    look();
    EXPECT_EQ(series_of(readings_, "magpie_link_port_role"), 0U);
    EXPECT_EQ(series_of(readings_, "magpie_link_utilisation_ratio"), 0U);
}

TEST_F(PortSamplerTest, WhatIsNoHardwareIsJudgedOnlyIfNamed) {
    link_.kind = "veth";
    look();
    EXPECT_TRUE(readings_.all().empty());
    named();
    look();
    EXPECT_EQ(value("duplex_mismatch"), 0);
}

TEST_F(PortSamplerTest, ANamedPortThatIsNotThereIsTold) {
    named();
    link_.name = "lan2";
    look();
    EXPECT_EQ(value("port_role", {"camera", "unknown"}), 1);
}

TEST_F(PortSamplerTest, WhatTheHardwareTellsIsPassedOn) {
    port_.signal_quality = 0.5;
    port_.down_reason = 4;
    port_.power = netlink::PowerSourcing{2, netlink::PowerState::delivering, 6.5, 15.4};
    look();
    EXPECT_EQ(value("signal_quality_ratio"), 0.5);
    EXPECT_EQ(series_of(readings_, "magpie_link_down_reason"), 0U) << "there is a carrier";
    EXPECT_EQ(value("poe_state", {"delivering"}), 1);
    EXPECT_EQ(value("poe_supplied_watts"), 6.5);
    EXPECT_EQ(value("poe_limit_watts"), 15.4);
    link_.carrier = false;
    look();
    EXPECT_EQ(value("down_reason", {"no_cable"}), 1);
    EXPECT_FALSE(value("signal_quality_ratio"));
    EXPECT_EQ(value("poe_supplied_watts"), 6.5) << "a camera that boots has no carrier yet";
}

TEST_F(PortSamplerTest, AModuleTellsWhatItMeasuresAndItsAlarms) {
    auto diagnostics = fakes::sfp_diagnostics();
    diagnostics.words(104, {20});
    port_.module = Module{optics::Form::sfp,
                          {"ACME OPTICS", "AO-1000-LX"},
                          optics::sff8472_readings(fakes::sfp_identity().bytes(), diagnostics.bytes())};
    look();
    EXPECT_EQ(value("module_info", {"sfp", "ACME OPTICS", "AO-1000-LX"}), 1);
    EXPECT_EQ(value("module_temperature_celsius"), 40);
    EXPECT_DOUBLE_EQ(value("module_supply_volts").value(), 3.3);
    EXPECT_DOUBLE_EQ(value("module_bias_amperes").value(), 0.02);
    EXPECT_NEAR(value("module_transmit_power_dbm").value(), -3.01, 0.01);
    EXPECT_NEAR(value("module_receive_power_dbm").value(), -26.99, 0.01);
    EXPECT_EQ(value("module_alarm", {"receive_power", "low_alarm"}), 1);
    EXPECT_EQ(series_of(readings_, "magpie_link_module_alarm"), 1U);
}

TEST_F(PortSamplerTest, AWellNegotiatedPortTakesFourSeries) {
    ethtool_.negotiates = true;
    ethtool_.common_bits_per_second = 1e8;
    port_.medium = netlink::Medium::twisted_pair;
    look();
    look();
    EXPECT_EQ(readings_.all().size(), 4U);
}

}  // namespace
}  // namespace magpie::agent
