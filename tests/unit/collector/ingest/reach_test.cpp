#include "collector/ingest/reach.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <set>
#include <vector>

namespace magpie::collector {
namespace {

ReportRange range(std::uint64_t first, std::uint64_t last) {
    return {ReportNumber{first}, ReportNumber{last}};
}

/// 1 to 4, 7 to 8, 12.
Reach some() {
    Reach reach;
    for (const auto& one : {range(12, 12), range(1, 4), range(7, 8)}) {
        reach.add(one);
    }
    return reach;
}

TEST(Reach, HoldsWhatWasAdded) {
    EXPECT_TRUE(some().holds(range(2, 4)));
    EXPECT_TRUE(some().holds(range(7, 8)));
    EXPECT_FALSE(some().holds(range(4, 5)));
    EXPECT_FALSE(some().holds(range(8, 12)));
    EXPECT_EQ(some().highest(), ReportNumber{12});
}

TEST(Reach, SaysWhatIsMissing) {
    EXPECT_EQ(some().missing(range(1, 14)), (std::vector{range(5, 6), range(9, 11), range(13, 14)}));
    EXPECT_EQ(some().missing(range(6, 10)), (std::vector{range(6, 6), range(9, 10)}));
    EXPECT_EQ(some().missing(range(7, 8)), std::vector<ReportRange>{});
    EXPECT_EQ(some().missing(range(9, 8)), std::vector<ReportRange>{}) << "no range";
    EXPECT_EQ(Reach{}.missing(range(1, 2)), std::vector{range(1, 2)});
}

TEST(Reach, SaysWhatIsThere) {
    EXPECT_EQ(some().ranges(), (std::vector{range(1, 4), range(7, 8), range(12, 12)}));
    EXPECT_EQ(Reach{}.ranges(), std::vector<ReportRange>{});
}

TEST(Reach, IsASetOfNumbers) {
    std::minstd_rand random(5);
    for (int round = 0; round < 300; ++round) {
        Reach reach;
        std::set<std::uint64_t> model;
        for (int step = 0; step < 30; ++step) {
            const auto first = 1 + random() % 60;
            const auto last = first + random() % 4;
            reach.add(range(first, last));
            for (auto number = first; number <= last; ++number) {
                model.insert(number);
            }
            std::set<std::uint64_t> missing;
            for (const auto& hole : reach.missing(range(10, 50))) {
                for (auto number = value(hole.first); number <= value(hole.last); ++number) {
                    ASSERT_TRUE(missing.insert(number).second);
                }
            }
            for (std::uint64_t number = 10; number <= 50; ++number) {
                ASSERT_NE(missing.contains(number), model.contains(number));
                ASSERT_EQ(reach.holds(range(number, number)), model.contains(number));
            }
            ASSERT_EQ(value(reach.highest()), *model.rbegin());
        }
    }
}

}  // namespace
}  // namespace magpie::collector
