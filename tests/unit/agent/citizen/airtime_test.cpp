#include "agent/citizen/airtime.hpp"

#include <gtest/gtest.h>

namespace magpie::agent::citizen {
namespace {

using Seconds = AirtimeBudget::Seconds;

Now at(std::chrono::seconds time) {
    return {.mono = Monotonic{Milliseconds{time}}};
}

TEST(Airtime, EachPacketCostsByItsRate) {
    EXPECT_DOUBLE_EQ(airtime_of(0, std::nullopt).count(), 0.05);
    EXPECT_NEAR(airtime_of(100, 54).count(), 0.05 + 100 * (0.0002 + 12000 / 54e6), 1e-9);
    EXPECT_GT(airtime_of(100, std::nullopt), airtime_of(100, 54)) << "what is not known is slow";
    EXPECT_GT(airtime_of(100, 0), airtime_of(100, 54)) << "and no division by 0";
}

TEST(AirtimeBudget, HasRoomForOneMoreLikeTheLast) {
    AirtimeBudget budget(0.001);  // 3.6 s an hour
    EXPECT_TRUE(budget.has_room(at(std::chrono::seconds(0))));
    budget.spend(Seconds{1.5}, at(std::chrono::seconds(0)));
    EXPECT_TRUE(budget.has_room(at(std::chrono::seconds(10))));
    budget.spend(Seconds{1.5}, at(std::chrono::seconds(10)));
    EXPECT_FALSE(budget.has_room(at(std::chrono::seconds(20)))) << "it would be 4.5 s";
    EXPECT_NEAR(budget.share(at(std::chrono::seconds(20))), 3.0 / 3600, 1e-9);
    EXPECT_TRUE(budget.has_room(at(std::chrono::seconds(3601)))) << "the first is an hour ago";
    EXPECT_DOUBLE_EQ(budget.total().count(), 3);
}

TEST(AirtimeBudget, OneThatIsDearIsTriedAgainAfterAnHour) {
    AirtimeBudget budget(0.001);
    budget.spend(Seconds{100}, at(std::chrono::seconds(0)));
    EXPECT_FALSE(budget.has_room(at(std::chrono::seconds(3599))));
    EXPECT_TRUE(budget.has_room(at(std::chrono::seconds(3600))));
}

}  // namespace
}  // namespace magpie::agent::citizen
