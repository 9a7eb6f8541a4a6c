// What Air concludes of what is on the street: each threat, and what only looks like one.

#include <gtest/gtest.h>

#include "tests/unit/agent/capture/air/street.hpp"

namespace magpie::agent {
namespace {

using capture::Security;
using capture::Severity;
using capture::Threat;
using fakes::air::FakeAccessPoint;
using namespace std::chrono_literals;

constexpr MacAddress ours{{0x02, 0, 0, 0, 1, 0}};
constexpr MacAddress stranger{{0x02, 0, 0, 0, 0x77, 0}};

/// City is personal, and the access point `ours` is the only one of ours.
class Threatened : public ::testing::Test {
  protected:
    Threatened() {
        street.settle({{"City", Security::personal}, {"City Open", Security::open}}, {{ours, 48}});
        own.bssid = ours;
        twin.bssid = stranger;
        twin.clock_us = 900'000'000;
    }

    Street street;
    FakeAccessPoint own;
    FakeAccessPoint twin;
};

TEST_F(Threatened, OurOwnIsNone) {
    street.pass(60s, {&own});
    EXPECT_TRUE(street.begun.empty());
}

TEST_F(Threatened, AnUnknownBssidWithOurNameIsSeenWithinASecond) {
    twin.signal_dbm = -33;
    const auto since = street.us;
    while (street.begun.empty() && street.us < since + 2'000'000) {
        street.pass(100ms, {&own, &twin});
    }
    EXPECT_LE(street.us - since, 600'000U);
    const auto seen = street.began(Threat::unknown_bssid);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->bssid, stranger.bytes);
    EXPECT_EQ(seen->severity, Severity::warning);
    EXPECT_EQ(capture::view(seen->ssid), "City");
    EXPECT_EQ(seen->mhz, 2437U);
    EXPECT_EQ(seen->signal_dbm, -33);
    EXPECT_GE(seen->frames, 2U);
    EXPECT_LE(seen->begun_ago_us, 600'000U);
}

TEST_F(Threatened, ATwinThatIsGoneEndsAfterHalfAMinute) {
    street.pass(5s, {&twin});
    EXPECT_TRUE(street.lasts(Threat::unknown_bssid));
    street.pass(29s);
    EXPECT_TRUE(street.lasts(Threat::unknown_bssid));
    street.pass(3s);
    EXPECT_FALSE(street.lasts(Threat::unknown_bssid));
    ASSERT_EQ(street.ended.size(), 1U);
    EXPECT_EQ(street.ended[0].threat, Threat::unknown_bssid);
    EXPECT_GE(street.ended[0].frames, 40U);
}

TEST_F(Threatened, ASingleBeaconIsNone) {
    street.hear_beacon(twin);
    street.pass(60s, {&own});
    EXPECT_TRUE(street.begun.empty());
}

TEST_F(Threatened, ABeaconThatIsHeardTwiceAtOnceIsOne) {
    const auto beacon = twin.beacon(street.us);
    street.hear(beacon);
    street.hear(beacon);
    street.pass(20s, {&own});
    EXPECT_TRUE(street.begun.empty());
}

TEST_F(Threatened, WhatTheRadioCouldNotReadIsNone) {
    street.radio.bad_fcs = true;
    street.pass(10s, {&twin});
    EXPECT_TRUE(street.begun.empty());
}

TEST_F(Threatened, BeforeItIsSettledThereIsNone) {
    Street unsettled;
    unsettled.air.hear(capture::OwnNetwork{.ssid = capture::text32("City"), .security = Security::enterprise});
    unsettled.air.hear(capture::OwnAccessPoint{.bssid = ours.bytes});
    unsettled.pass(10s, {&twin});
    EXPECT_TRUE(unsettled.begun.empty());
}

TEST_F(Threatened, AnOpenNetworkWithAnEncryptedNameIsAnOpenTwin) {
    twin.security = Security::open;
    street.pass(2s, {&twin});
    const auto seen = street.began(Threat::open_twin);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->severity, Severity::critical);
    EXPECT_TRUE(street.began(Threat::unknown_bssid));
    EXPECT_FALSE(street.began(Threat::other_security));
}

TEST_F(Threatened, AnOpenNetworkWithAnOpenNameIsUnknownOnly) {
    twin.security = Security::open;
    twin.ssid = "City Open";
    street.pass(2s, {&twin});
    EXPECT_FALSE(street.began(Threat::open_twin));
    EXPECT_TRUE(street.began(Threat::unknown_bssid));
}

TEST_F(Threatened, ATwinWithWepOrTheFirstWpaIsNoOpenOne) {
    twin.security = Security::personal;
    street.pass(2s, {&twin});
    EXPECT_FALSE(street.began(Threat::open_twin));
}

TEST_F(Threatened, OurOwnBssidThatLetsInOtherwiseIsOtherSecurity) {
    own.security = Security::enterprise;
    street.pass(2s, {&own});
    const auto seen = street.began(Threat::other_security);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->severity, Severity::warning);
    EXPECT_EQ(street.begun.size(), 1U);
}

TEST_F(Threatened, OurOwnBssidThatIsOpenIsBoth) {
    own.security = Security::open;
    street.pass(2s, {&own});
    EXPECT_TRUE(street.began(Threat::other_security));
    EXPECT_TRUE(street.began(Threat::open_twin));
    EXPECT_FALSE(street.began(Threat::unknown_bssid));
}

TEST_F(Threatened, Wpa2AndWpa3AreBothPersonal) {
    own.security = Security::open;  // no RSN of its own
    own.more = fakes::air::rsn({2, 8});
    street.pass(5s, {&own});
    EXPECT_TRUE(street.begun.empty());
}

TEST_F(Threatened, TheOpenHalfOfAnOwePairIsNone) {
    street.settle({{"City", Security::owe}}, {{ours, 44}});
    own.security = Security::open;
    own.more = fakes::air::owe_transition({{0x02, 0, 0, 0, 1, 1}}, "City OWE");
    auto other = own;
    other.bssid.bytes[5] = 1;
    other.hidden = true;
    other.security = Security::owe;
    street.pass(5s, {&own, &other});
    EXPECT_TRUE(street.begun.empty());
}

TEST_F(Threatened, WhoeverSaysHeIsOfAnOwePairIsAnOpenTwin) {
    street.settle({{"City", Security::owe}}, {{ours, 48}});
    twin.security = Security::open;
    twin.more = fakes::air::owe_transition(ours, "City OWE");
    street.pass(2s, {&twin});
    EXPECT_TRUE(street.began(Threat::open_twin));
}

TEST_F(Threatened, AnOpenHalfWhoseEndWasNotCapturedIsNone) {
    street.settle({{"City", Security::owe}}, {{ours, 48}});
    own.security = Security::open;
    own.more = fakes::air::all({fakes::air::element(221, fakes::air::Bytes(200)),
                                fakes::air::owe_transition({{0x02, 0, 0, 0, 1, 1}}, "City OWE")});
    for (int i = 0; i < 20; ++i) {
        street.hear(own.beacon(street.us), 256);
        street.pass(100ms);
    }
    EXPECT_TRUE(street.begun.empty());
}

TEST_F(Threatened, WhenNoAccessPointsAreNamedTheNameAloneCounts) {
    street.settle({{"City", Security::personal}}, {});
    street.pass(2s, {&own, &twin});
    EXPECT_TRUE(street.begun.empty());
    twin.security = Security::open;
    street.pass(2s, {&own, &twin});
    EXPECT_TRUE(street.began(Threat::open_twin));
}

TEST_F(Threatened, ANameThatLooksLikeOursIsSeen) {
    twin.ssid = "C\xd1\x96ty ";
    street.pass(2s, {&twin});
    const auto seen = street.began(Threat::look_alike);
    ASSERT_TRUE(seen);
    EXPECT_EQ(capture::view(seen->ssid), "City");
    EXPECT_EQ(seen->severity, Severity::info);
    EXPECT_EQ(street.begun.size(), 1U);
}

TEST_F(Threatened, OurOwnMayHaveANameThatLooksLikeOurs) {
    own.ssid = "CITY";
    street.pass(5s, {&own});
    EXPECT_TRUE(street.begun.empty());
}

TEST_F(Threatened, TwoClocksBehindOneBssidAreSeen) {
    auto copy = own;
    copy.clock_us = 12'345;
    street.pass(10s, {&own});
    EXPECT_TRUE(street.begun.empty());
    street.pass(2s, {&own, &copy});
    const auto seen = street.began(Threat::two_clocks);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->bssid, ours.bytes);
    EXPECT_EQ(seen->severity, Severity::warning);
    EXPECT_EQ(street.begun.size(), 1U);
    street.pass(40s, {&own});
    EXPECT_EQ(street.ended.size(), 1U);
}

