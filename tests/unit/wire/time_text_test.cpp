#include "wire/time_text.hpp"

#include <gtest/gtest.h>

namespace magpie {
namespace {

TEST(TimeText, IsOfTheCalendar) {
    const auto text = [](std::int64_t milliseconds) { return time_text(UtcMs{Milliseconds{milliseconds}}); };
    EXPECT_EQ(text(0), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(text(951'827'999'999), "2000-02-29T12:39:59.999Z");
    EXPECT_EQ(text(1'767'225'600'123), "2026-01-01T00:00:00.123Z");
    EXPECT_EQ(text(4'102'444'799'001), "2099-12-31T23:59:59.001Z") << "beyond what 32 bits count";
    EXPECT_EQ(text(-1), "1969-12-31T23:59:59.999Z");
}

TEST(TimeText, ForPeopleIsToTheMinute) {
    EXPECT_EQ(minute_text(UtcMs{Milliseconds{4'102'444'799'001}}), "2099-12-31 23:59");
}

TEST(TimeText, IsReadAsItIsWritten) {
    const UtcMs time{Milliseconds{1'795'752'000'123}};
    EXPECT_EQ(time_text(time), "2026-11-27T04:00:00.123Z");
    EXPECT_EQ(parse_time(time_text(time)), time);
    EXPECT_EQ(parse_time("2026-11-27T13:00:00.1234567+09:00"), time);
    EXPECT_EQ(parse_time("2026-11-27T04:00Z"), time - Milliseconds{123});
    EXPECT_EQ(parse_time("1795752000.123"), time);
    EXPECT_EQ(time_text(parse_time("9999-12-31T23:59:59.999Z").value()), "9999-12-31T23:59:59.999Z");
    for (const auto* none :
         {"", "now", "-1", "2026-11-27", "2026-02-30T00:00:00Z", "2026-11-27T25:00:00Z", "2026-11-27T04:00:00",
          "2026-11-27T04:00:00Zx", "1e99", "nan", "9999-12-31T23:59:59-01:00"}) {
        EXPECT_FALSE(parse_time(none)) << none;
    }
}

}  // namespace
}  // namespace magpie
