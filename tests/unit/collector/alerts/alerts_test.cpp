#include "collector/alerts/alerts.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/collector/alerts/radio_city.hpp"

namespace magpie::collector {
namespace {

using nlohmann::json;
using std::chrono::seconds;

struct AlertsTest : testing::Test, RadioCity {
    struct Posted {
        std::size_t to;
        json body;
        UtcMs at;
    };

    AlertsTest() { settings.alertmanagers = {"first", "second"}; }

    Alerts& alerts() {
        if (!alerts_) {
            alerts_.emplace(settings, fleet, [this](std::size_t to, const std::string& body) {
                EXPECT_LT(body.size(), std::size_t{300'000});
                posted.push_back({to, json::parse(body), now().wall});
                waiting.push_back(to);
            });
        }
        return *alerts_;
    }
    void happens(NodeIndex node, std::uint32_t slot, double value) {
        std::vector<UrgentReport> all{reports(node, slot, value)};
        alerts().take(all, now());
        EXPECT_TRUE(all.empty());
    }
    /// Each of the two answers what it is asked at once, or never.
    void answer() {
        for (const auto to : std::exchange(waiting, {})) {
            if (answers[to]) {
                alerts().answered(to, *answers[to], now());
            } else {
                waiting.push_back(to);
            }
        }
    }
    void pass(Milliseconds time) {
        answer();
        for (const auto end = now().mono + time; now().mono < end;) {
            clock.advance(Milliseconds{100});
            alerts().tick(now());
            answer();
        }
    }
    [[nodiscard]] std::size_t posts(std::size_t to) const {
        return static_cast<std::size_t>(std::ranges::count(posted, to, &Posted::to));
    }
    [[nodiscard]] std::uint64_t outcome(history::Outcome which) {
        return alerts().numbers().outcomes[static_cast<std::size_t>(which)];
    }
    /// Whether the last word to it calls the alert over.
    [[nodiscard]] bool said_over(std::size_t to) const {
        const auto last = std::ranges::find(posted.rbegin(), posted.rend(), to, &Posted::to);
        return last != posted.rend() && last->body[0]["endsAt"].get<std::string>() <= text(last->at);
    }
    static std::string text(UtcMs time) {
        const alerts::Alert alert{.row = &catalogue::urgent[0], .starts = time};
        return json::parse(to_json(alert, {}, {}))["startsAt"];
    }

    using Answered = tl::expected<http::Answer, http::Failure>;
    static Answered status(unsigned number) { return http::Answer{.status = number}; }

    alerts::Settings settings;
    std::vector<Posted> posted;
    std::vector<std::size_t> waiting;
    std::optional<Answered> answers[2] = {status(200), status(200)};

  private:
    std::optional<Alerts> alerts_;
};

TEST_F(AlertsTest, AreToldAtOnceToEveryone) {
    happens(born(), hung, 1);
    ASSERT_EQ(posted.size(), 2U) << "without waiting for a tick";
    for (const auto& post : posted) {
        ASSERT_EQ(post.body.size(), 1U);
        EXPECT_EQ(post.body[0]["labels"]["alertname"], "MagpieRadioHung");
    }
    EXPECT_EQ(alerts().numbers().open.at("MagpieRadioHung"), 1U);
    EXPECT_EQ(alerts().numbers().open.at("MagpieRadarDetected"), 0U);
}

TEST_F(AlertsTest, WhatIsKeptBackIsToldOnceItIsNot) {
    bool works = true;
    alerts().keep_back([&works](const alerts::Alert& alert) { return works && alert.node == "pole-1"; });
    const auto node = born();
    happens(node, hung, 1);
    happens(born("pole-2"), hung, 1);
    EXPECT_EQ(posts(0), 1U) << "of the other pole";
    pass(seconds(10));
    works = false;
    pass(seconds(1));
    EXPECT_EQ(posts(0), 2U);
    works = true;
    fleet.set(node, hung, 0);
    pass(settings.clear + seconds(3));
    EXPECT_TRUE(said_over(0)) << "that it is over is told to who knew it";
}

TEST_F(AlertsTest, WhatIsOverBeforeItWasToldOnPurposeIsNotLost) {
    alerts().keep_back([](const alerts::Alert&) { return true; });
    const auto node = born();
    happens(node, hung, 1);
    pass(seconds(1));
    fleet.set(node, hung, 0);
    pass(settings.clear + alerts::holds_for + seconds(5));
    EXPECT_TRUE(posted.empty());
    EXPECT_EQ(alerts().numbers().dropped.undelivered, 0U);
}

TEST_F(AlertsTest, WithoutNewsNothingIsSent) {
    const auto node = born();
    happens(node, 4, 1);
    pass(seconds(100));
    EXPECT_TRUE(posted.empty());
}

TEST_F(AlertsTest, AreToldAgainUntilTheyAreOver) {
    const auto node = born();
    happens(node, hung, 1);
    pass(seconds(301));
    EXPECT_EQ(posts(0), 11U);
    const auto& last = posted.back();
    EXPECT_EQ(last.body[0]["endsAt"], text(last.at + alerts::holds_for));
    fleet.set(node, hung, 0);
    pass(settings.clear - seconds(3));
    EXPECT_EQ(posts(0), 11U);
    EXPECT_FALSE(said_over(0));
    pass(seconds(6));
    EXPECT_EQ(posts(0), 12U);
    EXPECT_TRUE(said_over(0));
    EXPECT_TRUE(said_over(1));
    pass(seconds(600));
    EXPECT_EQ(posts(0), 12U);
    EXPECT_EQ(alerts().numbers().open.at("MagpieRadioHung"), 0U);
    EXPECT_EQ(alerts().numbers().dropped.undelivered, 0U);
}

TEST_F(AlertsTest, OneRequestCarriesAllThatIsDue) {
    answers[0].reset();
    for (int i = 0; i < 20; ++i) {
        happens(born("pole-" + std::to_string(i)), hung, 1);
    }
    EXPECT_EQ(posts(0), 1U) << "one at a time";
    answers[0] = status(200);
    pass(seconds(1));
    ASSERT_EQ(posts(0), 2U);
    for (const auto& post : posted) {
        EXPECT_TRUE(post.to == 1 || post.body.size() == (&post == &posted.front() ? 1U : 19U));
    }
}

TEST_F(AlertsTest, ARequestIsOfLimitedSize) {
    answers[0].reset();
    for (int i = 0; i < 900; ++i) {
        happens(born("pole-" + std::to_string(i)), hung, 1);
    }
    answers[0] = status(200);
    pass(seconds(1));
    std::size_t told = 0;
    for (const auto& post : posted) {
        told += post.to == 0 ? post.body.size() : 0;
    }
    EXPECT_EQ(told, 900U);
    EXPECT_GT(posts(0), 2U);
}

TEST_F(AlertsTest, OneThatHangsHarmsNoOther) {
    answers[0].reset();
    const auto node = born();
    happens(node, hung, 1);
    pass(seconds(61));
    EXPECT_EQ(posts(0), 1U);
    EXPECT_EQ(posts(1), 3U);
    happens(node, other_hung, 1);
    pass(seconds(1));
    EXPECT_EQ(posts(1), 4U);
    EXPECT_EQ(alerts().numbers().delays.back(), 0U);
}

TEST_F(AlertsTest, OneThatWasAwayIsToldWhatIsTrueWhenItIsBack) {
    answers[0] = tl::unexpected(http::Failure::no_connection);
    const auto node = born();
    happens(node, hung, 1);
    happens(node, other_hung, 1);
    pass(seconds(60));
    EXPECT_GT(outcome(history::Outcome::unreachable), 4U);
    EXPECT_LT(outcome(history::Outcome::unreachable), 60U) << "with pauses";
    EXPECT_EQ(alerts().trouble(), "first: unreachable");
    fleet.set(node, other_hung, 0);
    pass(seconds(10));
    posted.clear();
    answers[0] = status(200);
    pass(seconds(11));
    ASSERT_GE(posts(0), 1U);
    const auto first = std::ranges::find(posted, 0U, &Posted::to);
    ASSERT_EQ(first->body.size(), 1U) << "what is over is nothing new to it";
    EXPECT_EQ(first->body[0]["labels"]["radio"], "phy0");
    EXPECT_EQ(alerts().trouble(), "");
}

TEST_F(AlertsTest, OneThatRefusesIsNotAskedWithoutPause) {
    answers[0] = status(400);
    happens(born(), hung, 1);
    pass(seconds(61));
    EXPECT_EQ(posts(0), 3U);
    EXPECT_EQ(alerts().trouble(), "first: refused, status 400");
}

TEST_F(AlertsTest, TheDelayIsThatOfTheFirstGoodAnswer) {
    answers[0].reset();
    answers[1].reset();
    happens(born(), hung, 1);
    clock.advance(Milliseconds{1500});
    answers[1] = status(200);
    answer();
    clock.advance(seconds(20));
    answers[0] = status(200);
    answer();
    const auto numbers = alerts().numbers();
    EXPECT_EQ(numbers.delay_sum, 1.5);
    EXPECT_EQ(numbers.delays[5], 1U) << "two seconds and less";
    pass(seconds(100));
    EXPECT_EQ(alerts().numbers().delay_sum, 1.5) << "what is told again has no delay";
}

TEST_F(AlertsTest, AnAnswerToWhatIsForgottenChangesNothing) {
    answers[0].reset();
    answers[1].reset();
    const auto node = born();
    happens(node, hung, 1);
    fleet.died(node, now().wall);
    pass(settings.clear + seconds(5));
    answers[0] = status(200);
    answers[1] = status(200);
    pass(seconds(10));
    EXPECT_EQ(posts(0), 1U);
    EXPECT_EQ(outcome(history::Outcome::stored), 2U);
}

TEST_F(AlertsTest, OneThatRestsWatchesAndTellsAfterwardsWhatIsTrueThen) {
    answers[0] = answers[1] = http::Answer{.status = 200};
    const auto first = born("pole-1");
    const auto second = born("pole-2");
    alerts().rest();
    happens(first, hung, 1);
    happens(second, hung, 1);
    const auto began = now().wall;
    pass(Milliseconds{20'000});
    happens(second, hung, 0);
    pass(Milliseconds{200'000});
    EXPECT_TRUE(posted.empty());
    EXPECT_EQ(alerts().numbers().dropped.undelivered, 0U) << "the other has told of it";
    alerts().resume();
    pass(Milliseconds{1000});
    ASSERT_EQ(posts(0), 1U);
    EXPECT_EQ(posted[0].body.size(), 1U);
    EXPECT_EQ(posted[0].body[0]["labels"]["node"], "pole-1");
    EXPECT_EQ(posted[0].body[0]["startsAt"].get<std::string>(), text(began)) << "as the other told it";
}

}  // namespace
}  // namespace magpie::collector
