#include "agent/app/agent.hpp"

#include <gtest/gtest.h>

#include <set>

#include "agent/sources/host/host_source.hpp"
#include "agent/sources/link/link_source.hpp"
#include "agent/sources/wifi/wifi_source.hpp"
#include "tests/fakes/fake_flash.hpp"
#include "tests/fakes/fake_netlink.hpp"
#include "tests/fakes/fake_nl80211.hpp"
#include "tests/fakes/fake_storage.hpp"
#include "tests/golden/sparkplug/heard.hpp"
#include "tests/unit/agent/app/pole.hpp"
#include "tests/unit/agent/sources/host/board.hpp"
#include "tests/unit/agent/sources/wifi/sysfs.hpp"
#include "tests/unit/platform/tls/certificates.hpp"
#include "tests/unit/wire/sparkplug/raw_payload.hpp"
#include "wire/report/acknowledge.hpp"

namespace magpie::agent {
namespace {

using fakes::Pole;
using golden::heard;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

class AgentTest : public testing::Test {
  protected:
    std::vector<golden::Heard> data() { return heard(broker_.published("spBv1.0/+/NDATA/+")); }
    std::vector<golden::Heard> live_data() {
        auto all = data();
        std::erase_if(all, [](const golden::Heard& message) { return message.header()->historical; });
        return all;
    }
    std::vector<golden::Heard> births() { return heard(broker_.published("spBv1.0/+/NBIRTH/+")); }

    fakes::FakeClock clock_;
    fakes::FakeBroker broker_;
    Pole pole_{broker_, clock_};
};

TEST_F(AgentTest, ReadsItsSourcesBeforeTheFirstBirth) {
    pole_.starts();
    ASSERT_EQ(births().size(), 1U);
    EXPECT_EQ(births().at(0).value("link/eth0/up"), 1);
    EXPECT_EQ(births().at(0).value("node/info"), 1);
    EXPECT_EQ(births().at(0).value("node/report_interval_seconds"), 10);
}

TEST_F(AgentTest, ReportsOnceAnInterval) {
    pole_.starts();
    pole_.passes(seconds(1000));
    EXPECT_NEAR(static_cast<double>(live_data().size()), 100, 1);
}

TEST_F(AgentTest, PolesThatStartTogetherReportApart) {
    std::set<std::int64_t> phases;
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        // As random devices seed them.
        Pole pole(broker_, clock_, {.node = "pole-" + std::to_string(seed), .seed = seed * 2654435761U});
        pole.starts();
        const auto begin = clock_.now().mono;
        pole.passes(seconds(10));
        phases.insert((live_data().back().header()->taken - begin).count());
    }
    EXPECT_GT(phases.size(), 15U);
}

TEST_F(AgentTest, NoTwoReportsAreOfOneMoment) {
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        Pole pole(broker_, clock_, {.node = "pole-" + std::to_string(seed), .seed = seed});
        broker_.clear_log();
        pole.starts();
        const auto begin = clock_.now().mono;
        pole.passes(seconds(10));
        EXPECT_GT(live_data().back().header()->taken, begin) << seed;
    }
}

TEST_F(AgentTest, IsWholeOnceAMinute) {
    pole_.starts();
    pole_.passes(seconds(20));
    broker_.clear_log();
    pole_.passes(seconds(600));
    std::size_t whole = 0;
    for (const auto& message : live_data()) {
        whole += message.header()->whole ? 1 : 0;
        EXPECT_EQ(message.payload.metrics.size() > 8, message.header()->whole);
    }
    EXPECT_EQ(whole, 10U);
}

TEST_F(AgentTest, TheFirstReportAfterABirthIsWhole) {
    pole_.starts();
    pole_.passes(seconds(200));
    broker_.cut(pole_.mqtt);
    pole_.passes(seconds(1));
    broker_.clear_log();
    pole_.passes(seconds(10));
    EXPECT_TRUE(live_data().at(0).header()->whole);
}

TEST_F(AgentTest, AnUrgentEventIsReportedAtOnce) {
    pole_.starts();
    pole_.passes(seconds(30));
    broker_.clear_log();
    // A moment at which no report is due.
    pole_.passes(pole_.agent.deadline() - clock_.now().mono + milliseconds(3000));
    broker_.clear_log();
    pole_.reads([](Readings& readings, const Now&) { readings.set<"link_up">(0, "eth0"); });
    pole_.agent.urgent(clock_.now());
    pole_.passes(milliseconds(0));
    ASSERT_EQ(live_data().size(), 1U);
    EXPECT_TRUE(live_data().at(0).header()->urgent);
}

