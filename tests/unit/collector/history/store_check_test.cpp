#include "collector/history/store_check.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::collector::history {
namespace {

using namespace std::chrono;

/// A check before a store that answers with the pages it has, and 404 otherwise.
class StoreCheckTest : public ::testing::Test {
  public:
    void before(const std::string& write_path) { check.emplace(write_path, hours(24)); }

    void is_prometheus(const std::string& receiver, const std::string& window, const std::string& retention,
                       const std::string& base = {}) {
        pages = {
            {base + "/api/v1/status/flags",
             R"({"status":"success","data":{"storage.tsdb.retention.time":"0s","web.enable-remote-write-receiver":")" +
                 receiver + "\"}}"},
            {base + "/api/v1/status/config", R"({"status":"success","data":{"yaml":")" + window + "\"}}"},
            {base + "/api/v1/status/runtimeinfo",
             R"({"status":"success","data":{"storageRetention":")" + retention + "\"}}"}};
    }
    void is_victoria_metrics(const std::string& dedup, const std::string& retention) {
        pages = {{"/metrics", "flag{name=\"dedup.minScrapeInterval\", value=\"" + dedup +
                                  "\", is_set=\"true\"} 1\nflag{name=\"retentionPeriod\", value=\"" + retention +
                                  "\", is_set=\"true\"} 1\n"}};
    }
    void answers(const std::string& path) {
        asked.push_back(path);
        if (failure) {
            check->answered(tl::unexpected(*failure), clock.now());
            return;
        }
        const auto page = pages.find(path);
        check->answered(
            page == pages.end() ? http::Answer{.status = status} : http::Answer{.status = 200, .body = page->second},
            clock.now());
    }
    void passes(Milliseconds time) {
        for (const auto end = clock.now().mono + time; clock.now().mono < end; clock.advance(100ms)) {
            if (const auto path = check->due(clock.now())) {
                answers(*path);
            }
        }
    }
    [[nodiscard]] std::vector<StoreFault> faults() const {
        std::vector<StoreFault> all;
        for (const auto& one : check->report().findings) {
            all.push_back(one.fault);
        }
        return all;
    }
    using Faults = std::vector<StoreFault>;

    const std::string day_window = R"(storage:\n  tsdb:\n    out_of_order_time_window: 1d\n)";
    fakes::FakeClock clock;
    std::optional<StoreCheck> check{std::in_place, "/api/v1/write", hours(24)};
    std::map<std::string, std::string> pages;
    unsigned status = 404;
    std::optional<http::Failure> failure;
    std::vector<std::string> asked;
};

TEST_F(StoreCheckTest, BeforeItIsAskedTheStoreIsUnknown) {
    EXPECT_TRUE(check->found(StoreFault::unknown_store));
    EXPECT_EQ(check->rounds(), 0U);
}

TEST_F(StoreCheckTest, APrometheusThatIsSetRightHasNoFault) {
    is_prometheus("true", day_window, "15d");
    passes(2s);
    EXPECT_EQ(check->report().store, "Prometheus");
    EXPECT_EQ(faults(), Faults{});
    EXPECT_EQ(asked, (std::vector<std::string>{"/api/v1/status/flags", "/api/v1/status/config",
                                               "/api/v1/status/runtimeinfo"}));
}

TEST_F(StoreCheckTest, EachFaultOfAPrometheusIsFound) {
    is_prometheus("false", "", "2h");
    passes(2s);
    EXPECT_EQ(faults(), (Faults{StoreFault::receiver_off, StoreFault::out_of_order_window, StoreFault::retention}));
    EXPECT_EQ(check->report().findings[1].words,
              "storage.tsdb.out_of_order_time_window is 0 s and history.window_seconds 86400 s: it refuses what comes "
              "later");
}

TEST_F(StoreCheckTest, AVictoriaMetricsThatIsSetRightHasNoFault) {
    is_victoria_metrics("1ms", "1d");
    passes(2s);
    EXPECT_EQ(check->report().store, "VictoriaMetrics");
    EXPECT_EQ(faults(), Faults{});
}

TEST_F(StoreCheckTest, EachFaultOfAVictoriaMetricsIsFound) {
    is_victoria_metrics("30s", "23h");
    passes(2s);
    EXPECT_EQ(faults(), (Faults{StoreFault::dedup_interval, StoreFault::retention}));
    check->store_went_away();
    is_victoria_metrics("0s", "1");
    passes(2s);
    EXPECT_EQ(faults(), Faults{StoreFault::no_dedup});
}

