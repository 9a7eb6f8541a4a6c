#include "agent/sources/wifi/client_totals.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using namespace std::chrono_literals;
using catalogue::Part;
using fakes::part_of;
using fakes::value_of;
using netlink::RateMode;
using netlink::Station;

const std::vector<std::string> city{"5GHz", "city"};

/// A group of which looks are taken by hand.
struct Group {
    std::size_t min_group = 1;
    bool detail = false;
    ClientTotals totals{};
    std::uint64_t next = 1;

    void client(const StationCounts& counts, const Station& station = {}) { totals.add(next++, station, counts); }
    void clients(unsigned number, const StationCounts& counts) {
        for (; number > 0; --number) {
            client(counts);
        }
    }
    void client(const Station& station) { client({}, station); }
    void leaves(const StationCounts& counts) { totals.left(next++, counts); }

    Readings look() {
        totals.add_network();
        totals.close(min_group, detail);
        Readings readings;
        totals.write(readings, city[0], city[1]);
        return readings;
    }
};

std::optional<double> of(const Readings& readings, const std::string& name) {
    return value_of(readings, "magpie_wifi_" + name, city);
}

std::optional<double> observed(const Readings& readings, const std::string& name) {
    return part_of(readings, "magpie_wifi_client_" + name, Part::count, city);
}

std::optional<double> sum_of(const Readings& readings, const std::string& name) {
    return part_of(readings, "magpie_wifi_client_" + name, Part::sum, city);
}