TEST_F(AgentTest, UrgentEventsCloseTogetherShareAReport) {
    pole_.starts();
    pole_.passes(pole_.agent.deadline() - clock_.now().mono + milliseconds(1500));
    broker_.clear_log();
    for (int i = 0; i < 50; ++i) {
        pole_.agent.urgent(clock_.now());
        pole_.passes(milliseconds(100));
    }
    EXPECT_LE(live_data().size(), 6U);
    EXPECT_GE(live_data().size(), 5U);
}

TEST_F(AgentTest, UrgencyDoesNotMoveTheInterval) {
    pole_.starts();
    const auto due = pole_.agent.deadline();
    pole_.passes(due - clock_.now().mono + milliseconds(4000));
    pole_.agent.urgent(clock_.now());
    pole_.passes(milliseconds(1));
    EXPECT_EQ(pole_.agent.deadline(), due + seconds(10));
}

TEST_F(AgentTest, AfterASuspendTheMissedReportsAreSkipped) {
    pole_.starts();
    pole_.passes(seconds(30));
    broker_.clear_log();
    clock_.advance(std::chrono::hours(3));
    pole_.agent.tick(clock_.now());
    broker_.delivers();
    EXPECT_EQ(live_data().size(), 1U);
    EXPECT_GT(pole_.agent.deadline(), clock_.now().mono);
}

TEST_F(AgentTest, SaysOfItselfWhatTheCatalogueKnows) {
    pole_.starts();
    pole_.passes(seconds(20));
    broker_.cut(pole_.mqtt);
    pole_.passes(seconds(20));
    const auto birth = births().back();
    for (const auto* name : {"node/outbox_reports", "node/outbox_bytes", "node/outbox_dropped_total",
                             "node/connects_total", "node/connect_failures_total", "node/publish_failures_total"}) {
        EXPECT_TRUE(birth.value(name)) << name;
    }
    std::vector<sparkplug::PropertyView> properties;
    ASSERT_TRUE(decode_properties(birth.find("node/info")->properties, 12, properties));
    EXPECT_EQ(properties[0].key, "version");
    EXPECT_EQ(properties[0].value.text, MAGPIE_VERSION);
    EXPECT_EQ(properties[1].value.text, "board");
    EXPECT_EQ(properties[3].key, "latitude");
    EXPECT_EQ(properties[3].value.text, "");
}

TEST_F(AgentTest, TellsOfItsCertificateWhereItHasOne) {
    pole_.starts();
    EXPECT_FALSE(births().back().value("node/renewed/certificate_renewals_total"));
    Pole known(broker_, clock_, {.node = "pole-2", .certificate_start = clock_.now().wall - hours(1)});
    known.starts();
    const auto birth = births().back();
    EXPECT_TRUE(birth.value("node/certificate_expires_timestamp_seconds"));
    EXPECT_EQ(birth.value("node/renewed/certificate_renewals_total"), 0);
    EXPECT_EQ(birth.value("node/failed/certificate_renewals_total"), 0);
}

TEST_F(AgentTest, GoesOnMeasuringWithoutABroker) {
    broker_.broker_goes_away();
    pole_.starts();
    pole_.passes(seconds(600));
    EXPECT_NEAR(static_cast<double>(value(pole_.agent.outbox().newest())), 61, 1);
}

TEST_F(AgentTest, AFullOutboxDropsTheOldestAndSaysSo) {
    broker_.broker_goes_away();
    Pole pole(broker_, clock_, {.node = "pole-2", .outbox_bytes = 64 * 1024});
    pole.starts();
    pole.passes(std::chrono::hours(24));
    EXPECT_LE(pole.agent.outbox().bytes_in_memory(), 64U * 1024);
    broker_.broker_returns();
    pole.passes(seconds(80));
    EXPECT_GT(births().back().value("node/outbox_dropped_total").value(), 1000);
    EXPECT_EQ(data().back().header()->oldest, pole.agent.outbox().oldest());
}

TEST_F(AgentTest, StopsOnceItsGoodbyeIsOut) {
    pole_.starts();
    pole_.agent.stop(clock_.now());
    EXPECT_FALSE(pole_.agent.stopped());
    broker_.delivers();
    EXPECT_TRUE(pole_.agent.stopped());
}

TEST_F(AgentTest, StopsAtOnceWithoutAConnection) {
    broker_.broker_goes_away();
    pole_.starts();
    pole_.stops();
    EXPECT_TRUE(pole_.agent.stopped());
}

