#include "agent/sources/capture/capture_source.hpp"

#include <gtest/gtest.h>

#include <array>
#include <span>
#include <string>
#include <vector>

#include "agent/report/reporter.hpp"
#include "tests/fakes/fake_capture.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using fakes::series_of;
using fakes::value_of;
using std::chrono::seconds;

constexpr auto up = "magpie_node_source_up";
constexpr auto failures = "magpie_node_source_failures_total";
constexpr auto frames = "magpie_node_capture_frames_total";

capture::Interface monitor(std::uint64_t count) {
    return {.name = capture::text32("mon0"), .kind = capture::InterfaceKind::air, .frames = count};
}

const capture::ThreatSeen twin{.threat = capture::Threat::open_twin,
                               .severity = capture::Severity::critical,
                               .present = 1,
                               .mhz = 2437,
                               .bssid = {6, 0, 0, 0, 0, 1},
                               .signal_dbm = -50,
                               .ssid = capture::text32("SEOUL"),
                               .frames = 3,
                               .begun_ago_us = 0};

class CaptureSourceTest : public testing::Test {
  protected:
    CaptureSettings settings() const {
        return {.socket = capture_.path(),
                .ssids = {"SEOUL"},
                .networks = {{.ssid = capture::text32("SEOUL_Secure"), .security = capture::Security::enterprise}},
                .access_points = {{.bssid = {2, 0, 0, 0, 1, 0}}},
                .resolver_names = {"city-1"},
                .resolvers = {{.address = {10, 0, 0, 53}}}};
    }
    Readings sample() {
        Readings readings;
        source_.sample(readings, clock_.now());
        return readings;
    }
    bool reads() { return source_.read_events(clock_.now()); }
    void attaches() {
        (void)sample();
        ASSERT_TRUE(capture_.lets_in());
        (void)reads();
    }
    void settles() {
        capture_.capture_starts();
        attaches();
    }

    fakes::FakeCapture capture_;
    fakes::FakeClock clock_;
    CaptureSource source_{settings()};
};

TEST_F(CaptureSourceTest, SaysNothingWithoutCapture) {
    EXPECT_TRUE(sample().all().empty());
    EXPECT_TRUE(sample().all().empty());
}

TEST_F(CaptureSourceTest, TellsTheCaptureWhatIsOurs) {
    settles();
    EXPECT_EQ(capture_.hears(),
              (std::vector<capture::Record>{capture::Hello{}, settings().networks[0], settings().access_points[0],
                                            settings().resolvers[0], capture::Settled{}}));
}

