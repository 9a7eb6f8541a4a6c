#include "tests/fleet/pole_model.hpp"

#include <gtest/gtest.h>

#include <map>

#include "agent/report/reporter.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "wire/catalogue/names.hpp"

namespace magpie::fleet {
namespace {

constexpr Milliseconds interval{10'000};

/// What was read, by the path on the wire.
std::map<std::string, double> by_path(const agent::Readings& readings) {
    std::map<std::string, double> values;
    for (const auto& reading : readings.all()) {
        const auto& metric = catalogue::all[reading.metric];
        EXPECT_TRUE(values.emplace(catalogue::wire_path(metric, reading.labels, reading.part), reading.value).second);
    }
    return values;
}

class PoleModelInTheEvening : public ::testing::Test {
  protected:
    PoleModelInTheEvening() { clock.advance(std::chrono::hours(9)); }  // from midnight UTC to 18:00 in Seoul

    std::map<std::string, double> look(PoleModel& pole) {
        clock.advance(interval);
        agent::Readings readings;
        pole.sample(readings, clock.now());
        return by_path(readings);
    }

    fakes::FakeClock clock;
    City city{4, 50};
};

TEST_F(PoleModelInTheEvening, CountersNeverFall) {
    for (const auto& site : city.poles()) {
        PoleModel pole(site, profile_of(120));
        std::map<std::string, double> before;
        for (int look_number = 0; look_number < 60; ++look_number) {
            clock.advance(interval);
            agent::Readings readings;
            pole.sample(readings, clock.now());
            for (const auto& reading : readings.all()) {
                const auto& metric = catalogue::all[reading.metric];
                const bool grows = metric.kind == catalogue::Kind::counter ||
                                   (reading.part == catalogue::Part::bucket || reading.part == catalogue::Part::count);
                if (grows) {
                    auto& last = before[catalogue::wire_path(metric, reading.labels, reading.part)];
                    ASSERT_GE(reading.value, last) << metric.name;
                    last = reading.value;
                }
            }
        }
    }
}

TEST_F(PoleModelInTheEvening, APoleHasAboutAsManySeriesAsAskedFor) {
    constexpr std::size_t agents_own = 8;
    for (const auto& [asked, least, most] :
         {std::array<std::size_t, 3>{30, 25, 35}, {120, 110, 130}, {240, 210, 270}, {480, 420, 540}}) {
        for (const auto& site : city.poles()) {
            PoleModel pole(site, profile_of(asked));
            const auto series = look(pole).size() + agents_own;
            EXPECT_GE(series, least) << model_name(site.model);
            EXPECT_LE(series, most) << model_name(site.model);
        }
    }
}

TEST_F(PoleModelInTheEvening, MostSeriesChangeInAnInterval) {
    std::size_t changed = 0;
    for (const auto& site : city.poles()) {
        PoleModel pole(site, profile_of(120));
        fakes::FakeClock evening;
        evening.advance(std::chrono::hours(9));
        agent::Reporter reporter;
        std::size_t last = 0;
        for (int looks = 0; looks < 30; ++looks) {
            evening.advance(interval);
            agent::Readings readings;
            pole.sample(readings, evening.now());
            last = reporter.close(readings, evening.now(), false, false).samples.size();
        }
        EXPECT_TRUE(reporter.discarded().empty());
        changed += last;
    }
    const auto mean = static_cast<double>(changed) / static_cast<double>(city.poles().size());
    EXPECT_GT(mean, 65);
    EXPECT_LT(mean, 100);
}

TEST_F(PoleModelInTheEvening, PartsOfTheAirAreNeverMoreThanTheWhole) {
    for (const auto& site : city.poles()) {
        PoleModel pole(site, profile_of(120));
        for (int looks = 0; looks < 20; ++looks) {
            auto is = look(pole);
            for (const std::string radio : {"wifi/phy0/2.4GHz/channel_", "wifi/phy1/5GHz/channel_"}) {
                const auto of = [&](const std::string& part) { return is.at(radio + part + "_seconds_total"); };
                EXPECT_LE(of("busy"), of("active"));
                EXPECT_NEAR(of("busy"), of("transmit") + of("receive") + of("non_wifi"), 1e-6);
                EXPECT_NEAR(of("foreign"), of("busy") - of("transmit") - of("own_receive"), 1e-6);
                EXPECT_LE(of("own_receive"), of("receive"));
            }
        }
    }
}

TEST_F(PoleModelInTheEvening, WhatClientsTakeCameOverTheUplink) {
    PoleModel pole(city.poles().front(), profile_of(120));
    std::map<std::string, double> is;
    for (int looks = 0; looks < 100; ++looks) {
        is = look(pole);
    }
    double to_clients = 0;
    double over_the_uplink = 0;
    for (const auto& [path, value] : is) {
        to_clients += path.ends_with("/client_transmit_bytes_total") ? value : 0;
        over_the_uplink += path.ends_with("/receive_bytes_total") && path.starts_with("link/") ? value : 0;
    }
    EXPECT_GT(to_clients, 0);
    EXPECT_GT(over_the_uplink, to_clients);
}

TEST_F(PoleModelInTheEvening, ABootBeginsCountersAnew) {
    PoleModel pole(city.poles().front(), profile_of(120));
    for (int looks = 0; looks < 50; ++looks) {
        (void)look(pole);
    }
    const auto before = look(pole);
    pole.boots(clock.now(), "power");
    const auto after = look(pole);
    EXPECT_LT(after.at("host/idle/cpu_seconds_total"), before.at("host/idle/cpu_seconds_total"));
    EXPECT_LT(after.at("host/uptime_seconds"), 60);
}

TEST_F(PoleModelInTheEvening, HeatShowsOnTheBoard) {
    PoleModel pole(city.poles().front(), profile_of(120));
    for (int looks = 0; looks < 200; ++looks) {
        (void)look(pole);
    }
    const auto before = look(pole).at("host/cpu/temperature_celsius");
    pole.hot(true);
    for (int looks = 0; looks < 200; ++looks) {
        (void)look(pole);
    }
    EXPECT_GT(look(pole).at("host/cpu/temperature_celsius"), before + 8);
}

TEST_F(PoleModelInTheEvening, RadarDrivesARadioFromItsChannelAndBack) {
    std::size_t driven = 0;
    for (const auto& site : city.poles()) {
        PoleModel pole(site, profile_of(120));
        const auto before = look(pole);
        pole.radar(true);
        const auto during = look(pole);
        pole.radar(false);
        const auto after = look(pole);
        const bool has_radar = before.at("wifi/phy1/dfs_state") == 2;
        driven += has_radar ? 1U : 0U;
        EXPECT_EQ(during.contains("wifi/phy1/radar_detected/events_total"), has_radar);
        EXPECT_EQ(during.at("wifi/phy1/5GHz/frequency_hertz") != before.at("wifi/phy1/5GHz/frequency_hertz"),
                  has_radar);
        EXPECT_EQ(after.at("wifi/phy1/5GHz/frequency_hertz"), before.at("wifi/phy1/5GHz/frequency_hertz"));
    }
    EXPECT_GT(driven, 0U);
}

TEST_F(PoleModelInTheEvening, AllThatIsToldIsBelievable) {
    for (const auto& site : city.poles()) {
        PoleModel pole(site, profile_of(480));
        for (int looks = 0; looks < 20; ++looks) {
            clock.advance(interval);
            agent::Readings readings;
            pole.sample(readings, clock.now());
            for (const auto& reading : readings.all()) {
                const auto& metric = catalogue::all[reading.metric];
                if (reading.part == catalogue::Part::whole) {
                    EXPECT_GE(reading.value, metric.sane.low) << metric.name;
                    EXPECT_LE(reading.value, metric.sane.high) << metric.name;
                }
            }
        }
    }
}

}  // namespace
}  // namespace magpie::fleet
