#include <gtest/gtest.h>

#include <set>

#include "agent/app/agent.hpp"
#include "agent/sources/host/host_source.hpp"
#include "agent/sources/link/link_source.hpp"
#include "agent/sources/wifi/wifi_source.hpp"
#include "tests/fakes/fake_netlink.hpp"
#include "tests/fakes/fake_nl80211.hpp"
#include "tests/golden/sparkplug/heard.hpp"
#include "tests/unit/agent/app/pole.hpp"
#include "tests/unit/agent/sources/host/board.hpp"
#include "tests/unit/agent/sources/wifi/sysfs.hpp"

namespace magpie::agent {
namespace {

using golden::heard;
using std::chrono::seconds;

/// A board as they hang on poles: two cables, two radios.
struct RealSources {
    fakes::FakeNetlink kernel;
    fakes::FakeNl80211 wifi{kernel};
    fakes::Sysfs sys;
    fakes::Board board{"raspberry_pi_5"};
    std::vector<std::pair<int, std::uint32_t>> served;  // an interface of each radio and its frequency

    RealSources() {
        kernel.interface_appears({.name = "lo", .hardware_type = ARPHRD_LOOPBACK});
        kernel.interface_appears({.name = "eth0", .speed = 1000});
        kernel.port("eth0") = {.negotiates = 1, .advertised = {0x20, 0, 0}, .peer = {0x20, 0, 0}, .medium = PORT_TP};
        kernel.interface_appears({.name = "wlan0"});
        kernel.interface_appears({.name = "wlan1"});
        serve(0, 3, 2437, 20);
        serve(1, 4, 5180, 80);
    }
    /// A radio that tells all there is, with two networks and six clients on each.
    void serve(std::uint32_t number, int interface, std::uint32_t mhz, std::uint32_t width) {
        const auto radio = "phy" + std::to_string(number);
        wifi.radio_appears(radio, {mhz});
        sys.radio_has_driver(radio, "mt7996e");
        sys.radio_has_sensor(radio, "hwmon1", "50000");
        for (const auto* ssid : {"SEOUL", "SEOUL_Secure"}) {
            wifi.ap_starts(interface, "wlan" + std::to_string(interface), number, ssid, mhz, width);
            for (std::uint8_t client = 1; client <= 6; ++client) {
                wifi.station_joins(interface, {.address = {{2, 0, 0, 0, static_cast<std::uint8_t>(interface), client}},
                                               .receive_bytes = 1,
                                               .transmit_bytes = 1,
                                               .transmit_packets = 1,
                                               .transmit_retries = 1,
                                               .transmit_failed = 1,
                                               .signal_dbm = -60,
                                               .connected = seconds(5),
                                               .receive_airtime = std::chrono::microseconds(7),
                                               .transmit_airtime = std::chrono::microseconds(9),
                                               .expected_throughput_bits_per_second = 1e8,
                                               .authorized = true});
            }
            interface += 10;
        }
        served.push_back({interface - 20, mhz});
    }
    /// It is time for scans, the clients are still, and each radio hears a stranger.
    void night_falls(fakes::FakeClock& clock) {
        clock.advance(std::chrono::hours(17));
        for (const auto& [first, mhz] : served) {
            for (const int interface : {first, first + 10}) {
                for (std::uint8_t client = 1; client <= 6; ++client) {
                    wifi.station(interface, {{2, 0, 0, 0, static_cast<std::uint8_t>(interface), client}}).inactive =
                        seconds(60);
                }
            }
            wifi.network_is_heard(first, {.bssid = {{0, 1, 2, 3, 4, 5}}, .mhz = mhz});
        }
    }
    /// Ten seconds of airtime on each radio, and of each client.
    void time_passes(std::uint64_t ten_seconds) {
        using Time = netlink::Survey::Time;
        for (const auto& [interface, mhz] : served) {
            wifi.survey_shows(interface, {.mhz = mhz,
                                          .in_use = true,
                                          .noise_dbm = -95,
                                          .active = Time{ten_seconds * 10000},
                                          .busy = Time{ten_seconds * 1900},
                                          .receive = Time{ten_seconds * 900},
                                          .transmit = Time{ten_seconds * 500},
                                          .own_receive = Time{ten_seconds * 250}});
            for (std::uint8_t client = 1; client <= 6; ++client) {
                auto& station = wifi.station(interface, {{2, 0, 0, 0, static_cast<std::uint8_t>(interface), client}});
                station.receive_airtime = std::chrono::microseconds(ten_seconds * 70);
                station.transmit_airtime = std::chrono::microseconds(ten_seconds * 90);
                station.connected = seconds(ten_seconds * 10);
            }
        }
    }

    std::vector<std::unique_ptr<Source>> all() {
        HostKernel host;
        host.statvfs = [](const char*, struct statvfs* space) {
            *space = {};
            space->f_frsize = 4096;
            space->f_blocks = 1000;
            space->f_bavail = 250;
            return 0;
        };
        host.ticks_per_second = 100;
        std::vector<std::unique_ptr<Source>> sources;
        sources.push_back(std::make_unique<LinkSource>(kernel, kernel, LinkSettings{}));
        sources.push_back(std::make_unique<WifiSource>(
            wifi, WifiSettings{.ssids = {"SEOUL", "SEOUL_Secure"}, .clients = {}, .sys = sys.root()}));
        sources.push_back(std::make_unique<HostSource>(board.paths(), host));
        return sources;
    }
};

TEST(SeriesBudget, ADefaultAgentWithTwoRadiosAndFourNetworksHasAtMost240) {
    RealSources real;
    fakes::FakeClock clock;
    fakes::FakeBroker broker;
    fakes::FakeMqttClient client(broker);
    Config config;
    config.node = {.area = "mapo", .id = "pole-1", .site = "", .site_type = "", .hub = "", .model = ""};
    config.mqtt.servers = {"tcp://broker:1883"};
    Agent agent(config, {.epoch = Epoch{1}, .model = "board"}, real.all(), client, [](std::uint8_t) {});
    client.listen([&](const mqtt::Event& event) { agent.on(event, clock.now()); });
    real.night_falls(clock);
    agent.start(clock.now());
    broker.delivers();
    for (unsigned i = 0; i < 300; ++i) {
        real.time_passes(i / 10);
        clock.advance(seconds(1));
        agent.tick(clock.now());
        broker.delivers();
    }
    const auto birth = heard(broker.published("spBv1.0/+/NBIRTH/+")).back();
    std::size_t series = 0;
    for (const auto& metric : birth.payload.metrics) {
        series += metric.has_alias && metric.alias != report_alias ? 1 : 0;
    }
    RecordProperty("series", static_cast<int>(series));
    EXPECT_LE(series, 240U);
    EXPECT_GT(series, 180U) << "the sources do read";
}

TEST(Sample, IsWhatEverySourceSees) {
    RealSources real;
    const auto readings = sample(real.all(), fakes::minutes_after_boot(5));
    std::set<std::string_view> domains;
    for (const auto& reading : readings.all()) {
        const auto name = catalogue::all[reading.metric].name.substr(7);
        domains.insert(name.substr(0, name.find('_')));
    }
    EXPECT_EQ(domains, (std::set<std::string_view>{"host", "link", "node", "wifi"}));
}

}  // namespace
}  // namespace magpie::agent
