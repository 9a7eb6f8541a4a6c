#include "collector/history/history.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/collector/history/read_write_request.hpp"

namespace magpie::collector {
namespace {

/// A history over a fleet, before a store that takes everything unless it is told to be away.
class HistoryTest : public ::testing::Test {
  public:
    HistoryTest() {
        settings.memory_bytes = 100'000;
        begin();
    }

    void begin() {
        history.emplace(settings, fleet,
                        [this](std::size_t shard, std::string body) { posted.emplace_back(shard, std::move(body)); });
    }
    NodeIndex born(const std::string& node) {
        return fleet.born("mapo", node, fleet.intern(1, std::vector<SeriesDescription>{{"magpie_link_up", "", {}}}), {},
                          clock.now().wall);
    }
    /// One report of one sample, as Ingest writes it down.
    void reports(NodeIndex node, std::uint64_t number, double value = 1) {
        log.reports.push_back({.node = node,
                               .epoch = Epoch{1},
                               .range = {ReportNumber{number}, ReportNumber{number}},
                               .time_ms = clock.now().wall.time_since_epoch().count(),
                               .samples = 1});
        log.samples.push_back({value, 0, 0});
        history->take(log, clock.now());
    }
    void passes(Milliseconds time) {
        for (const auto end = clock.now().mono + time; clock.now().mono < end;) {
            clock.advance(Milliseconds{100});
            history->tick(clock.now(), settled);
            while (!posted.empty()) {
                const auto [shard, body] = posted.front();
                posted.erase(posted.begin());
                if (refuses && !read_body(body).empty()) {
                    history->answered(shard, http::Answer{.status = 400, .body = "not this"}, clock.now());
                    continue;
                }
                if (store_away) {
                    history->answered(shard, tl::unexpected(http::Failure::no_connection), clock.now());
                    continue;
                }
                for (const auto& [name, points] : points_of(read_body(body))) {
                    for (const auto& [at, value] : points) {
                        stored[name][at] = value;
                    }
                    shard_of[name] = shard;
                }
                history->answered(shard, http::Answer{.status = 204}, clock.now());
            }
        }
        history->take(log, clock.now());
    }
    [[nodiscard]] std::vector<std::uint64_t> settled_of(const std::string& node) const {
        std::vector<std::uint64_t> numbers;
        for (const auto& one : settled) {
            if (one.node == node) {
                numbers.push_back(value(one.range.first));
            }
        }
        return numbers;
    }
    [[nodiscard]] std::vector<double> up_of(const std::string& node) {
        std::vector<double> values;
        for (const auto& [at, value] : stored["__name__=magpie_node_up,area=mapo,node=" + node]) {
            values.push_back(value);
        }
        return values;
    }

