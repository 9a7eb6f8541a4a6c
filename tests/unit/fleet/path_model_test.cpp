#include "tests/fleet/path_model.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/fleet/evening.hpp"

namespace magpie::fleet {
namespace {

class TargetsInTheEvening : public Evening {
  protected:
    Values during(FaultKind kind) {
        pole_.suffers(kind, true);
        return look(pole_, 30);
    }
    static std::string sick(const Values& now) {
        std::string names;
        for (const auto segment : agent::segment_words) {
            names += now.at("path/" + std::string(segment) + "/sick_segment") != 0 ? std::string(segment) : "";
        }
        return names;
    }
    static std::size_t series(const Values& now) {
        std::size_t count = 0;
        for (const auto& [path, value] : now) {
            count += path.starts_with("path/") ? 1U : 0U;
        }
        return count;
    }

    PoleModel pole_{city.poles().front(), profile_of(120, false, false, true)};
};

TEST_F(TargetsInTheEvening, HaveSomeSixtySeriesAndAnOrdinaryPoleNone) {
    EXPECT_NEAR(static_cast<double>(series(look(pole_, 30))), 60, 10);
    PoleModel bare(city.poles().front(), profile_of(120));
    EXPECT_EQ(series(look(bare, 30)), 0U);
}

TEST_F(TargetsInTheEvening, AreReachedAndNoPartOfTheWayIsSick) {
    const auto now = look(pole_, 30);
    EXPECT_EQ(sick(now), "");
    EXPECT_GT(now.at("path/gateway/gateway/ping/answered/probes_total"), 25);
    EXPECT_LT(now.at("path/resolver/core/dns/round_trip_seconds"), 0.1);
    EXPECT_LT(now.at("path/broker/mqtt_round_trip_seconds"), now.at("path/collector/mqtt_round_trip_seconds"));
}

TEST_F(TargetsInTheEvening, ABadCableIsNamed) {
    EXPECT_EQ(sick(during(FaultKind::bad_cable)), "pole_cable");
}

TEST_F(TargetsInTheEvening, ARadioThatHangsIsNamed) {
    EXPECT_EQ(sick(during(FaultKind::radio_hang)), "radio");
}

TEST_F(TargetsInTheEvening, AResolverThatFailsIsReachedAllTheSame) {
    const auto now = during(FaultKind::dns_failing);
    EXPECT_EQ(now.at("path/resolver/core/dns/up"), 0);
    EXPECT_GT(now.at("path/resolver/core/dns/failed/probes_total"), 25);
    EXPECT_EQ(sick(now), "");
}

TEST_F(TargetsInTheEvening, ASlowBackboneShowsFromTheCoreOn) {
    const auto now = during(FaultKind::backbone_slow);
    EXPECT_LT(now.at("path/hub/hub/ping/round_trip_seconds"), 0.1);
    EXPECT_GT(now.at("path/portal/outside/https/round_trip_seconds"), 0.4);
    EXPECT_GT(now.at("path/broker/mqtt_round_trip_seconds"), 0.9);
}

}  // namespace
}  // namespace magpie::fleet