constexpr StationCounts some{.receive_bytes = 100,
                             .transmit_bytes = 1000,
                             .packets = 50,
                             .retries = 10,
                             .failed = 2,
                             .receive_airtime = 250'000,
                             .transmit_airtime = 750'000};

TEST(ClientTotals, TotalsAreOfAllClientsAndAllLooks) {
    Group group;
    group.clients(2, some);
    group.look();
    group.client(some);
    const auto readings = group.look();
    EXPECT_EQ(of(readings, "networks"), 1);
    EXPECT_EQ(of(readings, "clients"), 1);
    EXPECT_EQ(of(readings, "client_receive_bytes_total"), 300);
    EXPECT_EQ(of(readings, "client_transmit_bytes_total"), 3000);
    EXPECT_EQ(of(readings, "client_transmit_packets_total"), 150);
    EXPECT_EQ(of(readings, "client_transmit_retries_total"), 30);
    EXPECT_EQ(of(readings, "client_transmit_failed_total"), 6);
    EXPECT_EQ(of(readings, "client_receive_airtime_seconds_total"), 0.75);
    EXPECT_EQ(of(readings, "client_transmit_airtime_seconds_total"), 2.25);
}

TEST(ClientTotals, AGroupWithoutClientsIsToldOf) {
    Group group;
    group.client(some);
    group.look();
    const auto readings = group.look();
    EXPECT_EQ(of(readings, "clients"), 0);
    EXPECT_EQ(of(readings, "client_receive_bytes_total"), 100);
    EXPECT_FALSE(of(readings, "client_airtime_fairness_ratio"));
}

TEST(ClientTotals, BytesAndSignalBeginAtZero) {
    Group group;
    const auto readings = group.look();
    EXPECT_EQ(of(readings, "client_receive_bytes_total"), 0);
    EXPECT_EQ(of(readings, "client_transmit_bytes_total"), 0);
    EXPECT_EQ(observed(readings, "signal_dbm"), 0);
}

TEST(ClientTotals, FewClientsAreNotToldOf) {
    Group group{.min_group = 5, .detail = true};
    for (unsigned few = 1; few < 5; ++few) {
        for (unsigned client = 0; client < few; ++client) {
            group.client(some, {.signal_dbm = -60,
                                .transmit_rate = netlink::Rate{1e8, RateMode::vht, 5, 1, 20},
                                .connected = 5s,
                                .expected_throughput_bits_per_second = 1e6});
        }
        const auto readings = group.look();
        EXPECT_EQ(of(readings, "networks"), 1);
        EXPECT_FALSE(of(readings, "clients"));
        EXPECT_EQ(of(readings, "client_receive_bytes_total"), 0);
        EXPECT_EQ(of(readings, "client_transmit_bytes_total"), 0);
        EXPECT_FALSE(of(readings, "client_transmit_packets_total"));
        EXPECT_FALSE(of(readings, "client_transmit_retries_total"));
        EXPECT_FALSE(of(readings, "client_transmit_failed_total"));
        EXPECT_FALSE(of(readings, "client_receive_airtime_seconds_total"));
        EXPECT_FALSE(of(readings, "client_airtime_fairness_ratio"));
        EXPECT_FALSE(of(readings, "client_expected_throughput_bytes_per_second"));
        EXPECT_EQ(observed(readings, "signal_dbm"), 0);
        EXPECT_FALSE(observed(readings, "transmit_rate_bytes_per_second"));
        EXPECT_FALSE(observed(readings, "connected_seconds"));
    }
}

TEST(ClientTotals, WhatFewClientsDidIsNeverTold) {
    Group group{.min_group = 5};
    group.clients(5, some);
    group.look();
    group.clients(4, some);
    const auto few = group.look();
    EXPECT_FALSE(of(few, "clients"));
    EXPECT_EQ(of(few, "client_transmit_bytes_total"), 5000);
    EXPECT_EQ(of(few, "client_transmit_retries_total"), 50);
    EXPECT_EQ(of(few, "client_transmit_airtime_seconds_total"), 3.75);
    group.clients(5, some);
    const auto enough = group.look();
    EXPECT_EQ(of(enough, "clients"), 5);
    EXPECT_EQ(of(enough, "client_transmit_bytes_total"), 10000);
    EXPECT_EQ(of(enough, "client_transmit_retries_total"), 100);
    EXPECT_EQ(of(enough, "client_transmit_airtime_seconds_total"), 7.5);
}

TEST(ClientTotals, WhoHasLeftCountsWithThoseWhoAreThere) {
    Group group{.min_group = 5};
    group.clients(5, some);
    group.leaves(some);
    const auto readings = group.look();
    EXPECT_EQ(of(readings, "clients"), 5);
    EXPECT_EQ(of(readings, "client_transmit_bytes_total"), 6000);
    EXPECT_EQ(observed(readings, "signal_dbm"), 0);
}

TEST(ClientTotals, WhoHasLeftDoesNotMakeEnoughOfFew) {
    Group group{.min_group = 5};
    group.clients(4, some);
    group.leaves(some);
    const auto readings = group.look();
    EXPECT_FALSE(of(readings, "clients"));
    EXPECT_EQ(of(readings, "client_transmit_bytes_total"), 0);
}

TEST(ClientTotals, TheLastFewToLeaveAreNotToldOf) {
    Group group{.min_group = 5};
    for (int client = 0; client < 4; ++client) {
        group.leaves(some);
    }
    const auto few = group.look();
    EXPECT_EQ(of(few, "clients"), 0);
    EXPECT_EQ(of(few, "client_transmit_bytes_total"), 0);
    for (int client = 0; client < 5; ++client) {
        group.leaves(some);
    }
    const auto enough = group.look();
    EXPECT_EQ(of(enough, "clients"), 0);
    EXPECT_EQ(of(enough, "client_transmit_bytes_total"), 5000);
}

TEST(ClientTotals, TwoWhoLeaveAgainAndAgainAreTwo) {
    Group group{.min_group = 5};
    for (int time = 0; time < 9; ++time) {
        group.totals.left(7, some);
        group.totals.left(8, some);
    }
    EXPECT_EQ(of(group.look(), "client_transmit_bytes_total"), 0);
}

TEST(ClientTotals, OneOnTwoInterfacesIsTwoClientsButHidesNobody) {
    Group group{.min_group = 2};
    group.totals.add(7, {}, some);
    group.totals.add(7, {}, some);
    const auto alone = group.look();
    EXPECT_FALSE(of(alone, "clients"));
    EXPECT_EQ(of(alone, "client_transmit_bytes_total"), 0);
    group.totals.add(7, {}, some);
    group.totals.add(7, {}, some);
    group.totals.add(8, {}, some);
    EXPECT_EQ(of(group.look(), "clients"), 3);
}

TEST(ClientTotals, AMinimumOfNoneIsAMinimumOfOne) {
    Group group{.min_group = 0};
    EXPECT_EQ(of(group.look(), "clients"), 0);
    group.client(some);
    EXPECT_EQ(of(group.look(), "clients"), 1);
}

TEST(ClientTotals, PacketsAreThoseOfClientsWhoseRetriesAreCounted) {
    Group group;
    group.client(some);
    group.client({.packets = 1000, .failed = 5});
    const auto readings = group.look();
    EXPECT_EQ(of(readings, "client_transmit_packets_total"), 50);
    EXPECT_EQ(of(readings, "client_transmit_retries_total"), 10);
    EXPECT_EQ(of(readings, "client_transmit_failed_total"), 7);
}

TEST(ClientTotals, RetriesThatNoDriverCountsAreAbsent) {
    Group group;
    group.client({.packets = 1000});
    const auto readings = group.look();
    EXPECT_FALSE(of(readings, "client_transmit_packets_total"));
    EXPECT_FALSE(of(readings, "client_transmit_retries_total"));
    EXPECT_FALSE(of(readings, "client_transmit_failed_total"));
}

TEST(ClientTotals, RetriesOfZeroAreToldWhereTheyAreCounted) {
    Group group;
    group.client({.packets = 1000, .retries = 0, .failed = 0});
    const auto readings = group.look();
    EXPECT_EQ(of(readings, "client_transmit_packets_total"), 1000);
    EXPECT_EQ(of(readings, "client_transmit_retries_total"), 0);
    EXPECT_EQ(of(readings, "client_transmit_failed_total"), 0);
}

TEST(ClientTotals, AirtimeIsAbsentUntilSomeIsSeen) {
    Group group;
    group.client({.receive_airtime = 0, .transmit_airtime = 0});
    const auto none = group.look();
    EXPECT_FALSE(of(none, "client_receive_airtime_seconds_total"));
    EXPECT_FALSE(of(none, "client_transmit_airtime_seconds_total"));
    EXPECT_FALSE(of(none, "client_airtime_fairness_ratio"));
    group.client({.receive_airtime = 0, .transmit_airtime = 1000});
    const auto some_airtime = group.look();
    EXPECT_FALSE(of(some_airtime, "client_receive_airtime_seconds_total"));
    EXPECT_EQ(of(some_airtime, "client_transmit_airtime_seconds_total"), 0.001);
    group.client({.receive_airtime = 0, .transmit_airtime = 0});
    EXPECT_EQ(of(group.look(), "client_transmit_airtime_seconds_total"), 0.001);
}

TEST(ClientTotals, FairnessIsOneWhereAllHadTheSame) {
    Group group;
    group.client({.receive_airtime = 1000, .transmit_airtime = 2000});
    group.client({.receive_airtime = 2000, .transmit_airtime = 1000});
    group.client({.transmit_airtime = 3000});
    EXPECT_DOUBLE_EQ(of(group.look(), "client_airtime_fairness_ratio").value_or(0), 1);
}

TEST(ClientTotals, FairnessIsOneOfManyWhereOneHadAll) {
    Group group;
    group.clients(3, {.receive_airtime = 0, .transmit_airtime = 0});
    group.client({.receive_airtime = 1000, .transmit_airtime = 2000});
    EXPECT_DOUBLE_EQ(of(group.look(), "client_airtime_fairness_ratio").value_or(0), 0.25);
}

TEST(ClientTotals, FairnessIsOfTheInterval) {
    Group group;
    group.client({.transmit_airtime = 1000});
    group.client({.transmit_airtime = 3000});
    EXPECT_DOUBLE_EQ(of(group.look(), "client_airtime_fairness_ratio").value_or(0), 16.0 / 20);
    group.clients(2, {.transmit_airtime = 3000});
    EXPECT_DOUBLE_EQ(of(group.look(), "client_airtime_fairness_ratio").value_or(0), 1);
    group.clients(2, {.transmit_airtime = 0});
    EXPECT_FALSE(of(group.look(), "client_airtime_fairness_ratio"));
}

TEST(ClientTotals, ThroughputIsTheMedianInBytes) {
    Group group;
    for (const double bits : {8e6, 800e6, 16e6}) {
        group.client({.expected_throughput_bits_per_second = bits});
    }
    group.client(Station{});
    EXPECT_EQ(of(group.look(), "client_expected_throughput_bytes_per_second"), 2e6);
    for (const double bits : {8e6, 16e6}) {
        group.client({.expected_throughput_bits_per_second = bits});
    }
    EXPECT_EQ(of(group.look(), "client_expected_throughput_bytes_per_second"), 1.5e6);
    EXPECT_FALSE(of(group.look(), "client_expected_throughput_bytes_per_second"));
}

TEST(ClientTotals, AnAbsurdThroughputIsNone) {
    Group group;
    group.client({.expected_throughput_bits_per_second = 4.1e10});
    group.client({.expected_throughput_bits_per_second = -1});
    EXPECT_FALSE(of(group.look(), "client_expected_throughput_bytes_per_second"));
}

TEST(ClientTotals, AGaugeIsOfEnoughClients) {
    Group group{.min_group = 3};
    group.clients(2, {.transmit_airtime = 5});
    group.client({.expected_throughput_bits_per_second = 8e6});
    const auto few = group.look();
    EXPECT_EQ(of(few, "clients"), 3);
    EXPECT_FALSE(of(few, "client_airtime_fairness_ratio"));
    EXPECT_FALSE(of(few, "client_expected_throughput_bytes_per_second"));
}

TEST(ClientTotals, SignalIsTheAverageWhereThereIsOne) {
    Group group;
    group.client({.signal_dbm = -50, .signal_average_dbm = -70});
    group.client({.signal_dbm = -80});
    group.client(Station{});
    const auto readings = group.look();
    EXPECT_EQ(observed(readings, "signal_dbm"), 2);
    EXPECT_EQ(sum_of(readings, "signal_dbm"), -150);
    EXPECT_EQ(part_of(readings, "magpie_wifi_client_signal_dbm", Part::bucket, {city[0], city[1], "-80"}), 1);
    EXPECT_EQ(part_of(readings, "magpie_wifi_client_signal_dbm", Part::bucket, {city[0], city[1], "-75"}), 1);
    EXPECT_EQ(part_of(readings, "magpie_wifi_client_signal_dbm", Part::bucket, {city[0], city[1], "-70"}), 2);
}

TEST(ClientTotals, ASignalThatIsNoMeasurementIsNotObserved) {
    Group group;
    group.client({.signal_dbm = 0});
    group.client({.signal_dbm = 12});
    group.client({.signal_dbm = -121});
    EXPECT_EQ(observed(group.look(), "signal_dbm"), 0);
    group.client({.signal_dbm = -120});
    group.client({.signal_dbm = -1});
    group.client({.signal_dbm = -61, .signal_average_dbm = 0});
    const auto readings = group.look();
    EXPECT_EQ(observed(readings, "signal_dbm"), 3);
    EXPECT_EQ(sum_of(readings, "signal_dbm"), -182);
}

TEST(ClientTotals, EveryIntervalIsAnObservation) {
    Group group;
    for (int look = 0; look < 3; ++look) {
        group.client({.signal_dbm = -60});
        group.client({.signal_dbm = -60});
        group.look();
    }
    EXPECT_EQ(observed(group.look(), "signal_dbm"), 6);
}

constexpr Station in_detail{.signal_dbm = -60,
                            .transmit_rate = netlink::Rate{800e6, RateMode::he, 9, 2, 80},
                            .receive_rate = netlink::Rate{24e6, RateMode::legacy, {}, {}, 20},
                            .inactive = 2500ms,
                            .connected = 100s};

TEST(ClientTotals, DetailIsOffUnlessAskedFor) {
    Group group;
    group.client(some, in_detail);
    const auto readings = group.look();
    for (const auto* name : {"transmit_rate_bytes_per_second", "receive_rate_bytes_per_second", "mcs", "streams",
                             "width_hertz", "retry_ratio", "failure_ratio", "connected_seconds", "inactive_seconds"}) {
        EXPECT_FALSE(observed(readings, name)) << name;
    }
    EXPECT_EQ(observed(readings, "signal_dbm"), 1);
}

TEST(ClientTotals, DetailIsInTheUnitsOfItsRows) {
    Group group{.detail = true};
    group.client(some, in_detail);
    const auto readings = group.look();
    EXPECT_EQ(sum_of(readings, "transmit_rate_bytes_per_second"), 100e6);
    EXPECT_EQ(sum_of(readings, "receive_rate_bytes_per_second"), 3e6);
    EXPECT_EQ(sum_of(readings, "mcs"), 9);
    EXPECT_EQ(sum_of(readings, "streams"), 2);
    EXPECT_EQ(sum_of(readings, "width_hertz"), 80e6);
    EXPECT_DOUBLE_EQ(sum_of(readings, "retry_ratio").value_or(0), 10.0 / 60);
    EXPECT_DOUBLE_EQ(sum_of(readings, "failure_ratio").value_or(0), 0.04);
    EXPECT_EQ(sum_of(readings, "connected_seconds"), 100);
    EXPECT_EQ(sum_of(readings, "inactive_seconds"), 2.5);
}

TEST(ClientTotals, WhatNoDriverTellsHasNoHistogram) {
    Group group{.detail = true};
    group.client(some, {.transmit_rate = netlink::Rate{24e6, RateMode::legacy, {}, {}, 20}});
    const auto readings = group.look();
    EXPECT_EQ(observed(readings, "transmit_rate_bytes_per_second"), 1);
    EXPECT_FALSE(observed(readings, "mcs"));
    EXPECT_FALSE(observed(readings, "streams"));
    EXPECT_FALSE(observed(readings, "receive_rate_bytes_per_second"));
    EXPECT_FALSE(observed(readings, "inactive_seconds"));
}

TEST(ClientTotals, ARatioNeedsTenPackets) {
    Group group{.detail = true};
    group.client({.packets = 9, .retries = 9, .failed = 9});
    const auto nine = group.look();
    EXPECT_FALSE(observed(nine, "retry_ratio"));
    EXPECT_FALSE(observed(nine, "failure_ratio"));
    group.client({.packets = 10, .retries = 10, .failed = 1});
    const auto ten = group.look();
    EXPECT_EQ(sum_of(ten, "retry_ratio"), 0.5);
    EXPECT_EQ(sum_of(ten, "failure_ratio"), 0.1);
}

TEST(ClientTotals, AFailureRatioIsAtMostOne) {
    Group group{.detail = true};
    group.client({.packets = 10, .failed = 25});
    const auto readings = group.look();
    EXPECT_EQ(sum_of(readings, "failure_ratio"), 1);
    EXPECT_FALSE(observed(readings, "retry_ratio"));
}

TEST(ClientTotals, AbsurdDetailIsNotObserved) {
    Group group{.detail = true};
    group.client({.transmit_rate = netlink::Rate{1e12, RateMode::he, 99, 99, 99'999}, .inactive = 2'000'000s});
    const auto readings = group.look();
    for (const auto* name : {"transmit_rate_bytes_per_second", "mcs", "streams", "width_hertz", "inactive_seconds"}) {
        EXPECT_FALSE(observed(readings, name)) << name;
    }
}

TEST(ClientTotals, AGroupHasFewSeries) {
    Group group{.detail = true};
    group.client(some, in_detail);
    EXPECT_LE(group.look().all().size(), 120U);
    Group plain;
    plain.client(some, in_detail);
    EXPECT_LE(plain.look().all().size(), 25U);
}

}  // namespace
}  // namespace magpie::agent
