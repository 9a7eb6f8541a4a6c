#include "collector/console/pole_search.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/unit/collector/console/console_city.hpp"

namespace magpie::collector::console {
namespace {

struct PoleSearchTest : testing::Test, ConsoleCity {
    PoleSearchTest() {
        for (int i = 10; i < 40; ++i) {
            stands("pole-" + std::to_string(i), 37.5, 127.0, i % 2 == 0 ? "mapo" : "jung",
                   i == 20 ? "홍대입구 Exit 9" : "");
        }
        pass();
    }
    /// All pages, one after the other.
    [[nodiscard]] std::vector<std::string> found(PoleQuestion question) const {
        std::vector<std::string> names;
        for (;;) {
            const auto list = list_poles(console.poles(), question);
            if (!list) {
                return {"nothing"};
            }
            for (const auto number : list->poles) {
                names.push_back(console.poles().pole(number).node);
            }
            if (list->next.empty()) {
                return names;
            }
            question.after = list->next;
        }
    }
};

TEST_F(PoleSearchTest, EachWordMustBeSomewhereWhateverItsCase) {
    EXPECT_EQ(found({.text = "EXIT 홍대"}), std::vector<std::string>{"pole-20"});
    EXPECT_EQ(found({.text = "pole-2 mapo"}).size(), 5U);
    EXPECT_TRUE(found({.text = "nobody"}).empty());
    EXPECT_EQ(found({.text = "  "}).size(), 30U);
}

TEST_F(PoleSearchTest, PagesTellEachPoleOnceInOrder) {
    const auto names = found({.order = PoleOrder::name, .most = 7});
    ASSERT_EQ(names.size(), 30U);
    EXPECT_TRUE(std::ranges::is_sorted(names));
    EXPECT_EQ(list_poles(console.poles(), {.most = 7})->total, 30U);
}

TEST_F(PoleSearchTest, TheWorstComeFirst) {
    die(*fleet.find("mapo", "pole-38"));
    fleet.set(*fleet.find("jung", "pole-11"), door, 1);
    pass();
    const auto names = found({.most = 4});
    ASSERT_EQ(names.size(), 30U);
    EXPECT_EQ(names[0], "pole-38");
    EXPECT_EQ(names[1], "pole-11");
}

TEST_F(PoleSearchTest, ACursorThatIsNoneIsRefused) {
    for (const auto* cursor : {"", "zz", "abc", "39", "3961", "30616161"}) {
        EXPECT_EQ(found({.after = cursor}), std::vector<std::string>{"nothing"}) << cursor;
    }
}

}  // namespace
}  // namespace magpie::collector::console
