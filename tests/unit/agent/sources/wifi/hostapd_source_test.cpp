#include "agent/sources/wifi/hostapd_source.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/fakes/fake_clock.hpp"
#include "tests/fakes/fake_hostapd.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"
#include "tests/unit/agent/sources/wifi/sysfs.hpp"

namespace magpie::agent {
namespace {

using fakes::FakeHostapd;
using fakes::series_of;
using fakes::value_of;

constexpr auto deauthentications = "magpie_wifi_deauthentications_total";
constexpr auto refusals = "magpie_wifi_refused_joins_total";

class HostapdSourceTest : public testing::Test {
  protected:
    Readings sample() {
        Readings readings;
        source_.sample(readings, clock_.now());
        return readings;
    }
    /// hostapd on an interface of a radio, and we are attached.
    std::unique_ptr<FakeHostapd> hostapd_on(const std::string& interface, const std::string& radio) {
        sys_.interface_is_on(interface, radio);
        auto hostapd = std::make_unique<FakeHostapd>(directory_, interface);
        (void)sample();
        (void)hostapd->commands();
        return hostapd;
    }

    fakes::Sysfs sys_;
    fakes::FakeClock clock_;
    fakes::HostapdDirectory directory_;
    HostapdSource source_{directory_.path(), sys_.root()};
};

TEST_F(HostapdSourceTest, CountsGoodbyesByReason) {
    const auto hostapd = hostapd_on("wlan0", "phy0");
    hostapd->tells("<2>deauthentication: STA=02:00:00:00:01:00 reason_code=3");
    hostapd->tells("<2>deauthentication: STA=02:00:00:00:02:00 reason_code=8");
    hostapd->tells("<2>deauthentication: STA=02:00:00:00:02:00 reason_code=7");
    hostapd->tells("<2>deauthentication: STA=02:00:00:00:02:00");
    const auto readings = sample();
    EXPECT_EQ(value_of(readings, deauthentications, {"phy0", "leaving"}), 2);
    EXPECT_EQ(value_of(readings, deauthentications, {"phy0", "not_authenticated"}), 1);
    EXPECT_EQ(value_of(readings, deauthentications, {"phy0", "other"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_node_source_up", {"hostapd"}), 1);
}

TEST_F(HostapdSourceTest, CountsWhyClientsAreNotLetIn) {
    const auto one = hostapd_on("wlan0", "phy0");
    const auto other = hostapd_on("wlan0-1", "phy0");
    one->tells("<3>AP-STA-POSSIBLE-PSK-MISMATCH 02:00:00:00:01:00");
    other->tells("<3>AP-STA-POSSIBLE-PSK-MISMATCH 02:00:00:00:01:00");
    other->tells("<3>AP-REJECTED-MAX-STA 02:00:00:00:01:00");
    const auto readings = sample();
    EXPECT_EQ(value_of(readings, refusals, {"phy0", "wrong_passphrase"}), 2);
    EXPECT_EQ(value_of(readings, refusals, {"phy0", "full"}), 1);
}

TEST_F(HostapdSourceTest, EventsAreReadBetweenSamplesToo) {
    const auto hostapd = hostapd_on("wlan0", "phy0");
    hostapd->tells("<3>AP-REJECTED-BLOCKED-STA 02:00:00:00:01:00");
    source_.read_events();
    EXPECT_EQ(value_of(sample(), refusals, {"phy0", "blocked"}), 1);
}

TEST_F(HostapdSourceTest, HandsOnEachEventAndCountsOnlyRefusals) {
    std::vector<hostapd::Heard> heard;
    source_.tell([&](const hostapd::Heard& event) { heard.push_back(event); });
    const auto hostapd = hostapd_on("wlan0", "phy0");
    hostapd->tells("<3>AP-STA-CONNECTED 02:00:00:00:01:00 auth_alg=open");
    hostapd->tells("<3>CTRL-EVENT-EAP-STARTED 02:00:00:00:01:00");
    hostapd->tells("<3>CTRL-EVENT-EAP-TIMEOUT-FAILURE 02:00:00:00:01:00");
    hostapd->tells("<3>AP-STA-DISCONNECTED 02:00:00:00:01:00");
    const auto readings = sample();
    ASSERT_EQ(heard.size(), 4U);
    EXPECT_EQ(heard[0].interface, "wlan0");
    EXPECT_EQ(heard[0].event.type, hostapd::EventType::connected);
    EXPECT_EQ(heard[3].event.type, hostapd::EventType::disconnected);
    EXPECT_EQ(series_of(readings, refusals), 1U);
    EXPECT_EQ(value_of(readings, refusals, {"phy0", "eap_failed"}), 1);
    EXPECT_EQ(series_of(readings, deauthentications), 0U);
}

TEST_F(HostapdSourceTest, SaysNothingWithoutHostapd) {
    EXPECT_TRUE(sample().all().empty());
}

TEST_F(HostapdSourceTest, IsDownOnceHostapdHasGoneAndUpWhenItIsBack) {
    hostapd_on("wlan0", "phy0").reset();
    for (int again = 0; again < 2; ++again) {
        const auto readings = sample();
        EXPECT_EQ(value_of(readings, "magpie_node_source_up", {"hostapd"}), 0);
        EXPECT_EQ(value_of(readings, "magpie_node_source_failures_total", {"hostapd", "gone"}), 1);
    }
    const auto back = hostapd_on("wlan0", "phy0");
    EXPECT_EQ(value_of(sample(), "magpie_node_source_up", {"hostapd"}), 1);
}

TEST_F(HostapdSourceTest, IsDownOnceHostapdWasKilled) {
    FakeHostapd hostapd(directory_, "wlan0");
    hostapd.is_killed();
    const auto readings = sample();
    EXPECT_EQ(value_of(readings, "magpie_node_source_up", {"hostapd"}), 0);
    EXPECT_EQ(value_of(readings, "magpie_node_source_failures_total", {"hostapd", "nobody_answers"}), 1);
}

TEST_F(HostapdSourceTest, RadiosWithoutEndShareOneName) {
    const auto hostapd = hostapd_on("wlan0", "phy0");
    for (int number = 0; number < 100; ++number) {
        sys_.interface_is_on("wlan0", "phy" + std::to_string(number));
        hostapd->tells("<3>AP-REJECTED-MAX-STA 02:00:00:00:01:00");
        source_.read_events();
    }
    const auto readings = sample();
    EXPECT_EQ(series_of(readings, refusals), 17U);
    EXPECT_EQ(value_of(readings, refusals, {"other", "full"}), 100 - 16);
}

TEST(ReasonWord, KnowsWhatAnOperatorActsOn) {
    EXPECT_EQ(reason_word(3), "leaving");
    EXPECT_EQ(reason_word(14), "mic_failure");
    EXPECT_EQ(reason_word(15), "handshake_timeout");
    EXPECT_EQ(reason_word(0), "other");
    EXPECT_EQ(reason_word(65535), "other");
}

}  // namespace
}  // namespace magpie::agent
