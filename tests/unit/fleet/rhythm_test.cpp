#include "tests/fleet/rhythm.hpp"

#include <gtest/gtest.h>

namespace magpie::fleet {
namespace {

using std::chrono::hours;

TEST(Rhythm, SeoulIsNineHoursAhead) {
    EXPECT_DOUBLE_EQ(hour_in_seoul(UtcMs{hours(0)}), 9);
    EXPECT_DOUBLE_EQ(hour_in_seoul(UtcMs{hours(17)}), 2);
}

TEST(Rhythm, CrowdsAreWhereTheyAreExpected) {
    EXPECT_GT(crowd(SiteType::bus_stop, 8), crowd(SiteType::bus_stop, 14));
    EXPECT_GT(crowd(SiteType::building, 10), crowd(SiteType::building, 22));
    EXPECT_GT(crowd(SiteType::street, 18), crowd(SiteType::street, 4));
    EXPECT_NEAR(crowd(SiteType::park, 24 - 1e-9), crowd(SiteType::park, 0), 1e-6);
}

TEST(Rhythm, TheAfternoonIsHottest) {
    EXPECT_GT(summer_air(15), summer_air(9));
    EXPECT_GT(summer_air(9), summer_air(4));
}

}  // namespace
}  // namespace magpie::fleet
