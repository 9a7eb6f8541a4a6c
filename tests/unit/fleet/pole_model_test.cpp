#include "tests/fleet/pole_model.hpp"

#include <gtest/gtest.h>

#include <map>

#include "agent/report/reporter.hpp"
#include "tests/unit/fleet/evening.hpp"

namespace magpie::fleet {
namespace {

using PoleModelInTheEvening = Evening;

/// The pole goes through every fault by turns, and through some at the same time.
void next_fault(PoleModel& pole, int look_number) {
    constexpr auto kinds = static_cast<int>(fault_words.size());
    pole.suffers(static_cast<FaultKind>(look_number / 4 % kinds), look_number % 4 < 3);
    pole.suffers(static_cast<FaultKind>((look_number / 4 + 5) % kinds), look_number % 8 < 5);
}
constexpr int all_faults = 4 * 2 * static_cast<int>(fault_words.size());

TEST_F(PoleModelInTheEvening, CountersNeverFall) {
    for (const auto& site : city.poles()) {
        PoleModel pole(site, profile_of(120));
        std::map<std::string, double> before;
        for (int look_number = 0; look_number < all_faults; ++look_number) {
            next_fault(pole, look_number);
            const auto readings = read(pole);
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
         {std::array<std::size_t, 3>{30, 25, 35}, {120, 110, 130}, {240, 210, 270}, {480, 420, 550}}) {
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
            evening.advance(std::chrono::seconds(10));
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
        for (int looks = 0; looks < all_faults; ++looks) {
            next_fault(pole, looks);
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
    const auto before = look(pole, 200).at("host/cpu/temperature_celsius");
    pole.suffers(FaultKind::heat, true);
    EXPECT_GT(look(pole, 200).at("host/cpu/temperature_celsius"), before + 8);
}

TEST_F(PoleModelInTheEvening, RadarDrivesARadioFromItsChannelAndBack) {
    std::size_t driven = 0;
    for (const auto& site : city.poles()) {
        PoleModel pole(site, profile_of(120));
        const auto before = look(pole);
        pole.suffers(FaultKind::radar, true);
        const auto during = look(pole);
        pole.suffers(FaultKind::radar, false);
        const auto after = look(pole);
        const bool has_radar = before.at("wifi/phy1/dfs_state") == 2;
        driven += has_radar ? 1U : 0U;
        EXPECT_EQ(before.at("wifi/phy1/radar_detected/events_total"), 0);
        EXPECT_EQ(during.at("wifi/phy1/radar_detected/events_total"), has_radar ? 1 : 0);
        EXPECT_EQ(during.at("wifi/phy1/5GHz/frequency_hertz") != before.at("wifi/phy1/5GHz/frequency_hertz"),
                  has_radar);
        EXPECT_EQ(after.at("wifi/phy1/5GHz/frequency_hertz"), before.at("wifi/phy1/5GHz/frequency_hertz"));
    }
    EXPECT_GT(driven, 0U);
}

TEST_F(PoleModelInTheEvening, ABadCableSlowsTheUplinkAndCostsFrames) {
    PoleModel pole(city.poles().front(), profile_of(120));
    const auto before = look(pole, 3);
    pole.suffers(FaultKind::bad_cable, true);
    const auto during = look(pole, 60);
    std::string link;
    for (const auto& [path, value] : before) {
        link = path.ends_with("/full_duplex") ? path.substr(0, path.rfind('/') + 1) : link;
    }
    EXPECT_EQ(during.at(link + "speed_bytes_per_second"), 1.25e7);
    EXPECT_EQ(during.at(link + "full_duplex"), 0);
    EXPECT_GT(during.at(link + "receive_errors_total"), 0.01 * during.at(link + "receive_packets_total"));
    EXPECT_GT(during.at(link + "transmit_collisions_total"), 0);
    EXPECT_GT(during.at(link + "frame_check_sequence_errors/driver_errors_total"), 0);
    EXPECT_GT(during.at(link + "late_collisions/driver_errors_total"), 0);
    EXPECT_GT(during.at(link + "carrier_changes_total"), before.at(link + "carrier_changes_total") + 8);
    pole.suffers(FaultKind::bad_cable, false);
    const auto after = look(pole);
    EXPECT_EQ(after.at(link + "full_duplex"), 1);
    EXPECT_EQ(after.at(link + "receive_errors_total"), during.at(link + "receive_errors_total"));
}

TEST_F(PoleModelInTheEvening, AClockThatIsLostHasNeitherOffsetNorError) {
    PoleModel pole(city.poles().front(), profile_of(120));
    pole.suffers(FaultKind::clock_lost, true);
    const auto during = look(pole);
    EXPECT_EQ(during.at("host/clock_synchronised"), 0);
    EXPECT_FALSE(during.contains("host/clock_offset_seconds"));
    EXPECT_FALSE(during.contains("host/clock_error_seconds"));
    pole.suffers(FaultKind::clock_lost, false);
    EXPECT_EQ(look(pole).at("host/clock_synchronised"), 1);
}

TEST_F(PoleModelInTheEvening, ACardDiesAsItsBoardCan) {
    std::map<std::string, std::size_t> ways;
    for (const auto& site : city.poles()) {
        PoleModel pole(site, profile_of(120));
        pole.suffers(FaultKind::card_dying, true);
        const auto first = look(pole);
        const auto later = look(pole, 5);
        for (const auto& [path, value] : later) {
            ways["read-only"] += path.ends_with("/storage_readonly") && value == 1;
            ways["full"] += path.ends_with("/storage_available_bytes") && value == 0;
            ways["worn"] += path.ends_with("/a/flash_life_used_ratio") && value > 1;
            if (path.ends_with("/storage_written_bytes_total")) {
                EXPECT_EQ(value, first.at(path));
            }
        }
    }
    EXPECT_EQ(ways["read-only"] + ways["full"] + ways["worn"], city.poles().size());
    EXPECT_EQ(ways.size(), 3U);
}

TEST_F(PoleModelInTheEvening, ALeakTakesTheMemoryWithinMinutesAndGivesItBack) {
    for (const auto& site : city.poles()) {
        PoleModel pole(site, profile_of(120));
        const auto share = [](const Values& is) {
            return is.at("host/memory_available_bytes") / is.at("host/memory_size_bytes");
        };
        pole.suffers(FaultKind::memory_leak, true);
        EXPECT_LT(share(look(pole, 30)), 0.04);
        pole.suffers(FaultKind::memory_leak, false);
        EXPECT_GT(share(look(pole)), 0.5);
    }
}

TEST_F(PoleModelInTheEvening, OfBothRadiosOneHangsOrStops) {
    for (const auto kind : {FaultKind::radio_hang, FaultKind::network_stop}) {
        std::size_t first = 0;
        for (const auto& site : city.poles()) {
            PoleModel pole(site, profile_of(120));
            (void)look(pole, 3);
            pole.suffers(kind, true);
            const auto before = look(pole);
            const auto after = look(pole);
            std::size_t still = 0;
            for (const auto* radio : {"wifi/phy0/2.4GHz/", "wifi/phy1/5GHz/"}) {
                const auto path = std::string(radio) + "channel_active_seconds_total";
                still += before.at(path) == after.at(path);
            }
            EXPECT_EQ(still, 1U);
            const auto path = "wifi/phy0/2.4GHz/channel_active_seconds_total";
            first += before.at(path) == after.at(path);
        }
        EXPECT_GT(first, 0U);
        EXPECT_LT(first, city.poles().size());
    }
}

TEST_F(PoleModelInTheEvening, AllThatIsToldIsBelievable) {
    for (const auto& site : city.poles()) {
        PoleModel pole(site, profile_of(480));
        for (int looks = 0; looks < all_faults; ++looks) {
            next_fault(pole, looks);
            const auto readings = read(pole);
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
