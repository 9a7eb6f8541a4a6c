#include "tests/fleet/capture_model.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "agent/report/reporter.hpp"
#include "tests/unit/fleet/evening.hpp"

namespace magpie::fleet {
namespace {

class CaptureInTheEvening : public Evening {
  protected:
    CaptureInTheEvening() { before_ = look(pole_, 200); }

    Values during(FaultKind kind, int looks = 30) {
        pole_.suffers(kind, true);
        return look(pole_, looks);
    }
    /// As wire paths have them: client/SEOUL/dns/success/stage_total.
    [[nodiscard]] double grown(const Values& now, const std::string& path) const {
        const auto was = before_.find(path);
        const auto is = now.find(path);
        return (is == now.end() ? 0 : is->second) - (was == before_.end() ? 0 : was->second);
    }
    /// Of all ends of a stage since, those with this outcome.
    [[nodiscard]] double share(const Values& now, const std::string& stage, const std::string& outcome) const {
        double all = 0;
        for (const auto& [path, value] : now) {
            all += path.starts_with("client/SEOUL/" + stage + "/") && path.ends_with("/stage_total") ? grown(now, path)
                                                                                                     : 0;
        }
        return grown(now, "client/SEOUL/" + stage + "/" + outcome + "/stage_total") / all;
    }
    [[nodiscard]] double mean_seconds(const Values& now, const std::string& stage) const {
        return grown(now, "client/SEOUL/" + stage + "/stage_seconds_total") /
               grown(now, "client/SEOUL/" + stage + "/success/stage_total");
    }
    [[nodiscard]] double round_trip(const Values& now, const std::string& side) const {
        return grown(now, "client/SEOUL/" + side + "/round_trip_seconds_total") /
               grown(now, "client/SEOUL/" + side + "/round_trips_total");
    }
    /// Good minutes of all since.
    [[nodiscard]] double level(const Values& now) const {
        double bad = 0;
        for (const auto& [path, value] : now) {
            bad += path.ends_with("/bad_seconds_total") ? grown(now, path) : 0;
        }
        const double good = grown(now, "client/SEOUL/good_seconds_total");
        return good / (good + bad);
    }
    [[nodiscard]] double lost_beacons(const Values& now, const std::string& band) const {
        return grown(now, "air/" + band + "/SEOUL/beacons_lost_total") /
               grown(now, "air/" + band + "/SEOUL/beacons_expected_total");
    }