TEST_F(StoreCheckTest, WhatCannotBeReadIsNoFault) {
    is_victoria_metrics("often", "long");
    passes(2s);
    EXPECT_EQ(faults(), Faults{});
    check->store_went_away();
    is_prometheus("true", R"(storage:\n  tsdb:\n    out_of_order_time_window: long\n)", "512MB");
    passes(2s);
    EXPECT_EQ(check->report().store, "Prometheus");
    EXPECT_EQ(faults(), Faults{});
}

TEST_F(StoreCheckTest, APathBeforeTheWritePathIsPartOfEveryQuestion) {
    before("/prom/api/v1/write?x=y");
    is_prometheus("true", day_window, "15d", "/prom");
    passes(2s);
    EXPECT_EQ(check->report().store, "Prometheus");
}

TEST_F(StoreCheckTest, VictoriaMetricsHasItsOwnMetricsAtTheRoot) {
    before("/prometheus/api/v1/write");
    is_victoria_metrics("1ms", "12");
    passes(2s);
    EXPECT_EQ(check->report().store, "VictoriaMetrics");
    EXPECT_EQ(asked, (std::vector<std::string>{"/prometheus/api/v1/status/flags", "/prometheus/metrics", "/metrics"}));
}

TEST_F(StoreCheckTest, AnotherStoreIsUnknownAndAskedNoMore) {
    for (const unsigned refusal : {404U, 401U, 302U, 400U}) {
        before("/api/v1/push");
        status = refusal;
        asked.clear();
        passes(300s);
        EXPECT_EQ(check->rounds(), 1U);
        EXPECT_EQ(faults(), Faults{StoreFault::unknown_store});
        EXPECT_EQ(asked.size(), 2U);
    }
}

TEST_F(StoreCheckTest, AnAnswerTooLongOrNoHttpIsOfAnotherStore) {
    failure = http::Failure::garbled;
    passes(2s);
    EXPECT_EQ(check->rounds(), 1U);
    EXPECT_EQ(faults(), Faults{StoreFault::unknown_store});
}

TEST_F(StoreCheckTest, AStoreThatIsAwayOrNotReadyIsAskedLaterAndNotOften) {
    failure = http::Failure::no_connection;
    passes(600s);
    EXPECT_EQ(check->rounds(), 0U);
    EXPECT_GE(asked.size(), 10U);
    EXPECT_LE(asked.size(), 60U);
    failure.reset();
    status = 503;
    passes(120s);
    EXPECT_EQ(check->rounds(), 0U);
    is_victoria_metrics("1ms", "12");
    status = 400;
    passes(61s);
    EXPECT_EQ(check->rounds(), 1U);
    EXPECT_EQ(faults(), Faults{});
}

TEST_F(StoreCheckTest, AStoreThatTakesSamplesAgainIsAskedAtOnce) {
    failure = http::Failure::no_connection;
    passes(600s);
    EXPECT_EQ(check->trouble(), "no connection");
    failure.reset();
    is_victoria_metrics("1ms", "12");
    check->store_is_there();
    EXPECT_EQ(check->trouble(), "");
    passes(1s);
    EXPECT_EQ(check->rounds(), 1U);
    asked.clear();
    check->store_is_there();
    passes(60s);
    EXPECT_TRUE(asked.empty()) << "it was not away";
}

TEST_F(StoreCheckTest, WhatAStoreSaidStaysTrueWhileItIsAway) {
    is_victoria_metrics("30s", "12");
    passes(1s);
    check->store_went_away();
    failure = http::Failure::timeout;
    passes(60s);
    EXPECT_EQ(faults(), Faults{StoreFault::dedup_interval});
}

TEST_F(StoreCheckTest, AStoreThatGoesAwayInTheMiddleIsAskedFromTheBeginning) {
    is_prometheus("true", day_window, "15d");
    const auto first = check->due(clock.now());
    ASSERT_EQ(first, "/api/v1/status/flags");
    EXPECT_EQ(check->due(clock.now()), std::nullopt) << "one at a time";
    check->store_went_away();
    answers(*first);
    is_victoria_metrics("1ms", "12");
    passes(2s);
    EXPECT_EQ(check->report().store, "VictoriaMetrics");
    EXPECT_EQ(check->rounds(), 1U);
}

TEST(StoreFault, EachHasItsWord) {
    EXPECT_EQ(store_fault_words[static_cast<std::size_t>(StoreFault::unknown_store)], "unknown_store");
    EXPECT_EQ(store_fault_words[static_cast<std::size_t>(StoreFault::retention)], "retention");
}

}  // namespace
}  // namespace magpie::collector::history