TEST_F(AgentTest, StopsOnceFlashHasWhatIsOnItsWayThere) {
    fakes::FakeStorage storage;
    fakes::FakeFlash flash(storage);
    flash.is_slow();
    Pole pole(broker_, clock_, {.node = "pole-2", .outbox = {.flash = &flash}});
    broker_.broker_goes_away();
    pole.starts();
    pole.passes(seconds(90));
    ASSERT_TRUE(flash.is_at_work());
    EXPECT_GE(pole.agent.outbox().newest(), ReportNumber{9}) << "and nothing waits for it";
    pole.stops();
    EXPECT_FALSE(pole.agent.stopped());
    flash.finishes();
    pole.agent.flash_ended(clock_.now());
    EXPECT_TRUE(pole.agent.stopped());
}

// ---- orders

/// A pole that believes whoever says "signed ", with the directory in which it keeps what it believes.
class AgentWithOrders : public AgentTest {
  protected:
    Orders orders() {
        return {{.area = "mapo", .node = "pole-1", .version = MAGPIE_VERSION, .directory = directory_.file("orders")},
                [](std::string_view der, const Now&) -> tl::expected<tls::SignedOrder, OrderRefusal> {
                    auto order = der.starts_with("signed ") ? decode_order(der.substr(7)) : std::nullopt;
                    return order ? tl::expected<tls::SignedOrder, OrderRefusal>({std::move(*order), "kim"})
                                 : tl::unexpected(OrderRefusal::signature);
                },
                [](const Order&) { return tl::expected<void, std::string>{}; }};
    }
    void command(const char* metric, const std::string& bytes) {
        broker_.stranger_publishes(
            {"spBv1.0/mapo/NCMD/pole-1", raw::metric(raw::text(1, metric) + raw::text(16, bytes)), 0, false});
        broker_.delivers();
    }
    void order(std::uint64_t number) {
        command("Node Control/Order",
                "signed " + encode(Order{.number = OrderNumber{number}, .not_after = clock_.now().wall + seconds(60)}));
    }

    tls::Directory directory_;
};

TEST_F(AgentWithOrders, WithoutOneTheHeaderIsAsItWas) {
    auto none = orders();
    none.begin(clock_.now());
    Pole pole(broker_, clock_, {.orders = &none});
    pole.starts();
    pole.passes(seconds(30));
    EXPECT_EQ(births().at(0).header()->orders, OrderState{});
    EXPECT_FALSE(births().at(0).value("node/followed/order"));
}

TEST_F(AgentWithOrders, TellsInEveryMessageHowFarItIs) {
    {
        auto first = orders();
        first.begin(clock_.now());
        Pole pole(broker_, clock_, {.orders = &first});
        pole.starts();
        order(3);
        EXPECT_TRUE(first.wants_another_run());
        pole.stops();
    }
    auto second = orders();
    second.begin(clock_.now());
    broker_.clear_log();
    Pole pole(broker_, clock_, {.orders = &second});
    pole.starts();
    const OrderState tried{.tried = OrderNumber{3}};
    EXPECT_EQ(births().at(0).header()->orders, tried);
    EXPECT_EQ(births().at(0).value("node/tried/order"), 3);
    EXPECT_EQ(births().at(0).value("node/followed/order"), 0);
    pole.passes(seconds(20));
    EXPECT_EQ(live_data().back().header()->orders, tried);
    const Acknowledge word{.epoch = Epoch{0x1122334455667788},
                           .received = ReportNumber{1},
                           .safe = ReportNumber{1},
                           .highest = ReportNumber{1}};
    command("Node Control/Acknowledge", encode(word));
    pole.passes(seconds(20));
    const OrderState followed{.followed = OrderNumber{3}};
    EXPECT_EQ(live_data().back().header()->orders, followed);
}

TEST_F(AgentWithOrders, GoesBackAtTheDeadlineEvenIfNothingElseIsDue) {
    {
        auto first = orders();
        first.begin(clock_.now());
        first.hear("signed " + encode(Order{.number = OrderNumber{3}, .not_after = clock_.now().wall}), clock_.now());
    }
    auto second = orders();
    second.begin(clock_.now());
    broker_.broker_goes_away();
    Pole pole(broker_, clock_, {.orders = &second});
    pole.starts();
    pole.passes(Orders::heard_within - Milliseconds{1});
    EXPECT_FALSE(second.wants_another_run());
    pole.passes(Milliseconds{1});
    EXPECT_TRUE(second.wants_another_run());
    EXPECT_EQ(second.state().why, OrderRefusal::not_heard);
}

// ---- the budget

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