TEST_F(CaptureSourceTest, TellsWhatEachKindOfRecordSays) {
    settles();
    capture_.says(monitor(10));
    capture_.says(capture::Network{.bssid = {2, 0, 0, 0, 1, 0},
                                   .own = 1,
                                   .ssid = capture::text32("SEOUL_Secure"),
                                   .mhz = 5180,
                                   .airtime_us = {1'000'000}});
    capture_.says(capture::Channel{.mhz = 5180, .listened_us = 2'000'000});
    capture_.says(twin);
    capture_.says(capture::ClientNetwork{.ssid = capture::text32("SEOUL"), .good_minutes = 5});
    capture_.says(capture::StageTotals{.count = 2});
    capture::BadMinutes bad;
    bad.by_stage[0] = 1;
    capture_.says(bad);
    const auto readings = sample();
    EXPECT_EQ(value_of(readings, up, {"capture"}), 1);
    EXPECT_EQ(value_of(readings, frames, {"mon0"}), 10);
    EXPECT_EQ(value_of(readings, "magpie_air_airtime_seconds_total", {"5GHz", "SEOUL_Secure"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_air_channel_listened_seconds_total", {"5GHz"}), 2);
    EXPECT_EQ(value_of(readings, "magpie_air_threat", {"open_twin", "SEOUL"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_client_good_seconds_total", {"SEOUL"}), 300);
    EXPECT_EQ(value_of(readings, "magpie_client_stage_total", {"SEOUL", "authentication", "success"}), 2);
    EXPECT_EQ(value_of(readings, "magpie_client_bad_seconds_total", {"SEOUL", "authentication"}), 60);
    EXPECT_EQ(series_of(readings, failures), 0U);
}

TEST_F(CaptureSourceTest, TellsOfAClientWhereItIsListenedTo) {
    settles();
    (void)capture_.hears();
    capture_.says(monitor(1));
    capture_.says(capture::Interface{.name = capture::text32("br0"), .kind = capture::InterfaceKind::client});
    (void)reads();
    capture::ClientEvent event{.client = {2, 0, 0, 0, 9, 9}, .change = capture::ClientChange::connected};
    for (const auto* interface : {"br0", "wlan0", "wlan1", "mon0"}) {
        event.interface = capture::text32(interface);
        source_.tell(event, interface == std::string("wlan0") ? "br0" : "");
    }
    event.interface = capture::text32("br0");
    EXPECT_EQ(capture_.hears(), (std::vector<capture::Record>{event, event})) << "of itself, and of its port";
    capture_.says(capture::EventTotals{.by_use = {2, 0, 0, 1}});
    const auto readings = sample();
    EXPECT_EQ(value_of(readings, "magpie_node_capture_client_events_total", {"taken"}), 2);
    EXPECT_EQ(value_of(readings, "magpie_node_capture_client_events_total", {"no_room"}), 1);
    EXPECT_EQ(series_of(readings, "magpie_node_capture_client_events_total"), 2U);
    EXPECT_EQ(series_of(readings, failures), 0U);
}

TEST_F(CaptureSourceTest, WhatThereIsNoRoomForIsCountedAndNotKept) {
    settles();
    capture_.says(capture::Interface{.name = capture::text32("br0"), .kind = capture::InterfaceKind::client});
    (void)reads();
    for (int i = 0; i < 5000; ++i) {
        source_.tell({.interface = capture::text32("br0")}, "");
    }
    EXPECT_GT(value_of(sample(), failures, {"capture", "busy"}), 0);
    EXPECT_EQ(value_of(sample(), up, {"capture"}), 1);
}

TEST_F(CaptureSourceTest, AThreatIsUrgentAndWhatIsCountedIsNot) {
    settles();
    capture_.says(monitor(1));
    EXPECT_FALSE(reads());
    capture_.says(twin);
    capture_.says(monitor(2));
    EXPECT_TRUE(reads());
    capture_.says(twin);
    EXPECT_FALSE(reads());
}

TEST_F(CaptureSourceTest, TheReportWithAThreatIsUrgent) {
    settles();
    capture_.says(monitor(1));
    Reporter reporter;
    (void)reporter.close(sample(), clock_.now(), false, false);
    capture_.says(twin);
    EXPECT_TRUE(reporter.close(sample(), clock_.now(), false, false).urgent);
    EXPECT_FALSE(reporter.close(sample(), clock_.now(), false, false).urgent);
}

TEST_F(CaptureSourceTest, WithoutAMonitorInterfaceNothingIsToldOfTheAir) {
    settles();
    capture_.says(capture::Interface{.name = capture::text32("br0"), .kind = capture::InterfaceKind::client});
    const auto readings = sample();
    EXPECT_EQ(series_of(readings, "magpie_air_threat"), 0U);
    EXPECT_EQ(series_of(readings, "magpie_air_threats_total"), 0U);
}

TEST_F(CaptureSourceTest, WhoIsAtTheOtherEndOfALineIsToldAsLongAsItIsSaid) {
    settles();
    capture_.says(capture::LineNeighbour{.interface = capture::text32("eth0"),
                                         .chassis = capture::text32("02:00:00:00:00:01"),
                                         .port = capture::text32("Gi1/0/\xff"),
                                         .system = capture::text_of<64>("sw-1"),
                                         .vlan = 7,
                                         .poe_tenths = 180,
                                         .has_poe = 1});
    const auto readings = sample();
    EXPECT_EQ(value_of(readings, "magpie_link_neighbour_info",
                       {"eth0", "02:00:00:00:00:01", "sw-1", "Gi1/0/\\xff", "", "", "7"}),
              1);
    EXPECT_EQ(value_of(readings, "magpie_link_poe_allocated_watts", {"eth0"}), 18);
    clock_.advance(std::chrono::seconds(11));
    EXPECT_EQ(series_of(sample(), "magpie_link_neighbour_info"), 0U);
}

TEST_F(CaptureSourceTest, AnAgentThatStartsAgainGoesOnWhereItWas) {
    capture_.capture_starts();
    attaches();
    capture_.says(monitor(1'000'000));
    EXPECT_EQ(value_of(sample(), frames, {"mon0"}), 1'000'000);
}

TEST_F(CaptureSourceTest, ACaptureThatStartsAgainMakesNoCounterRunBackwards) {
    settles();
    capture_.says(monitor(100));
    EXPECT_EQ(value_of(sample(), frames, {"mon0"}), 100);
    capture_.goes_away();
    auto readings = sample();
    EXPECT_EQ(value_of(readings, up, {"capture"}), 0);
    EXPECT_EQ(value_of(readings, failures, {"capture", "gone"}), 1);
    EXPECT_EQ(value_of(readings, frames, {"mon0"}), 100);
    capture_.capture_starts();
    attaches();
    capture_.says(monitor(3));
    readings = sample();
    EXPECT_EQ(value_of(readings, up, {"capture"}), 1);
    EXPECT_EQ(value_of(readings, frames, {"mon0"}), 103);
}

TEST_F(CaptureSourceTest, AnAgentThatWasSentAwayComesBackAndCountsNothingTwice) {
    settles();
    capture_.says(monitor(100));
    (void)sample();
    capture_.hangs_up();
    attaches();
    capture_.says(monitor(110));
    EXPECT_EQ(value_of(sample(), frames, {"mon0"}), 110);
}

TEST_F(CaptureSourceTest, IsDownWhereNobodyAnswers) {
    capture_.capture_starts();
    capture_.is_killed();
    const auto readings = sample();
    EXPECT_EQ(value_of(readings, up, {"capture"}), 0);
    EXPECT_EQ(value_of(readings, failures, {"capture", "nobody_answers"}), 1);
}

TEST_F(CaptureSourceTest, WhatIsNoRecordAndWhatCannotBeAreCountedAndTheRestGoesOn) {
    settles();
    capture_.says(std::span<const std::byte>(std::array<std::byte, 256>{std::byte{99}}));
    capture_.says(capture::Network{.mhz = 7});
    capture_.says(capture::OwnAccessPoint{});
    capture_.says(monitor(1));
    const auto readings = sample();
    EXPECT_EQ(value_of(readings, up, {"capture"}), 1);
    EXPECT_EQ(value_of(readings, failures, {"capture", "malformed"}), 1);
    EXPECT_EQ(value_of(readings, failures, {"capture", "not_believable"}), 2);
    EXPECT_EQ(value_of(readings, frames, {"mon0"}), 1);
}

/// Two radios, two networks on each, strangers on both bands, and one network whose clients are listened to on a usual
/// day: nobody fails but for a wrong key, a name that is not there and a server that does not answer.
TEST_F(CaptureSourceTest, APoleGetsAtMost120SeriesByDefault) {
    settles();
    capture_.says(monitor(10));
    capture_.says(capture::Interface{
        .name = capture::text32("br0"), .kind = capture::InterfaceKind::client, .frames = 10, .bad = {1}});
    std::uint8_t number = 0;
    for (const std::uint32_t mhz : {2437U, 5180U}) {
        for (const auto* ssid : {"SEOUL", "SEOUL_Secure", "someone"}) {
            capture_.says(capture::Network{.bssid = {2, 0, 0, 0, 1, ++number},
                                           .own = 1,
                                           .ssid = capture::text32(ssid),
                                           .mhz = mhz,
                                           .signal_dbm = -60,
                                           .frames = {1, 2, 3, 4},
                                           .airtime_us = {1, 2, 3, 4},
                                           .retries = 1,
                                           .beacons_expected = 10,
                                           .beacons_lost = 1,
                                           .load = 20});
        }
        capture_.says(capture::Channel{.mhz = mhz, .listened_us = 1, .airtime_us = 1});
    }
    capture_.says(capture::ClientNetwork{.dhcp_asked = 1,
                                         .ssid = capture::text32("SEOUL"),
                                         .segments_up = 1,
                                         .segments_down = 1,
                                         .round_trips_network = 1,
                                         .round_trips_radio = 1,
                                         .good_minutes = 1});
    for (std::size_t stage = 0; stage < capture::stage_count; ++stage) {
        capture_.says(capture::StageTotals{.stage = static_cast<capture::Stage>(stage), .count = 1, .sum_us = 1});
    }
    capture_.says(
        capture::StageTotals{.stage = capture::Stage::handshake, .outcome = capture::Outcome::wrong_key, .count = 1});
    capture_.says(
        capture::StageTotals{.stage = capture::Stage::dns, .outcome = capture::Outcome::name_error, .count = 1});
    capture_.says(
        capture::StageTotals{.stage = capture::Stage::tcp_network, .outcome = capture::Outcome::no_answer, .count = 1});
    capture::BadMinutes bad;
    bad.by_stage[0] = 1;
    bad.by_stage[6] = 1;
    capture_.says(bad);
    const auto readings = sample();
    EXPECT_LE(readings.all().size(), 120U);
    EXPECT_GT(readings.all().size(), 100U) << "the records are heard";
}

}  // namespace
}  // namespace magpie::agent
