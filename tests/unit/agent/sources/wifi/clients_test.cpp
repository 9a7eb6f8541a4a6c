#include "agent/sources/wifi/clients.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/unit/agent/sources/readings_lookup.hpp"
#include "tests/unit/agent/sources/wifi/heap_search.hpp"
#include "tests/unit/agent/sources/wifi/known_keys.hpp"

namespace magpie::agent {
namespace {

using namespace std::chrono_literals;
using fakes::part_of;
using fakes::value_of;
using netlink::Station;

const ClientGroup city{Band::ghz_5, "city"};
const ClientGroup other{Band::ghz_2_4, "other"};

MacAddress address(unsigned number) {
    return {{0x02, 0x5a, 0x17, static_cast<std::uint8_t>(number >> 16U), static_cast<std::uint8_t>(number >> 8U),
             static_cast<std::uint8_t>(number)}};
}

/// A station that has long been there, with a driver that counts everything.
Station old_station(unsigned number, std::uint64_t bytes) {
    return {.address = address(number),
            .receive_bytes = bytes,
            .transmit_bytes = 10 * bytes,
            .transmit_packets = static_cast<std::uint32_t>(bytes),
            .transmit_retries = 0,
            .signal_dbm = -60,
            .connected = 1000s,
            .associated_at = 1s,
            .authorized = true};
}

/// A node with one network on interface 3, looked at every ten seconds.
struct Node {
    Clients clients;
    Now now{.mono = Monotonic(1h)};

    explicit Node(const ClientSettings& settings = {.min_group = 1}) : clients(settings) {}

