// The same with everything that an hour brings, and with more than any street has.

#include "tests/unit/agent/capture/air/street.hpp"

#include <gtest/gtest.h>

namespace magpie::agent {
namespace {

using capture::Security;
using capture::Threat;
using fakes::air::FakeAccessPoint;
using namespace std::chrono_literals;

constexpr MacAddress ours{{0x02, 0, 0, 0, 1, 0}};

TEST(AStreet, OfOrdinaryTrafficHasNoThreatsInAnHour) {
    Street street;
    FakeAccessPoint own;
    own.bssid = ours;
    FakeAccessPoint several;
    several.bssid = {{0x02, 0, 0, 0, 1, 0x10}};
    several.clock_us = 77;
    several.skew_ppm = 22;
    several.more = fakes::air::all({fakes::air::multiple_bssid(3, {fakes::air::profile(1, "City Open", {}, false),
                                                                   fakes::air::profile(2, "Staff", {}, true)}),
                                    fakes::air::reduced_neighbours({ours, {{0x0a, 0, 0, 0, 2, 0}}})});
    street.settle({{"City", Security::personal}, {"City Open", Security::open}, {"Staff", Security::personal}},
                  {{ours, 48}, {several.bssid, 48}});
    own.skew_ppm = -18;
    FakeAccessPoint cafe;
    cafe.bssid = {{0x02, 0, 0, 0, 0x50, 1}};
    cafe.ssid = "Cafe";
    cafe.interval_tu = 300;
    FakeAccessPoint hidden;
    hidden.bssid = {{0x02, 0, 0, 0, 0x50, 2}};
    hidden.hidden = true;
    std::uint64_t seed = 1;
    const auto random = [&](std::uint64_t below) {
        seed = seed * 6364136223846793005 + 1442695040888963407;
        return (seed >> 33) % below;
    };
    for (int second = 0; second < 3600; ++second) {
        street.pass(1s, {&own, &several, &cafe, &hidden});
        // Clients come, go and roam; each departure is told once or twice, and repeated where nobody acknowledged.
        MacAddress client{{0x02, 0xcc, 0, 0, 0, static_cast<std::uint8_t>(random(250))}};
        auto& from = random(2) == 0 ? own : several;
        street.hear(from.data(client));
        if (random(3) == 0) {
            const auto leaves = from.deauthentication(client);
            street.hear(leaves);
            auto again = leaves;
            again[1] |= std::byte{0x08};
            for (std::uint64_t i = random(12); i > 0; --i) {
                street.hear(again);
            }
        }
        if (random(5) == 0) {
            street.hear(cafe.probe_response("Cafe Guest", street.us));
            street.hear(hidden.probe_response("Warehouse", street.us));
        }
        if (second % 600 == 300) {  // radar, or a neighbour who is too loud
            own.channel = own.channel == 6 ? 11 : 6;
            own.mhz = own.channel == 6 ? 2437 : 2462;
        }
        if (second == 2000) {
            street.hear(several.deauthentication(fakes::air::everybody));
            several.clock_us = 0 - street.us;
        }
    }
    EXPECT_TRUE(street.begun.empty());
    EXPECT_EQ(street.network(ours).beacons_lost, 0U);
    EXPECT_EQ(street.network(ours).own, 1);
}

TEST(AStreet, FullOfBssidsIsBoundedAndHidesNeitherOursNorATwinThatIsThere) {
    Street street;
    street.settle({{"City", Security::personal}}, {{ours, 48}});
    FakeAccessPoint own;
    own.bssid = ours;
    FakeAccessPoint twin;
    twin.bssid = {{0x02, 0, 0, 0, 0x77, 0}};
    street.pass(2s, {&own, &twin});
    ASSERT_TRUE(street.began(Threat::unknown_bssid));
    FakeAccessPoint stranger_of_many;
    for (unsigned i = 0; i < 100'000; ++i) {
        stranger_of_many.bssid = {{0x06, 1, static_cast<std::uint8_t>(i >> 24), static_cast<std::uint8_t>(i >> 16),
                                   static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)}};
        stranger_of_many.ssid = i % 2 == 0 ? "City" : "C1ty";
        street.us += 20;
        street.hear_beacon(stranger_of_many);
    }
    street.networks.clear();
    street.pass(1s, {&own, &twin});
    EXPECT_LE(street.networks.size(), 512U);
    EXPECT_EQ(street.network(ours).own, 1);
    EXPECT_TRUE(street.lasts(Threat::unknown_bssid));
    EXPECT_EQ(street.begun.size(), 1U);
    EXPECT_TRUE(street.ended.empty());
}

}  // namespace
}  // namespace magpie::agent