TEST_F(Threatened, TwoClocksAreSeenWithoutTheRadiosAsWell) {
    street.radio.has_tsft = false;
    auto copy = own;
    copy.clock_us = 12'345;
    street.pass(5s, {&own});
    street.pass(2s, {&own, &copy});
    EXPECT_TRUE(street.began(Threat::two_clocks));
}

TEST_F(Threatened, ARestartIsNone) {
    for (int i = 0; i < 5; ++i) {
        street.pass(20s, {&own});
        street.hear(own.deauthentication(fakes::air::everybody));
        street.hear(own.deauthentication(fakes::air::everybody));
        street.pass(500ms);
        own.clock_us = 0 - street.us;
    }
    street.pass(20s, {&own});
    EXPECT_TRUE(street.begun.empty());
}

TEST_F(Threatened, TwoChannelsAtOnceAreSeen) {
    auto copy = own;
    copy.mhz = 2437;  // the radio hears both where it is
    copy.channel = 1;
    street.pass(2s, {&own, &copy});
    EXPECT_TRUE(street.began(Threat::two_channels));
    EXPECT_EQ(street.began(Threat::two_channels)->severity, Severity::warning);
}

TEST_F(Threatened, ASwitchOfChannelIsNone) {
    for (const auto channel : {1U, 6U, 11U, 6U}) {
        own.channel = channel;
        own.mhz = 2407 + 5 * channel;
        own.more = fakes::air::element(37, fakes::air::bytes({0, 11, 3}));
        street.pass(20s, {&own});
    }
    EXPECT_TRUE(street.begun.empty());
}

