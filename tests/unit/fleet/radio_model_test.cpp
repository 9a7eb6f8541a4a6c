#include "tests/fleet/radio_model.hpp"

#include <gtest/gtest.h>

#include "tests/unit/fleet/evening.hpp"

namespace magpie::fleet {
namespace {

/// A radio with forty clients in a full street, looked at every ten seconds.
class Radio : public ::testing::Test {
  protected:
    Radio() { (void)looks(60); }

    Values looks(int times, double crowd = 0.9) {
        for (; times > 0; --times) {
            radio.passes(10, crowd, 40, dice);
        }
        agent::Readings readings;
        radio.write(readings);
        return by_path(readings);
    }
    static double grown(const Values& from, const Values& to, const std::string& path) {
        const auto before = from.find(path);
        return to.at(path) - (before == from.end() ? 0 : before->second);
    }

    Dice dice{7};
    RadioModel radio{
        {"phy1", "5GHz", 5180, 80, 23, false, 5e7, 130, 8, true, {"SEOUL", "SEOUL_Secure"}},
        dice,
    };
};

TEST_F(Radio, UrgentEventsAreToldFromTheStart) {
    const auto is = looks(1);
    EXPECT_EQ(is.at("wifi/phy1/radar_detected/events_total"), 0);
    EXPECT_EQ(is.at("wifi/phy1/ap_stopped/events_total"), 0);
}

TEST_F(Radio, OneThatHangsStandsStillAndLosesItsClients) {
    const auto before = looks(1);
    radio.suffers(FaultKind::radio_hang, true);
    EXPECT_EQ(looks(2).at("wifi/phy1/radio_hung"), 0);
    const auto during = looks(58);
    EXPECT_EQ(during.at("wifi/phy1/radio_hung"), 1);
    EXPECT_EQ(during.at("wifi/phy1/frozen/discarded_total"), 60);
    EXPECT_EQ(during.at("wifi/5GHz/SEOUL/clients"), 0);
    EXPECT_EQ(during.at("wifi/5GHz/SEOUL/networks"), 1);
    for (const auto& [path, value] : before) {
        if (path.find("channel_") != std::string::npos || path.ends_with("bytes_total")) {
            EXPECT_EQ(during.at(path), value) << path;
        }
    }
    radio.suffers(FaultKind::radio_hang, false);
    const auto after = looks(60);
    EXPECT_EQ(after.at("wifi/phy1/radio_hung"), 0);
    EXPECT_GT(after.at("wifi/5GHz/SEOUL/clients"), 10);
    EXPECT_EQ(after.at("wifi/phy1/frozen/discarded_total"), 60);
}

TEST_F(Radio, WhereHostapdEndsNoNetworkIsLeft) {
    const auto before = looks(1);
    radio.suffers(FaultKind::network_stop, true);
    const auto during = looks(1);
    EXPECT_EQ(during.at("wifi/phy1/ap_stopped/events_total"), 2);
    EXPECT_GT(grown(before, during, "wifi/phy1/leave/events_total"), 20);
    EXPECT_EQ(during.at("wifi/5GHz/SEOUL/networks"), 0);
    EXPECT_EQ(during.at("wifi/5GHz/SEOUL/clients"), 0);
    for (const auto* path : {"wifi/phy1/5GHz/frequency_hertz", "wifi/phy1/channel_width_hertz",
                             "wifi/phy1/5GHz/noise_dbm", "wifi/phy1/radio_hung", "wifi/phy1/dfs_state"}) {
        EXPECT_TRUE(before.contains(path)) << path;
        EXPECT_FALSE(during.contains(path)) << path;
    }
    EXPECT_EQ(grown(before, during, "wifi/phy1/5GHz/channel_active_seconds_total"), 0);
    radio.suffers(FaultKind::network_stop, false);
    const auto after = looks(60);
    EXPECT_EQ(after.at("wifi/5GHz/SEOUL/networks"), 1);
    EXPECT_GT(after.at("wifi/5GHz/SEOUL/clients"), 10);
    EXPECT_EQ(after.at("wifi/phy1/ap_stopped/events_total"), 2);
}

TEST_F(Radio, AFloodOfGoodbyesDrivesClientsAway) {
    const auto before = looks(1);
    radio.suffers(FaultKind::deauth_flood, true);
    const auto during = looks(12);
    EXPECT_GT(grown(before, during, "wifi/phy1/not_authenticated/deauthentications_total"), 12 * 100);
    EXPECT_TRUE(!during.contains("wifi/5GHz/SEOUL/clients") || during.at("wifi/5GHz/SEOUL/clients") < 10);
}

TEST_F(Radio, AWrongPassphraseKeepsClientsOut) {
    radio.suffers(FaultKind::wrong_passphrase, true);
    const auto during = looks(60);
    EXPECT_GT(during.at("wifi/phy1/wrong_passphrase/refused_joins_total"), 100);
    EXPECT_TRUE(!during.contains("wifi/5GHz/SEOUL/clients") || during.at("wifi/5GHz/SEOUL/clients") < 10);
}

TEST_F(Radio, InACrowdItIsFullAndElseTheServerDoesNotAnswer) {
    radio.suffers(FaultKind::refusals, true);
    const auto crowd = looks(10, 0.9);
    EXPECT_GT(crowd.at("wifi/phy1/full/refused_joins_total"), 10);
    EXPECT_FALSE(crowd.contains("wifi/phy1/eap_failed/refused_joins_total"));
    EXPECT_GT(crowd.at("wifi/5GHz/SEOUL/clients"), 10);
    const auto few = looks(10, 0.2);
    EXPECT_GT(few.at("wifi/phy1/eap_failed/refused_joins_total"), 10);
}

TEST_F(Radio, InterferenceFillsTheAirAndMakesRetries) {
    radio.suffers(FaultKind::interference, true);
    auto before = looks(1);
    for (int look = 0; look < 30; ++look) {
        const auto during = looks(1);
        const auto air = [&](const std::string& part) {
            return grown(before, during, "wifi/phy1/5GHz/channel_" + part + "_seconds_total");
        };
        EXPECT_GT(air("busy") / air("active"), 0.9);
        EXPECT_GT(air("non_wifi") / air("active"), 0.5);
        const double retries = grown(before, during, "wifi/5GHz/SEOUL/client_transmit_retries_total");
        const double packets = grown(before, during, "wifi/5GHz/SEOUL/client_transmit_packets_total");
        ASSERT_GT(packets, 0);
        EXPECT_GT(retries / (packets + retries), 0.5);
        EXPECT_GT(during.at("wifi/phy1/5GHz/noise_dbm"), -80);
        before = during;
    }
}

}  // namespace
}  // namespace magpie::fleet