    fakes::FakeClock clock;
    Fleet fleet;
    history::Settings settings;
    std::optional<History> history;
    ReportLog log;
    bool store_away = false;
    bool refuses = false;  // whatever has samples
    std::vector<std::pair<std::size_t, std::string>> posted;
    std::map<std::string, std::map<std::int64_t, double>> stored;
    std::map<std::string, std::size_t> shard_of;
    std::vector<history::Settled> settled;
};

TEST_F(HistoryTest, AReportIsStoredAndThenSettled) {
    const auto pole = born("pole");
    reports(pole, 1, 42);
    const auto at = clock.now().wall.time_since_epoch().count();
    passes(Milliseconds{10'000});
    EXPECT_EQ(stored["__name__=magpie_link_up,area=mapo,node=pole"], (std::map<std::int64_t, double>{{at, 42}}));
    EXPECT_TRUE(settled.empty());
    passes(Milliseconds{15'500});
    EXPECT_EQ(settled_of("pole"), std::vector<std::uint64_t>{1});
    EXPECT_EQ(settled[0].epoch, Epoch{1});
}

TEST_F(HistoryTest, AReportThatIsTooOldForTheStoreIsSettledAsLost) {
    settings.window = Milliseconds{60'000};
    history.emplace(settings, fleet,
                    [this](std::size_t shard, std::string body) { posted.emplace_back(shard, std::move(body)); });
    const auto pole = born("pole");
    store_away = true;
    reports(pole, 1);
    passes(Milliseconds{50'000});
    reports(pole, 2);
    passes(Milliseconds{20'000});
    store_away = false;
    passes(Milliseconds{60'000});
    ASSERT_EQ(settled_of("pole"), (std::vector<std::uint64_t>{1, 2}));
    EXPECT_TRUE(settled[0].lost);
    EXPECT_FALSE(settled[1].lost);
}

TEST_F(HistoryTest, AReportThatTheStoreRefusesIsThereToBeLookedAt) {
    const auto pole = born("pole");
    passes(Milliseconds{30'000});
    refuses = true;
    reports(pole, 1);
    reports(pole, 2);
    passes(Milliseconds{11'000});
    refuses = false;
    passes(Milliseconds{30'000});
    ASSERT_EQ(settled_of("pole"), (std::vector<std::uint64_t>{1, 2}));
    EXPECT_TRUE(settled[0].lost && settled[1].lost);
    std::vector<std::uint64_t> kept;
    for (const auto& one : history->set_aside().kept()) {
        EXPECT_EQ(one.node, "pole");
        EXPECT_EQ(one.words, "status 400: not this");
        kept.push_back(value(one.range.first));
    }
    EXPECT_EQ(kept, (std::vector<std::uint64_t>{1, 2}));
}

TEST_F(HistoryTest, NoReportWaitsLongerThanItsBatchMay) {
    const auto pole = born("pole");
    passes(Milliseconds{60'000});
    for (std::uint64_t number = 1; number <= 30; ++number) {
        reports(pole, number);
        passes(Milliseconds{700});
        EXPECT_LE(history->numbers(clock.now()).oldest, settings.batch + settings.settle + Milliseconds{200});
    }
    passes(Milliseconds{30'000});
    EXPECT_EQ(settled_of("pole").size(), 30U);
}

TEST_F(HistoryTest, ANodeHasOneShardAndShardsShareTheNodes) {
    for (int i = 0; i < 40; ++i) {
        reports(born("pole-" + std::to_string(i)), 1);
    }
    passes(Milliseconds{11'000});
    std::map<std::size_t, int> nodes;
    for (const auto& [name, shard] : shard_of) {
        if (name.find("link_up") != name.npos) {
            ++nodes[shard];
        }
    }
    EXPECT_EQ(nodes.size(), settings.shards);
    EXPECT_GT(nodes[0], 8);
    EXPECT_GT(nodes[1], 8);
}

TEST_F(HistoryTest, WhileItsMemoryIsFullItTakesNothingAndLosesNothing) {
    const auto pole = born("pole");
    store_away = true;
    std::uint64_t taken = 0;
    for (int i = 0; i < 4000 && !log.full; ++i) {
        reports(pole, ++taken);
        passes(Milliseconds{100});
    }
    ASSERT_TRUE(log.full);
    EXPECT_GT(taken, 300U);
    EXPECT_LE(history->numbers(clock.now()).bytes, settings.memory_bytes + 1000);
    store_away = false;
    passes(Milliseconds{150'000});
    EXPECT_FALSE(log.full);
    EXPECT_EQ(settled_of("pole").size(), taken);
    EXPECT_EQ(stored["__name__=magpie_link_up,area=mapo,node=pole"].size(), taken);
}

TEST_F(HistoryTest, SaysThatANodeIsUpOrDownAtOnceAndOnceAMinute) {
    const auto pole = born("pole");
    passes(Milliseconds{171'000});
    EXPECT_EQ(up_of("pole"), (std::vector<double>{1, 1, 1}));
    fleet.died(pole, clock.now().wall);
    passes(Milliseconds{15'000});
    EXPECT_EQ(up_of("pole").back(), 0);
}

TEST_F(HistoryTest, OfANodeThatIsOnlyExpectedNothingIsSaid) {
    (void)fleet.expect("mapo", "pole", std::nullopt, {});
    passes(Milliseconds{120'000});
    EXPECT_TRUE(stored.empty());
}

TEST_F(HistoryTest, ANodeThatWasForgottenMeanwhileSettlesNothing) {
    const auto pole = born("pole");
    reports(pole, 1);
    fleet.died(pole, clock.now().wall);
    (void)fleet.forget_expired(clock.now().wall + remembered);
    passes(Milliseconds{40'000});
    EXPECT_TRUE(settled.empty());
    EXPECT_EQ(stored.count("__name__=magpie_link_up,area=mapo,node=pole"), 1U) << "its samples are stored all the same";
}

TEST_F(HistoryTest, TheStoreIsAskedHowItIsSetAtStartAndEachTimeItWasAway) {
    std::optional<std::string> asked;
    settings.write_path = "/vm/api/v1/write";
    history.emplace(
        settings, fleet, [this](std::size_t shard, std::string body) { posted.emplace_back(shard, std::move(body)); },
        [&](std::string path) { asked = std::move(path); });
    const auto answers = [&](const std::string& flags) {
        passes(Milliseconds{200});
        EXPECT_EQ(asked, "/vm/api/v1/status/flags");
        history->told(http::Answer{.status = 400}, clock.now());
        passes(Milliseconds{200});
        EXPECT_EQ(asked, "/vm/metrics");
        history->told(http::Answer{.status = 200, .body = flags}, clock.now());
        asked.reset();
        passes(Milliseconds{300'000});
        EXPECT_EQ(asked, std::nullopt);
    };
    const auto shown = [&](history::StoreFault fault) {
        return history->numbers(clock.now()).store_faults[static_cast<std::size_t>(fault)];
    };
    EXPECT_TRUE(shown(history::StoreFault::unknown_store));
    answers("flag{name=\"retentionPeriod\", value=\"1h\"} 1\n");
    EXPECT_FALSE(shown(history::StoreFault::unknown_store));
    EXPECT_TRUE(shown(history::StoreFault::retention));

    history->connection_lost(0);
    answers("flag{name=\"retentionPeriod\", value=\"1\"} 1\n");
    EXPECT_FALSE(shown(history::StoreFault::retention));
    history->asking_connection_lost();
    answers("flag{name=\"retentionPeriod\", value=\"2h\"} 1\n");
    EXPECT_TRUE(shown(history::StoreFault::retention));

    store_away = true;
    reports(born("pole"), 1);
    passes(Milliseconds{15'000});
    ASSERT_EQ(asked, "/vm/api/v1/status/flags");
    history->told(tl::unexpected(http::Failure::certificate_expired), clock.now());
    passes(Milliseconds{100});
    EXPECT_FALSE(history->trouble().empty());
    store_away = false;
    passes(Milliseconds{120'000});
    EXPECT_EQ(history->trouble(), "");
    EXPECT_EQ(asked, "/vm/api/v1/status/flags");
}

TEST_F(HistoryTest, ACollectorOfTenThousandNodesLooksAtEachOnceASecond) {
    settings.memory_bytes = 1 << 30;
    begin();
    for (int i = 0; i < 10'000; ++i) {
        (void)born("pole-" + std::to_string(i));
    }
    passes(Milliseconds{12'500});
    std::size_t said = 0;
    for (const auto& [name, points] : stored) {
        said += points.size();
    }
    EXPECT_EQ(said, 10'000U);
}

}  // namespace
}  // namespace magpie::collector