TEST_F(Threatened, AFloodOfDeauthenticationsIsSeenAtOnce) {
    street.hear_beacon(own);
    for (unsigned i = 0; i < 20; ++i) {
        street.hear(own.deauthentication({{0x02, 0xcc, 0, 0, 0, 1}}));
        street.pass(20ms);
    }
    const auto seen = street.began(Threat::deauthentications);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->bssid, ours.bytes);
    EXPECT_EQ(seen->severity, Severity::critical);
    EXPECT_EQ(capture::view(seen->ssid), "City");
    street.pass(12s, {&own});
    ASSERT_EQ(street.ended.size(), 1U);
    EXPECT_EQ(street.begun.size(), 1U);
}

TEST_F(Threatened, AFloodToEverybodyIsSeenSooner) {
    street.hear_beacon(own);
    for (unsigned i = 0; i < 6; ++i) {
        street.hear(own.deauthentication(fakes::air::everybody));
        street.pass(100ms);
    }
    EXPECT_TRUE(street.began(Threat::deauthentications));
}

TEST_F(Threatened, AFloodIsSeenWhereTheAccessPointIsNotHeard) {
    for (unsigned i = 0; i < 20; ++i) {
        street.hear(own.deauthentication(fakes::air::everybody));
        street.pass(20ms);
    }
    EXPECT_TRUE(street.began(Threat::deauthentications));
}

TEST_F(Threatened, WhatIsProtectedOrOfNobodysBssidIsNoFlood) {
    street.hear_beacon(twin);
    FakeAccessPoint unknown;
    unknown.bssid = {{0x02, 0xcc, 0, 0, 0, 9}};
    for (unsigned i = 0; i < 100; ++i) {
        street.hear(own.deauthentication({{0x02, 0xcc, 0, 0, 0, 1}}, 0x40));
        street.hear(unknown.deauthentication(fakes::air::everybody));
        street.pass(10ms);
    }
    EXPECT_FALSE(street.began(Threat::deauthentications));
}

TEST_F(Threatened, NetworksThatOurOwnSpeaksForAreOurs) {
    own.bssid = {{0x02, 0, 0, 0, 1, 0x08}};
    street.settle({{"City", Security::personal}, {"City Open", Security::open}}, {{own.bssid, 48}});
    const MacAddress six_ghz{{0x0a, 0, 0, 0, 2, 0}};
    own.more = fakes::air::all({fakes::air::multiple_bssid(2, {fakes::air::profile(1, "City", {}, true),
                                                               fakes::air::profile(2, "City Open", {}, false)}),
                                fakes::air::reduced_neighbours({six_ghz})});
    FakeAccessPoint other;
    other.bssid = six_ghz;
    street.pass(10s, {&other, &own});
    EXPECT_TRUE(street.begun.empty());
    EXPECT_EQ(street.network({{0x02, 0, 0, 0, 1, 0x09}}).own, 1);
    EXPECT_EQ(street.network(six_ghz).own, 1);
}

TEST_F(Threatened, ANetworkThatAStrangersBeaconSpeaksForIsATwin) {
    twin.ssid = "Cafe";
    twin.more = fakes::air::all({fakes::air::multiple_bssid(2, {fakes::air::profile(1, "City", {}, true)}),
                                 fakes::air::reduced_neighbours({{{0x02, 0, 0, 0, 0x77, 1}}})});
    street.pass(2s, {&twin});
    const auto seen = street.began(Threat::unknown_bssid);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->bssid, (capture::Bssid{0x02, 0, 0, 0, 0x77, 1}));
}

TEST_F(Threatened, WhoeverAnswersToOurNameIsATwin) {
    twin.ssid = "Cafe";
    for (int i = 0; i < 5; ++i) {
        street.hear_beacon(twin);
        street.hear(twin.probe_response("City", street.us));
        street.pass(200ms);
    }
    EXPECT_TRUE(street.began(Threat::unknown_bssid));
}

TEST_F(Threatened, AHiddenTwinIsSeenOnceItHasSaidItsName) {
    twin.hidden = true;
    street.pass(5s, {&twin});
    EXPECT_TRUE(street.begun.empty());
    street.hear(twin.probe_response("City", street.us));
    street.pass(2s, {&twin});
    EXPECT_TRUE(street.began(Threat::unknown_bssid));
}

}  // namespace
}  // namespace magpie::agent
