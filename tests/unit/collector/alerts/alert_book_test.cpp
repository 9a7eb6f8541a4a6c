#include "collector/alerts/alert_book.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/collector/alerts/radio_city.hpp"

namespace magpie::collector::alerts {
namespace {

using std::chrono::seconds;

struct AlertBookTest : testing::Test, RadioCity {
    AlertBookTest() { settings.alertmanagers = {"am"}; }

    void happens(NodeIndex node, std::uint32_t slot, double value) { book().take(reports(node, slot, value), now()); }
    /// As if an Alertmanager took all there is to take.
    void is_told() {
        for (auto& [key, alert] : book().all()) {
            alert.delivered = true;
            alert.told[0] = {.due = now().mono, .taken = true, .ended = alert.ended.has_value()};
        }
    }
    void pass(Milliseconds time) {
        for (const auto end = now().mono + time; now().mono < end;) {
            clock.advance(Milliseconds{1000});
            book().look(now());
        }
    }
    AlertBook& book() { return book_ ? *book_ : book_.emplace(settings, fleet); }
    /// The only one there is.
    const Alert& alert() { return book().all().at(book().all().begin()->first); }
    [[nodiscard]] bool is_told_of() { return !alert().false_since && !alert().ended; }
    std::size_t open() { return book().all().size(); }

    Settings settings;

