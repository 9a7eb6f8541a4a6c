#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <utility>

#include "agent/sources/wifi/clients.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using namespace std::chrono_literals;
using fakes::value_of;

/// By interface: two of three share a group.
const std::array networks{ClientGroup{Band::ghz_5, "city"}, ClientGroup{Band::ghz_2_4, "city"},
                          ClientGroup{Band::ghz_2_4, "city"}};

std::size_t group_of(int interface) {
    return interface == 0 ? 0 : 1;
}

struct Traffic {
    std::uint64_t receive_bytes = 0;
    std::uint64_t transmit_bytes = 0;
    std::uint64_t packets = 0;
    std::uint64_t retries = 0;
    std::uint64_t failed = 0;
    std::uint64_t airtime = 0;

    void operator+=(const Traffic& other) {
        receive_bytes += other.receive_bytes;
        transmit_bytes += other.transmit_bytes;
        packets += other.packets;
        retries += other.retries;
        failed += other.failed;
        airtime += other.airtime;
    }
    bool operator==(const Traffic&) const = default;
};

/// What happens on a node, with counters as its kernel keeps them, and all that can be known of its traffic.
class Street {
  public:
    explicit Street(unsigned seed) : random_(seed) {
        for (int station = 0; station < 8; ++station) {
            join(pick(3), pick(20));
        }
        // From before the agent: anywhere in the range, and for hours.
        for (auto& [name, station] : stations_) {
            station.counted = {random_() % (1ULL << 34U), random_() % (1ULL << 34U), random_() % (1ULL << 32U),
                               random_() % (1ULL << 32U), random_() % (1ULL << 32U), random_() % 1'000'000'000};
        }
        now.mono += 1h;
    }

    Now now{.mono = Monotonic(100h)};
    std::array<Traffic, 2> truth{};

    /// One thing, after at most three seconds; `left` hears of those the kernel tells of.
    template <typename Left>
    void step(const Left& left) {
        now.mono += Milliseconds(1 + pick(3000));
        switch (pick(8)) {
            case 0:
                join(pick(3), pick(20));
                break;
            case 1:
                leave(any(), left);
                break;
            case 2:  // to another interface, or away and back
                if (const auto one = any(); one != stations_.end()) {
                    const auto number = one->first.second;
                    leave(one, left);
                    join(pick(3), number);
                }
                break;
            case 3:  // without an event: what it did since the last look, nobody will tell
                if (const auto one = any(); one != stations_.end()) {
                    one->second = {.since = now.mono};
                }
                break;
            default:
                for (auto& [name, station] : stations_) {
                    if (pick(3) == 0) {
                        send(station);
                    }
                }
        }
    }

    template <typename Add>
    void look(const Add& add) {
        for (auto& [name, station] : stations_) {
            add(name.first, told(name.second, station));
            truth[group_of(name.first)] += std::exchange(station.untold, {});
        }
    }
    /// What came before is not the agent's.
    void forget() { truth = {}; }

    [[nodiscard]] std::size_t stations_of(std::size_t group) const {
        std::size_t count = 0;
        for (const auto& [name, station] : stations_) {
            count += group_of(name.first) == group ? 1U : 0U;
        }
        return count;
    }
    [[nodiscard]] bool in_two_places(std::size_t group) const {
        return group == 1 && std::any_of(stations_.begin(), stations_.end(), [&](const auto& station) {
                   return station.first.first == 1 && stations_.contains({2, station.first.second});
               });
    }

    int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

  private:
    struct Station {
        Monotonic since;
        Traffic counted{};
        Traffic untold{};
    };
    using Stations = std::map<std::pair<int, int>, Station>;  // by interface and number

    void join(int interface, int number) { stations_.try_emplace({interface, number}, Station{.since = now.mono}); }

    template <typename Left>
    void leave(Stations::iterator one, const Left& left) {
        if (one == stations_.end()) {
            return;
        }
        auto last = told(one->first.second, one->second);
        last.authorized = false;
        left(one->first.first, last);
        truth[group_of(one->first.first)] += one->second.untold;
        stations_.erase(one);
    }

    Stations::iterator any() {
        return stations_.empty() ? stations_.end()
                                 : std::next(stations_.begin(), pick(static_cast<int>(stations_.size())));
    }

    /// Five times as much is below every limit of what is believed.
    void send(Station& station) {
        const Traffic more{random_() % 400'000'000, random_() % 400'000'000, random_() % 400'000'000,
                           random_() % 400'000'000, random_() % 400'000'000, random_() % 200'000};
        station.counted += more;
        station.untold += more;
    }

    [[nodiscard]] netlink::Station told(int number, const Station& station) const {
        const bool narrow = number % 3 == 0;
        const auto bytes = [&](std::uint64_t count) { return narrow ? static_cast<std::uint32_t>(count) : count; };
        const auto seconds = [](Monotonic time) { return std::chrono::floor<std::chrono::seconds>(time); };
        return {.address = {{0x02, 0, 0, 0, 0, static_cast<std::uint8_t>(number)}},
                .receive_bytes = bytes(station.counted.receive_bytes),
                .transmit_bytes = bytes(station.counted.transmit_bytes),
                .narrow_bytes = narrow,
                .transmit_packets = static_cast<std::uint32_t>(station.counted.packets),
                .transmit_retries = static_cast<std::uint32_t>(station.counted.retries),
                .transmit_failed = static_cast<std::uint32_t>(station.counted.failed),
                .connected = seconds(now.mono) - seconds(station.since),
                .associated_at = station.since.time_since_epoch(),
                .transmit_airtime = std::chrono::microseconds(station.counted.airtime),
                .authorized = true};
    }

    std::mt19937_64 random_;
    Stations stations_;
};

struct Told {
    std::optional<double> clients;
    Traffic traffic;
};

Told told_by(const Clients& clients, std::size_t group) {
    Readings readings;
    clients.write(readings);
    const std::vector<std::string> labels{std::string(word(networks[group].band)), networks[group].ssid};
    const auto of = [&](const std::string& name) { return value_of(readings, "magpie_wifi_" + name, labels); };
    const auto total = [&](const std::string& name) {
        return static_cast<std::uint64_t>(of("client_" + name).value_or(0));
    };
    const double seconds = of("client_transmit_airtime_seconds_total").value_or(0);
    return {of("clients"),
            {total("receive_bytes_total"), total("transmit_bytes_total"), total("transmit_packets_total"),
             total("transmit_retries_total"), total("transmit_failed_total"),
             static_cast<std::uint64_t>(std::llround(seconds * 1e6))}};
}

void expect(const Traffic& told, const Traffic& truth) {
    EXPECT_EQ(told.receive_bytes, truth.receive_bytes);
    EXPECT_EQ(told.transmit_bytes, truth.transmit_bytes);
    EXPECT_EQ(told.packets, truth.packets);
    EXPECT_EQ(told.retries, truth.retries);
    EXPECT_EQ(told.failed, truth.failed);
    EXPECT_EQ(told.airtime, truth.airtime);
}

void look(Clients& clients, Street& street) {
    clients.begin(street.now);
    for (int interface = 0; interface < 3; ++interface) {
        clients.serves(interface, networks[static_cast<std::size_t>(interface)], false);
    }
    street.look([&](int interface, const netlink::Station& station) { clients.add(interface, station); });
    clients.end();
}

class ClientsModel : public testing::TestWithParam<unsigned> {};

TEST_P(ClientsModel, TotalsAreTheTruth) {
    Street street(GetParam());
    Clients clients({.min_group = 1});
    look(clients, street);
    street.forget();
    for (int round = 0; round < 300; ++round) {
        for (int step = street.pick(6); step > 0; --step) {
            street.step(
                [&](int interface, const netlink::Station& last) { clients.left(interface, last, street.now); });
        }
        street.now.mono += street.pick(20) == 0 ? 25h : 1ms;  // the key gets old
        look(clients, street);
        for (const std::size_t group : {0U, 1U}) {
            const auto told = told_by(clients, group);
            EXPECT_EQ(told.clients, street.stations_of(group));
            expect(told.traffic, street.truth[group]);
        }
        ASSERT_FALSE(HasFailure()) << "round " << round;
    }
    EXPECT_GT(street.truth[0].packets, 1ULL << 32U);
    EXPECT_GT(street.truth[1].packets, 1ULL << 32U);
}

/// Whatever happens, what is told goes on only by looks at enough clients, or at none.
TEST_P(ClientsModel, FewAreNeverToldOf) {
    Street street(GetParam());
    Clients clients({.min_group = 5});
    look(clients, street);
    std::array<Traffic, 2> before{};
    int told_looks = 0;
    int few_looks = 0;
    for (int round = 0; round < 300; ++round) {
        for (int step = street.pick(6); step > 0; --step) {
            street.step(
                [&](int interface, const netlink::Station& last) { clients.left(interface, last, street.now); });
        }
        look(clients, street);
        for (const std::size_t group : {0U, 1U}) {
            const auto told = told_by(clients, group);
            const auto stations = street.stations_of(group);
            if (stations > 0 && stations < 5) {
                ++few_looks;
                EXPECT_FALSE(told.clients);
                expect(told.traffic, before[group]);
            } else if (!street.in_two_places(group)) {
                ++told_looks;
                EXPECT_EQ(told.clients, stations);
            }
            EXPECT_GE(told.traffic.receive_bytes, before[group].receive_bytes);
            EXPECT_GE(told.traffic.retries, before[group].retries);
            before[group] = told.traffic;
        }
        ASSERT_FALSE(HasFailure()) << "round " << round;
    }
    EXPECT_GT(told_looks, 0);
    EXPECT_GT(few_looks, 0);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ClientsModel, testing::Range(1U, 9U));

}  // namespace
}  // namespace magpie::agent