    PoleModel pole_{city.poles().front(), profile_of(120, false, true)};
    Values before_;
};

TEST_F(CaptureInTheEvening, IsSomeHundredSeriesMore) {
    PoleModel bare(city.poles().front(), profile_of(120));
    const auto more = before_.size() - look(bare, 200).size();
    EXPECT_GE(more, 95U);
    EXPECT_LE(more, 120U);
}

TEST_F(CaptureInTheEvening, ChangesNothingOfTheRest) {
    PoleModel bare(city.poles().front(), profile_of(120));
    PoleModel equipped(city.poles().front(), profile_of(120, false, true));
    for (int looks = 0; looks < 20; ++looks) {
        clock.advance(std::chrono::seconds(10));
        agent::Readings of_bare;
        agent::Readings of_equipped;
        bare.sample(of_bare, clock.now());
        equipped.sample(of_equipped, clock.now());
        const auto all = by_path(of_equipped);
        for (const auto& [path, value] : by_path(of_bare)) {
            EXPECT_EQ(all.at(path), value) << path;
        }
    }
}

TEST_F(CaptureInTheEvening, SaysWhatCanBeWhateverIsWrong) {
    agent::Reporter reporter;
    for (std::size_t kind = 0; kind < fault_words.size(); ++kind) {
        pole_.suffers(static_cast<FaultKind>(kind), true);
        for (int looks = 0; looks < 30; ++looks) {
            (void)reporter.close(read(pole_), clock.now(), false, false);
        }
        pole_.suffers(static_cast<FaultKind>(kind), false);
        (void)reporter.close(read(pole_), clock.now(), false, false);
    }
    EXPECT_TRUE(reporter.discarded().empty());
}

TEST_F(CaptureInTheEvening, CountersNeverFallUntilTheBoardBoots) {
    Values last = before_;
    for (std::size_t kind = 0; kind < fault_words.size(); ++kind) {
        pole_.suffers(static_cast<FaultKind>(kind), true);
        const auto now = look(pole_, 5);
        for (const auto& [path, value] : last) {
            if ((path.starts_with("air/") || path.starts_with("client/")) && path.ends_with("_total")) {
                EXPECT_GE(now.at(path), value) << path << " at " << fault_words[kind];
            }
        }
        pole_.suffers(static_cast<FaultKind>(kind), false);
        last = now;
    }
    pole_.boots(clock.now(), "power");
    EXPECT_LT(look(pole_).at("air/2.4GHz/channel_listened_seconds_total"), 20);
}

TEST_F(CaptureInTheEvening, HearsLessThanTheSurveySaysAndMostOfIt) {
    for (const auto& site : city.poles()) {
        PoleModel pole(site, profile_of(120, false, true));
        const auto now = look(pole, 100);
        for (const auto& [radio, band] : {std::pair("phy0", "2.4GHz"), std::pair("phy1", "5GHz")}) {
            const auto heard = now.at(std::string("air/") + band + "/channel_airtime_seconds_total");
            const auto busy = now.at(std::string("wifi/") + radio + "/" + band + "/channel_busy_seconds_total");
            EXPECT_LT(heard, busy);
            const auto noise = now.at(std::string("wifi/") + radio + "/" + band + "/channel_non_wifi_seconds_total");
            EXPECT_GT(heard, 0.45 * (busy - noise));
            EXPECT_EQ(now.at(std::string("air/") + band + "/channel_listened_seconds_total"), 1000);
        }
    }
}

TEST_F(CaptureInTheEvening, AsManyConnectAsTheRadiosSayThatJoin) {
    const auto now = look(pole_, 60);
    const auto joined = grown(now, "wifi/phy0/join/events_total") + grown(now, "wifi/phy1/join/events_total");
    double ended = 0;
    for (const auto& [path, value] : now) {
        ended += path.starts_with("client/SEOUL/connect/") && path.ends_with("/stage_total") ? grown(now, path) : 0;
    }
    EXPECT_GT(joined, 20);
    EXPECT_EQ(ended, joined);
    EXPECT_GT(share(now, "connect", "success"), 0.95);
    EXPECT_GT(level(now), 0.93);
    EXPECT_NEAR(mean_seconds(now, "handshake"), 0.034, 0.012);
    EXPECT_NEAR(round_trip(now, "network"), 0.022, 0.004);
    EXPECT_LT(lost_beacons(now, "5GHz"), 0.05);
}

TEST_F(CaptureInTheEvening, UrgentThreatsAreToldFromTheStart) {
    EXPECT_EQ(before_.at("air/unknown_bssid/other/threat"), 0);
    EXPECT_EQ(before_.at("air/deauthentications/other/threat"), 0);
    EXPECT_EQ(before_.at("air/look_alike/threats_total"), 0);
    EXPECT_FALSE(before_.contains("air/unknown_bssid/SEOUL/threat"));
}

TEST_F(CaptureInTheEvening, QueriesAreOfAResolverEachAndTheCitysFail) {
    const auto now = during(FaultKind::dns_failing);
    const auto asked = [&](const std::string& resolver, const std::string& outcome) {
        return grown(now, "client/SEOUL/" + resolver + "/" + outcome + "/dns_total");
    };
    for (const std::string outcome : {"success", "name_error", "server_failure"}) {
        EXPECT_EQ(asked("city-1", outcome) + asked("city-2", outcome) + asked("other", outcome),
                  grown(now, "client/SEOUL/dns/" + outcome + "/stage_total"))
            << outcome;
    }
    EXPECT_GT(asked("city-1", "server_failure"), asked("city-2", "server_failure"));
    EXPECT_GT(asked("city-2", "server_failure"), 0);
    EXPECT_EQ(asked("other", "server_failure"), 0);
}

TEST_F(CaptureInTheEvening, ServersThatFailShowAtTheirStage) {
    auto now = during(FaultKind::dhcp_silent);
    EXPECT_GT(share(now, "dhcp_discover", "no_answer"), 0.99);
    EXPECT_GT(share(now, "connect", "no_answer"), 0.9);
    EXPECT_LT(level(now), 0.9);
    pole_.suffers(FaultKind::dhcp_silent, false);
    before_ = look(pole_, 60);
    now = during(FaultKind::pool_exhausted);
    EXPECT_GT(share(now, "dhcp_discover", "pool_exhausted"), 0.99);
    EXPECT_GT(share(now, "dhcp_request", "success"), 0.9);
    pole_.suffers(FaultKind::pool_exhausted, false);
    before_ = look(pole_, 60);
    now = during(FaultKind::dns_failing);
    EXPECT_GT(share(now, "dns", "server_failure"), 0.8);
    EXPECT_LT(level(now), 0.2);
    pole_.suffers(FaultKind::dns_failing, false);
    before_ = look(pole_);
    now = during(FaultKind::dns_slow);
    EXPECT_NEAR(mean_seconds(now, "dns"), 2.2, 0.4);
    EXPECT_LT(level(now), 0.4);
    pole_.suffers(FaultKind::dns_slow, false);
    before_ = look(pole_);
    now = during(FaultKind::backbone_slow);
    EXPECT_GT(mean_seconds(now, "tcp_network"), 0.7);
    EXPECT_GT(round_trip(now, "network"), 0.7);
    EXPECT_LT(round_trip(now, "radio"), 0.1);
}

TEST_F(CaptureInTheEvening, ACrowdedAirShowsInBothSurveyAndCapture) {
    const auto now = during(FaultKind::crowded_air);
    for (const auto* band : {"2.4GHz", "5GHz"}) {
        EXPECT_GT(lost_beacons(now, band), 0.1);
    }
    EXPECT_GT(grown(now, "wifi/phy1/5GHz/channel_busy_seconds_total"), 0.8 * 300);
    EXPECT_GT(round_trip(now, "radio"), 0.15);
    EXPECT_LT(round_trip(now, "network"), 0.03);
    EXPECT_LT(level(now), 0.5);
    EXPECT_GT(grown(now, "client/SEOUL/tcp_radio/bad_seconds_total"), 600);
}

TEST_F(CaptureInTheEvening, WhatIsNoWifiDrownsBeaconsOfItsBandAndHindersItsClients) {
    const auto now = during(FaultKind::interference);
    EXPECT_GT(lost_beacons(now, "2.4GHz"), 0.5);
    EXPECT_LT(lost_beacons(now, "5GHz"), 0.05);
    EXPECT_LT(level(now), 0.8);
    EXPECT_GT(level(now), 0.5);
}

TEST_F(CaptureInTheEvening, ATwinIsAThreatWithEvidenceThatStaysForAWhile) {
    const auto info = [](const Values& now) {
        std::vector<std::string> found;
        for (const auto& [path, value] : now) {
            if (path.ends_with("/threat_evidence")) {
                found.push_back(path);
            }
        }
        return found;
    };
    const auto twin = during(FaultKind::evil_twin, 1);
    for (const std::string threat : {"unknown_bssid", "open_twin"}) {
        EXPECT_EQ(twin.at("air/" + threat + "/SEOUL/threat"), 1);
        EXPECT_EQ(twin.at("air/" + threat + "/threats_total"), 1);
        EXPECT_GT(twin.at("air/" + threat + "/SEOUL/threat_frames"), 20);
        EXPECT_LT(twin.at("air/" + threat + "/SEOUL/threat_signal_dbm"), -40);
    }
    EXPECT_EQ(info(twin).size(), 2U);
    pole_.suffers(FaultKind::evil_twin, false);
    const auto over = look(pole_, 4);
    EXPECT_EQ(over.at("air/open_twin/SEOUL/threat"), 0);
    EXPECT_EQ(over.at("air/open_twin/threats_total"), 1);
    EXPECT_FALSE(over.contains("air/open_twin/SEOUL/threat_frames"));
    EXPECT_EQ(info(over), info(twin));
    EXPECT_TRUE(info(look(pole_, 60)).empty());
    EXPECT_EQ(during(FaultKind::evil_twin, 1).at("air/open_twin/threats_total"), 2);

    // Poles of one hub hear the same stranger; those of another, another.
    const auto heard_at = [&](const Site& site) {
        PoleModel pole(site, profile_of(120, false, true));
        pole.suffers(FaultKind::evil_twin, true);
        return info(look(pole));
    };
    const auto& poles = city.poles();
    const auto& hub = city.hubs()[poles[0].hub].poles;
    ASSERT_GE(hub.size(), 2U);
    EXPECT_EQ(heard_at(poles[hub[0]]), heard_at(poles[hub[1]]));
    EXPECT_NE(heard_at(poles[0]), heard_at(poles[1]));
}

TEST_F(CaptureInTheEvening, AFloodIsInTheNameOfBothRadios) {
    const auto now = during(FaultKind::deauth_flood, 3);
    EXPECT_EQ(now.at("air/deauthentications/SEOUL/threat"), 1);
    EXPECT_GT(grown(now, "air/2.4GHz/SEOUL/management/frames_total"), 200);
    EXPECT_LT(share(now, "connect", "success"), 0.7);
}

TEST_F(CaptureInTheEvening, WhoIsTurnedAwayComesAsFarAsTheDoor) {
    auto now = during(FaultKind::wrong_passphrase);
    EXPECT_GT(share(now, "handshake", "wrong_key"), 0.5);
    pole_.suffers(FaultKind::wrong_passphrase, false);
    before_ = look(pole_, 60);
    now = during(FaultKind::refusals);
    EXPECT_GT(grown(now, "client/SEOUL/association/refused/stage_total") +
                  grown(now, "client/SEOUL/dot1x/refused/stage_total"),
              50);
}

TEST_F(CaptureInTheEvening, OneThatHasEndedTellsWhatItHadToldAndNothingOfNow) {
    const auto now = during(FaultKind::capture_stopped);
    EXPECT_EQ(now.at("node/capture/source_up"), 0);
    EXPECT_EQ(now.at("node/capture/gone/source_failures_total"), 1);
    EXPECT_EQ(grown(now, "air/2.4GHz/channel_listened_seconds_total"), 0);
    EXPECT_EQ(grown(now, "client/SEOUL/connect/success/stage_total"), 0);
    EXPECT_FALSE(now.contains("air/2.4GHz/SEOUL/signal_dbm"));
    pole_.suffers(FaultKind::capture_stopped, false);
    const auto after = look(pole_, 1);
    EXPECT_EQ(after.at("node/capture/source_up"), 1);
    EXPECT_EQ(grown(after, "air/2.4GHz/channel_listened_seconds_total"), 10);
    EXPECT_LT(grown(after, "client/SEOUL/connect/success/stage_total"), 20);  // who came meanwhile was not seen
}

TEST_F(CaptureInTheEvening, ARadioThatHangsIsNotHeard) {
    const auto now = during(FaultKind::radio_hang);
    const auto weak = grown(now, "air/2.4GHz/SEOUL/beacons_expected_total") == 0 ? "2.4GHz" : "5GHz";
    EXPECT_EQ(grown(now, std::string("air/") + weak + "/SEOUL/beacons_expected_total"), 0);
    EXPECT_FALSE(now.contains(std::string("air/") + weak + "/SEOUL/signal_dbm"));
    EXPECT_GT(grown(now, std::string("air/") + weak + "/channel_airtime_seconds_total"), 0);
}

TEST_F(CaptureInTheEvening, ABoardWithoutRadiosHasNone) {
    PoleModel board(city.poles().front(), profile_of(30, false, true));
    EXPECT_FALSE(board.hears_the_air());
    EXPECT_FALSE(look(board).contains("node/capture/source_up"));
}

TEST_F(CaptureInTheEvening, EightNetworksAreToldOfAtMost) {
    PoleModel loaded(city.poles().front(), profile_of(900, false, true));
    std::size_t networks = 0;
    for (const auto& [path, value] : look(loaded, 200)) {
        networks += path.ends_with("/good_seconds_total") ? 1 : 0;
    }
    EXPECT_EQ(networks, 8U);
}

}  // namespace
}  // namespace magpie::fleet