    void look(const std::vector<Station>& stations, bool retries_unreported = false) {
        now.mono += 10s;
        clients.begin(now);
        clients.serves(3, city, retries_unreported);
        for (const auto& station : stations) {
            clients.add(3, station);
        }
        clients.end();
    }
    Station new_station(unsigned number, std::uint64_t bytes, std::chrono::seconds age) const {
        auto station = old_station(number, bytes);
        station.connected = age;
        station.associated_at = (now.mono - age).time_since_epoch();
        return station;
    }
    Readings readings() const {
        Readings readings;
        clients.write(readings);
        return readings;
    }
    std::optional<double> of(const std::string& name, const ClientGroup& group = city) const {
        return value_of(readings(), "magpie_wifi_" + name, {std::string(word(group.band)), group.ssid});
    }
    std::optional<double> received(const ClientGroup& group = city) const {
        return of("client_receive_bytes_total", group);
    }
};

TEST(Clients, TheFirstLookIsNoJump) {
    Node node;
    node.look({old_station(1, 1000), node.new_station(2, 500, 1s)});
    EXPECT_EQ(node.of("clients"), 2);
    EXPECT_EQ(node.received(), 0);
    EXPECT_EQ(node.of("client_transmit_bytes_total"), 0);
}

TEST(Clients, TrafficBetweenTwoLooksCounts) {
    Node node;
    node.look({old_station(1, 1000), old_station(2, 2000)});
    node.look({old_station(1, 1010), old_station(2, 2300)});
    EXPECT_EQ(node.received(), 310);
    EXPECT_EQ(node.of("client_transmit_bytes_total"), 3100);
    EXPECT_EQ(node.of("client_transmit_packets_total"), 310);
}

TEST(Clients, AStationThatJoinedCountsInFull) {
    Node node;
    node.look({});
    node.now.mono += 10s;
    auto station = node.new_station(1, 700, 4s);
    node.now.mono -= 10s;
    node.look({station});
    EXPECT_EQ(node.received(), 700);
}

TEST(Clients, AStationThatTurnsUpLateIsOnlyABase) {
    Node node;
    node.look({});
    node.look({old_station(1, 700)});
    EXPECT_EQ(node.of("clients"), 1);
    EXPECT_EQ(node.received(), 0);
    node.look({old_station(1, 900)});
    EXPECT_EQ(node.received(), 200);
}

TEST(Clients, WhoLeavesIsClosedWithItsLastCounters) {
    Node node;
    node.look({old_station(1, 1000), old_station(2, 1000)});
    auto last = old_station(1, 1300);
    last.authorized = false;  // as the kernel tells it
    node.clients.left(3, last, node.now);
    node.look({old_station(2, 1000)});
    EXPECT_EQ(node.of("clients"), 1);
    EXPECT_EQ(node.received(), 300);
    EXPECT_EQ(part_of(node.readings(), "magpie_wifi_client_signal_dbm", catalogue::Part::count,
                      {std::string(word(city.band)), city.ssid}),
              3);
}

TEST(Clients, WhatWhoLeftDidIsToldWithTheNextLook) {
    Node node;
    node.look({old_station(1, 1000)});
    node.clients.left(3, old_station(1, 1300), node.now);
    EXPECT_EQ(node.received(), 0);
    node.look({});
    EXPECT_EQ(node.of("clients"), 0);
    EXPECT_EQ(node.received(), 300);
}

TEST(Clients, WhoIsSaidToLeaveTwiceCountsOnce) {
    Node node;
    node.look({old_station(1, 1000)});
    node.clients.left(3, old_station(1, 1300), node.now);
    node.clients.left(3, old_station(1, 1300), node.now);
    node.look({});
    EXPECT_EQ(node.received(), 300);
}

TEST(Clients, WhoLeavesWithoutCountersLeavesNothing) {
    Node node;
    node.look({old_station(1, 1000)});
    node.clients.left(3, {.address = address(1)}, node.now);
    node.look({});
    EXPECT_EQ(node.received(), 0);
}

TEST(Clients, AVisitBetweenTwoLooksCountsInFull) {
    Node node;
    node.look({});
    node.now.mono += 8s;
    auto visit = node.new_station(1, 400, 5s);
    visit.authorized = false;
    node.clients.left(3, visit, node.now);
    node.look({});
    EXPECT_EQ(node.received(), 400);
}

TEST(Clients, WhoLeavesAndWasNeverLookedAtThoughOldCountsNothing) {
    Node node;
    node.look({});
    node.clients.left(3, old_station(1, 400), node.now);
    node.look({});
    EXPECT_EQ(node.received(), 0);
}

TEST(Clients, WhoLeavesBeforeTheFirstLookCountsNothing) {
    Node node;
    node.clients.left(3, old_station(1, 400), node.now);
    node.look({});
    EXPECT_EQ(node.received(), 0);
}

TEST(Clients, WhoLeavesAndComesBackCountsForBoth) {
    Node node;
    node.look({old_station(1, 1000)});
    node.now.mono += 3s;
    node.clients.left(3, old_station(1, 1300), node.now);
    node.now.mono += 10s;
    auto back = node.new_station(1, 50, 5s);
    node.now.mono -= 10s;
    node.look({back});
    EXPECT_EQ(node.received(), 350);
}

TEST(Clients, AnEventOfAnEarlierVisitComesTooLate) {
    Node node;
    node.look({old_station(1, 1000)});
    node.now.mono += 10s;
    auto back = node.new_station(1, 50, 5s);
    node.now.mono -= 10s;
    node.look({back});
    EXPECT_EQ(node.received(), 50);
    node.clients.left(3, old_station(1, 1300), node.now);
    *back.connected += 10s;
    back.receive_bytes = 60;
    node.look({back});
    EXPECT_EQ(node.received(), 60);
}

TEST(Clients, WhoVanishesWithoutAnEventIsDropped) {
    Node node;
    node.look({old_station(1, 1000)});
    node.look({});
    EXPECT_EQ(node.of("clients"), 0);
    node.look({old_station(1, 5000)});
    EXPECT_EQ(node.received(), 0);
}

TEST(Clients, AReassociationCountsInFull) {
    Node node;
    node.look({old_station(1, 1000)});
    node.now.mono += 10s;
    auto again = node.new_station(1, 1200, 2s);
    node.now.mono -= 10s;
    node.look({again});
    EXPECT_EQ(node.received(), 1200);
}

TEST(Clients, AStationOnTwoInterfacesIsTwo) {
    Node node;
    std::uint64_t bytes = 100;
    for (int look = 0; look < 3; ++look, bytes += 10) {
        node.now.mono += 10s;
        node.clients.begin(node.now);
        node.clients.serves(3, city, false);
        node.clients.serves(4, city, false);
        node.clients.add(3, old_station(1, bytes));
        node.clients.add(4, old_station(1, 5 * bytes));
        node.clients.end();
    }
    EXPECT_EQ(node.of("networks"), 2);
    EXPECT_EQ(node.of("clients"), 2);
    EXPECT_EQ(node.received(), 20 + 100);
}

TEST(Clients, AStationThatIsAddedTwiceIsOne) {
    Node node;
    node.look({old_station(1, 100)});
    node.look({old_station(1, 150), old_station(1, 170)});
    EXPECT_EQ(node.of("clients"), 1);
    EXPECT_EQ(node.received(), 50);
}

TEST(Clients, WhoIsNotAuthorizedIsNoClient) {
    Node node;
    auto station = old_station(1, 100);
    station.authorized = false;
    node.look({station});
    station.receive_bytes = 200;
    node.look({station});
    EXPECT_EQ(node.of("clients"), 0);
    EXPECT_EQ(node.received(), 0);
    EXPECT_EQ(part_of(node.readings(), "magpie_wifi_client_signal_dbm", catalogue::Part::count,
                      {std::string(word(city.band)), city.ssid}),
              0);
}

TEST(Clients, WhoBecomesAuthorizedCountsFromTheLookBefore) {
    Node node;
    auto station = old_station(1, 100);
    station.authorized = false;
    node.look({station});
    station.receive_bytes = 250;
    station.authorized = true;
    node.look({station});
    EXPECT_EQ(node.of("clients"), 1);
    EXPECT_EQ(node.received(), 150);
}

TEST(Clients, WhoLeavesAndWasNotAuthorizedCountsNothing) {
    Node node;
    auto station = old_station(1, 100);
    station.authorized = false;
    node.look({station});
    node.clients.left(3, old_station(1, 300), node.now);
    node.look({});
    EXPECT_EQ(node.received(), 0);
}

TEST(Clients, RetriesOfADriverThatDoesNotReportThemAreAbsent) {
    Node node;
    for (unsigned bytes = 100; bytes < 400; bytes += 100) {
        node.look({old_station(1, bytes), old_station(2, 100)}, true);
    }
    node.clients.left(3, old_station(2, 150), node.now);
    node.look({old_station(1, 300)}, true);
    EXPECT_EQ(node.received(), 250);
    EXPECT_FALSE(node.of("client_transmit_packets_total"));
    EXPECT_FALSE(node.of("client_transmit_retries_total"));
}

TEST(Clients, AStationOfAnInterfaceThatServesNothingIsIgnored) {
    Node node;
    node.clients.begin(node.now);
    node.clients.serves(3, city, false);
    node.clients.add(9, old_station(1, 100));
    node.clients.left(9, old_station(1, 100), node.now);
    node.clients.end();
    EXPECT_EQ(node.of("clients"), 0);
}

TEST(Clients, ANetworkThatIsToldOfTwiceIsOne) {
    Node node;
    node.clients.begin(node.now);
    node.clients.serves(3, city, false);
    node.clients.serves(3, city, false);
    node.clients.end();
    EXPECT_EQ(node.of("networks"), 1);
}

TEST(Clients, GroupsAreApart) {
    Node node;
    for (unsigned bytes : {100U, 150U}) {
        node.now.mono += 10s;
        node.clients.begin(node.now);
        node.clients.serves(3, city, false);
        node.clients.serves(4, other, false);
        node.clients.add(3, old_station(1, bytes));
        node.clients.add(4, old_station(2, 10 * bytes));
        node.clients.end();
    }
    EXPECT_EQ(node.received(city), 50);
    EXPECT_EQ(node.received(other), 500);
}

TEST(Clients, AGroupWithoutANetworkIsToldOfNoMore) {
    Node node;
    node.look({old_station(1, 100)});
    node.look({old_station(1, 150)});
    node.clients.begin(node.now);
    node.clients.end();
    EXPECT_TRUE(node.readings().all().empty());
}

TEST(Clients, TotalsAreWhatTheyWereWhenANetworkComesBack) {
    Node node;
    node.look({old_station(1, 100)});
    node.look({old_station(1, 150)});
    node.clients.left(3, old_station(1, 157), node.now);
    node.clients.begin(node.now);
    node.clients.end();
    node.look({});
    EXPECT_EQ(node.received(), 57);
}

TEST(Clients, BeyondTheLimitStationsAreRefusedAndCounted) {
    Node node;
    std::vector<Station> stations;
    for (unsigned number = 0; number < 4100; ++number) {
        stations.push_back(old_station(number, 100));
    }
    node.look(stations);
    EXPECT_EQ(node.clients.refused(), 4U);
    EXPECT_EQ(node.of("clients"), 4096);
    node.look(stations);
    EXPECT_EQ(node.clients.refused(), 8U);
    stations.resize(4000);
    node.look(stations);
    EXPECT_EQ(node.clients.refused(), 8U);
    node.look({old_station(5000, 1)});
    EXPECT_EQ(node.of("clients"), 1);
    EXPECT_EQ(node.clients.refused(), 8U);
}

TEST(Clients, ADailyKeyLosesNoInterval) {
    Node node;
    std::uint64_t bytes = 100;
    node.look({old_station(1, bytes), old_station(2, bytes)});
    for (int day = 0; day < 3; ++day) {
        node.now.mono += 24h;
        bytes += 7;
        node.look({old_station(1, bytes), old_station(2, bytes), old_station(2, bytes)});
        EXPECT_EQ(node.of("clients"), 2);
        bytes += 7;
        node.look({old_station(1, bytes), old_station(2, bytes)});
    }
    EXPECT_EQ(node.received(), 2 * 3 * 14);
}

TEST(Clients, WhoLeavesAfterTheKeyWasReplacedIsKnown) {
    Node node;
    node.look({old_station(1, 100)});
    node.now.mono += 24h;
    node.look({old_station(1, 100)});
    node.clients.left(3, old_station(1, 130), node.now);
    node.look({});
    EXPECT_EQ(node.received(), 30);
}

TEST(Clients, AFullNodeCarriesAllOverToTheNewKey) {
    Node node;
    std::vector<Station> stations;
    for (unsigned number = 0; number < 4096; ++number) {
        stations.push_back(old_station(number, 100));
    }
    node.look(stations);
    node.now.mono += 24h;
    for (auto& station : stations) {
        *station.receive_bytes += 1;
    }
    node.look(stations);
    EXPECT_EQ(node.clients.refused(), 0U);
    EXPECT_EQ(node.received(), 4096);
}

/// All that is written as text or could be taken for it.
bool tells(const Readings& readings, const MacAddress& mac) {
    const std::string raw(mac.bytes.begin(), mac.bytes.end());
    std::string digits;
    for (const auto octet : mac.bytes) {
        digits += fmt::format("{:02x}", octet);
    }
    return std::ranges::any_of(readings.all(), [&](const Reading& reading) {
        return std::ranges::any_of(reading.labels, [&](const std::string& label) {
            std::string plain;
            for (const char letter : label) {
                if (letter != ':' && letter != '-') {
                    plain += static_cast<char>(letter | 0x20);
                }
            }
            return label.find(raw) != std::string::npos || plain.find(digits) != std::string::npos;
        });
    });
}

TEST(Clients, NoReadingHoldsAnAddress) {
    Node node({.min_group = 1, .detail = true});
    node.look({old_station(1, 100), old_station(2, 200)});
    node.look({old_station(1, 150), old_station(2, 200)});
    node.clients.left(3, old_station(1, 170), node.now);
    node.look({old_station(2, 200)});
    const auto readings = node.readings();
    EXPECT_GT(readings.all().size(), 10U);
    EXPECT_FALSE(tells(readings, address(1)));
    EXPECT_FALSE(tells(readings, address(2)));
    Readings leaky;
    leaky.set<"link_up">(1, "02-5A-17-00-00-01");
    EXPECT_TRUE(tells(leaky, address(1)));
}

TEST(Clients, NoMemoryHoldsAnAddress) {
    if (!fakes::heap_can_be_searched()) {
        GTEST_SKIP() << "a sanitizer keeps its heap elsewhere";
    }
    const fakes::Sought<6> sought(5);
    Station station = old_station(1, 100);
    sought.copy_to(station.address.bytes.data());
    Node node;
    for (int look = 0; look < 3; ++look) {
        node.now.mono += 10s;
        node.clients.begin(node.now);
        node.clients.serves(3, city, false);
        node.clients.add(3, station);
        node.clients.end();
        *station.receive_bytes += 10;
    }
    EXPECT_EQ(node.received(), 20);
    EXPECT_FALSE(sought.on_heap());
    node.clients.left(3, station, node.now);
    EXPECT_FALSE(sought.on_heap());
}

TEST(Clients, TheKeyIsReplacedEveryDay) {
    const fakes::KnownKeys keys;
    Node node;
    node.look({});
    node.now.mono += 23h;
    node.look({});
    EXPECT_EQ(keys.drawn(), 1U);
    node.now.mono += 1h;
    node.look({});
    EXPECT_EQ(keys.drawn(), 2U);
    node.look({});
    EXPECT_EQ(keys.drawn(), 2U);
}

TEST(Clients, NoMemoryHoldsAnOldKey) {
    if (!fakes::heap_can_be_searched()) {
        GTEST_SKIP() << "a sanitizer keeps its heap elsewhere";
    }
    const fakes::KnownKeys keys;
    Node node;
    node.look({old_station(1, 100)});
    EXPECT_TRUE(fakes::Sought<32>(1).on_heap());
    node.now.mono += 24h;
    node.look({old_station(1, 100)});
    EXPECT_FALSE(fakes::Sought<32>(1).on_heap());
    EXPECT_TRUE(fakes::Sought<32>(2).on_heap());
}

}  // namespace
}  // namespace magpie::agent