  private:
    std::optional<AlertBook> book_;
};

TEST_F(AlertBookTest, ARiseIsAnAlertOfItsRadio) {
    const auto node = born();
    happens(node, other_radars, 1);
    ASSERT_EQ(open(), 1U);
    EXPECT_EQ(alert().row->alert, "MagpieRadarDetected");
    EXPECT_EQ(alert().kept, (Labels{{"radio", "phy1"}}));
    EXPECT_EQ(alert().area, "mapo");
    EXPECT_EQ(alert().node, "pole-1");
    EXPECT_EQ(alert().starts, now().wall);
}

TEST_F(AlertBookTest, WhatDidNotRiseIsNone) {
    const auto node = born();
    happens(node, 4, 7);  // a join
    happens(node, radars, 0);
    EXPECT_EQ(open(), 0U);
}

TEST_F(AlertBookTest, ACounterThatBeganAnewHasRisenFromNothing) {
    const auto node = born();
    fleet.set(node, radars, 5);
    happens(node, radars, 0);
    EXPECT_EQ(open(), 0U);
    fleet.set(node, radars, 5);
    happens(node, radars, 1);
    EXPECT_EQ(open(), 1U);
}

TEST_F(AlertBookTest, WhatWasNotKnownBeforeHasRisenOnlyIfTheReportIsOfChanges) {
    const auto node = born();
    fleet.clear(node, radars);
    auto report = reports(node, radars, 3);
    report.whole = true;
    book().take(report, now());
    EXPECT_EQ(open(), 0U) << "it may have risen a year ago";
    report.whole = false;
    book().take(report, now());
    EXPECT_EQ(open(), 1U);
}

TEST_F(AlertBookTest, ABirthTellsWhatIsAndNotWhatRose) {
    const auto node = born();
    fleet.set(node, radars, 3);
    fleet.set(node, hung, 1);
    book().take({.node = node, .taken = now().wall}, now());
    ASSERT_EQ(open(), 1U);
    EXPECT_EQ(alert().row->alert, "MagpieRadioHung");
}

TEST_F(AlertBookTest, OneEventIsOneAlert) {
    const auto node = born();
    happens(node, hung, 1);
    const auto id = alert().id;
    pass(seconds(20));
    happens(node, hung, 1);
    EXPECT_EQ(open(), 1U);
    EXPECT_EQ(alert().id, id);
    happens(node, other_hung, 1);
    happens(born("pole-2"), hung, 1);
    EXPECT_EQ(open(), 3U);
}

TEST_F(AlertBookTest, AValueIsToldOfWhileItIsAndOverWhenItIsGoneForLong) {
    const auto node = born();
    happens(node, hung, 1);
    is_told();
    pass(seconds(1000));
    EXPECT_TRUE(is_told_of());
    fleet.set(node, hung, 0);
    pass(seconds(2));
    EXPECT_FALSE(is_told_of()) << "Prometheus says the end first, and must not be contradicted";
    EXPECT_FALSE(alert().ended);
    pass(settings.clear - seconds(3));
    EXPECT_FALSE(alert().ended);
    pass(seconds(3));
    ASSERT_TRUE(alert().ended);
    is_told();
    pass(seconds(1));
    EXPECT_EQ(open(), 0U);
}

TEST_F(AlertBookTest, AValueThatComesBackInTimeIsTheSameAlert) {
    const auto node = born();
    happens(node, hung, 1);
    const auto id = alert().id;
    fleet.set(node, hung, 0);
    pass(seconds(60));
    EXPECT_FALSE(is_told_of());
    fleet.set(node, hung, 1);
    pass(seconds(2));
    EXPECT_TRUE(is_told_of());
    EXPECT_EQ(alert().id, id);
    fleet.set(node, hung, 0);
    pass(seconds(60));
    EXPECT_FALSE(alert().ended) << "the time begins anew";
}

TEST_F(AlertBookTest, ARiseIsSilentBeforeItsEndAndOverAfterIt) {
    const auto node = born();
    happens(node, radars, 1);
    is_told();
    pass(seconds(600) - settings.clear - seconds(2));
    EXPECT_TRUE(is_told_of());
    pass(seconds(4));
    EXPECT_FALSE(is_told_of());
    pass(2 * settings.clear - seconds(5));
    EXPECT_FALSE(alert().ended);
    pass(seconds(5));
    EXPECT_TRUE(alert().ended);
}

TEST_F(AlertBookTest, ARiseThatGoesOnIsToldOfLonger) {
    const auto node = born();
    happens(node, radars, 1);
    pass(seconds(500));
    happens(node, radars, 2);
    pass(seconds(500));
    EXPECT_TRUE(is_told_of());
    pass(seconds(20));
    EXPECT_FALSE(is_told_of());
    happens(node, radars, 3);
    EXPECT_TRUE(is_told_of()) << "until it is over a new one keeps it open";
}

TEST_F(AlertBookTest, AfterItsEndItIsAnotherAlert) {
    const auto node = born();
    happens(node, hung, 1);
    is_told();
    const auto id = alert().id;
    fleet.set(node, hung, 0);
    pass(settings.clear + seconds(2));
    ASSERT_TRUE(alert().ended);
    happens(node, hung, 1);
    ASSERT_EQ(open(), 1U);
    EXPECT_NE(alert().id, id);
    EXPECT_FALSE(alert().ended);
}

TEST_F(AlertBookTest, OfADeadNodeNothingIsSaid) {
    const auto node = born();
    happens(node, hung, 1);
    happens(node, radars, 1);
    is_told();
    fleet.died(node, now().wall);
    pass(seconds(2));
    for (const auto& [key, alert] : book().all()) {
        EXPECT_TRUE(alert.false_since);
        EXPECT_FALSE(alert.ended);
    }
    pass(settings.clear);
    EXPECT_EQ(open(), 0U);
    EXPECT_EQ(book().dropped().undelivered, 0U);
}

TEST_F(AlertBookTest, ANodeThatComesBackSoonGoesOnWithItsAlert) {
    const auto node = born();
    happens(node, hung, 1);
    const auto id = alert().id;
    fleet.died(node, now().wall);
    pass(seconds(30));
    born();
    fleet.set(node, hung, 1);
    pass(seconds(2));
    EXPECT_TRUE(is_told_of());
    EXPECT_EQ(alert().id, id);
}

TEST_F(AlertBookTest, AnotherListOfSeriesIsTheSameAlert) {
    const auto node = born();
    happens(node, hung, 1);
    auto list = series();
    std::swap(list[hung], list[5]);
    fleet.born("mapo", "pole-1", fleet.intern(2, list), {}, now().wall);
    fleet.set(node, 5, 1);
    pass(seconds(3));
    EXPECT_TRUE(is_told_of());
    const std::vector<SeriesDescription> none{list[2]};
    fleet.born("mapo", "pole-1", fleet.intern(3, none), {}, now().wall);
    pass(seconds(3));
    EXPECT_FALSE(is_told_of());
}

TEST_F(AlertBookTest, ThereAreOnlySoMany) {
    settings.most = 3;
    for (int i = 0; i < 5; ++i) {
        happens(born("pole-" + std::to_string(i)), hung, 1);
    }
    EXPECT_EQ(open(), 3U);
    EXPECT_EQ(book().dropped().too_many, 2U);
}

TEST_F(AlertBookTest, ANodeThatInventsRadiosFloodsNobody) {
    settings.most_of_a_node = 4;
    const auto healthy = born("healthy");
    for (int i = 0; i < 10; ++i) {
        std::vector<SeriesDescription> list{
            {.name = "magpie_wifi_radio_hung", .help = "", .labels = {{"radio", std::to_string(i)}}}};
        const auto node = fleet.born("mapo", "evil", fleet.intern(100, list), {}, now().wall);
        fleet.set(node, 0, 1);
        book().take({.node = node, .taken = now().wall}, now());
    }
    EXPECT_EQ(open(), 4U);
    EXPECT_EQ(book().dropped().flood, 6U);
    happens(healthy, hung, 1);
    EXPECT_EQ(open(), 5U);
    pass(std::chrono::minutes(10));
    happens(*fleet.find("mapo", "evil"), 0, 1);
    EXPECT_EQ(open(), 2U) << "it may speak again";
}

TEST_F(AlertBookTest, WhatNobodyTookIsCounted) {
    const auto node = born();
    happens(node, hung, 1);
    fleet.set(node, hung, 0);
    pass(settings.clear + seconds(2));
    EXPECT_EQ(open(), 0U);
    EXPECT_EQ(book().dropped().undelivered, 1U);
}

TEST_F(AlertBookTest, WhoCannotBeToldOfTheEndIsNotWaitedForForEver) {
    const auto node = born();
    happens(node, hung, 1);
    is_told();
    fleet.set(node, hung, 0);
    pass(settings.clear + seconds(2));
    ASSERT_TRUE(alert().ended);
    pass(holds_for);
    EXPECT_EQ(open(), 0U);
    EXPECT_EQ(book().dropped().undelivered, 0U);
}

}  // namespace
}  // namespace magpie::collector::alerts
