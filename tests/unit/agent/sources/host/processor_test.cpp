#include "agent/sources/host/processor.hpp"

#include <gtest/gtest.h>

namespace magpie::agent {
namespace {

TEST(ProcessorTicks, ModesStandInTheirOrder) {
    EXPECT_EQ(parse_processor_ticks("cpu  1 2 3 4 5 6 7 8 9 10\ncpu0 1\n"), (ProcessorTicks{1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST(ProcessorTicks, ALineCutAnywhereIsNothing) {
    const std::string line = "cpu  11 22 33 44 55 66 77 88\n";
    for (std::size_t length = 0; length < line.size(); ++length) {
        EXPECT_FALSE(parse_processor_ticks(line.substr(0, length))) << length;
    }
    EXPECT_TRUE(parse_processor_ticks(line));
}

TEST(ProcessorTicks, OtherTextsAreNothing) {
    EXPECT_FALSE(parse_processor_ticks("cpu0 1 2 3 4 5 6 7 8\n"));
    EXPECT_FALSE(parse_processor_ticks("cpu  1 2 3 4 5 6 7\n"));
    EXPECT_FALSE(parse_processor_ticks("cpu  1 2 3 -4 5 6 7 8\n"));
    EXPECT_FALSE(parse_processor_ticks("cpu  1 2 3 99999999999999999999 5 6 7 8\n"));
}

TEST(LoadAverages, AreReadOverThreeWindows) {
    EXPECT_EQ(parse_load_averages("0.42 0.31 12.05 2/212 41231\n"), (LoadAverages{0.42, 0.31, 12.05}));
}

TEST(LoadAverages, OtherTextsAreNothing) {
    for (const auto* text :
         {"", "0.42 0.31\n", "0.42 0.31 12.05", "nan 0 0\n", "inf 0 0\n", "-1 0 0\n", "0.4x 0 0\n"}) {
        EXPECT_FALSE(parse_load_averages(text)) << text;
    }
}

TEST(ProcessUse, NamesMayHoldAnything) {
    const std::string rest = " S 1 77 77 0 -1 4194560 2211 0 3 0 7 3 0 0 20 0 3 0 1412 24821760 900 4294967295\n";
    for (const auto* name : {"77 (magpie-agent)", "77 (a) b) (c)", "77 ()", "77 (1 2 3 4\n)"}) {
        const auto use = parse_process_use(name + rest);
        ASSERT_TRUE(use) << name;
        EXPECT_EQ(use->processor_ticks, 10U);
        EXPECT_EQ(use->resident_pages, 900U);
    }
}

TEST(ProcessUse, ATextCutAnywhereIsNothing) {
    const std::string text = "77 (a) S 1 77 77 0 -1 4194560 2211 0 3 0 7 3 0 0 20 0 3 0 1412 24821760 900 4294967295\n";
    for (std::size_t length = 0; length < text.size(); ++length) {
        EXPECT_FALSE(parse_process_use(text.substr(0, length))) << length;
    }
}

TEST(MonotonicTicks, PassOnWhatGrows) {
    MonotonicTicks ticks;
    EXPECT_EQ(ticks.next(10), 10U);
    EXPECT_EQ(ticks.next(10), 10U);
    EXPECT_EQ(ticks.next(25), 25U);
}

TEST(MonotonicTicks, ASmallStepBackIsHeld) {
    MonotonicTicks ticks;
    EXPECT_EQ(ticks.next(1000), 1000U);
    EXPECT_EQ(ticks.next(997), 1000U);
    EXPECT_EQ(ticks.next(1003), 1003U);
}

TEST(MonotonicTicks, CountingGoesOnAfterALargeOne) {
    MonotonicTicks ticks;
    EXPECT_EQ(ticks.next(100'000), 100'000U);
    EXPECT_EQ(ticks.next(40'000), 100'000U);
    EXPECT_EQ(ticks.next(40'010), 100'010U);
}

}  // namespace
}  // namespace magpie::agent
