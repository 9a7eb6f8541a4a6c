#include "collector/console/event_book.hpp"

#include <gtest/gtest.h>

#include "collector/console/event_text.hpp"
#include "collector/console/event_words.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "wire/catalogue/urgent.hpp"

namespace magpie::collector::console {
namespace {

struct EventBookTest : testing::Test {
    EventNumber add(std::string node, EventKind kind = EventKind::event, std::string detail = "") {
        return book.add({.time = clock.now().wall,
                         .kind = kind,
                         .area = "mapo",
                         .node = std::move(node),
                         .what = "node_down",
                         .detail = std::move(detail)});
    }

    fakes::FakeClock clock;
    EventBook book{{.most = 5, .kept = std::chrono::hours{24}}};
};

TEST_F(EventBookTest, IsBoundedByNumberAndAge) {
    for (int i = 0; i < 8; ++i) {
        add("pole-" + std::to_string(i));
    }
    EXPECT_EQ(book.all().size(), 5U);
    EXPECT_EQ(book.first(), EventNumber{4});
    clock.advance(std::chrono::hours{25});
    book.look(clock.now());
    EXPECT_TRUE(book.all().empty());
    EXPECT_EQ(book.first(), EventNumber{9});
    EXPECT_EQ(add("x"), EventNumber{9}) << "numbers never come back";
}

TEST_F(EventBookTest, TellsTheNewestFirstPageByPage) {
    for (int i = 0; i < 5; ++i) {
        add("pole-" + std::to_string(i % 2));
    }
    const auto first = book.find({.node = "pole-0"}, std::nullopt, 2);
    ASSERT_EQ(first.size(), 2U);
    EXPECT_EQ(first[0]->number, EventNumber{5});
    const auto second = book.find({.node = "pole-0"}, first[1]->number, 2);
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0]->number, EventNumber{1});
    EXPECT_TRUE(book.find({.from = clock.now().wall + Milliseconds{1}}, std::nullopt, 9).empty());
    EXPECT_TRUE(book.find({.to = clock.now().wall}, std::nullopt, 9).empty());
    EXPECT_TRUE(book.find({.kind = EventKind::alarm}, std::nullopt, 9).empty());
}

TEST_F(EventBookTest, AnEndIsAChangeOfTheAlarm) {
    const auto number = add("pole-1", EventKind::alarm);
    (void)book.take_changes();
    book.end(number, clock.now().wall);
    EXPECT_EQ(book.take_changes().size(), 1U);
    EXPECT_TRUE(book.find(number)->until);
    book.end(EventNumber{99}, clock.now().wall);
    EXPECT_TRUE(book.take_changes().empty());
}

TEST_F(EventBookTest, TheTextHasBothLanguagesAndNoFormula) {
    add("pole-1", EventKind::alarm, "=cmd|' /C calc'!A0");
    const auto json = events_json(book.find({}, std::nullopt, 9), true);
    EXPECT_NE(json.find("\"what\":{\"en\":\"the pole is not heard any more\",\"ko\":\"폴 응답 없음\"}"),
              std::string::npos);
    EXPECT_TRUE(json.ends_with("\"next\":null}"));
    std::string csv;
    append_csv(book.all().front(), csv);
    EXPECT_NE(csv.find(",'=cmd"), std::string::npos) << csv;
}

TEST(EventWords, EveryUrgentAlertHasThem) {
    for (const auto& row : catalogue::urgent) {
        EXPECT_TRUE(has_event_words(row.alert)) << row.alert;
        EXPECT_NE(event_words(row.alert, true).en, event_words(row.alert, false).en) << row.alert;
    }
}

}  // namespace
}  // namespace magpie::collector::console
