#include "platform/http/date.hpp"

#include <gtest/gtest.h>

namespace magpie::http {
namespace {

using namespace std::chrono;

constexpr UtcMs now = sys_days(year(2026) / 11 / 26);
constexpr UtcMs then = sys_days(year(1994) / 11 / 6) + hours(8) + minutes(49) + seconds(37);

TEST(ParseDate, TakesTheThreeForms) {
    for (const auto* text :
         {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"}) {
        EXPECT_EQ(parse_date(text, now), then) << text;
    }
}

TEST(ParseDate, AYearOfTwoDigitsIsNotFarAhead) {
    const auto year_of = [](const char* text) {
        return static_cast<int>(year_month_day(floor<days>(parse_date(text, now).value())).year());
    };
    EXPECT_EQ(year_of("Thursday, 26-Nov-26 00:00:00 GMT"), 2026);
    EXPECT_EQ(year_of("Thursday, 26-Nov-76 00:00:00 GMT"), 2076);
    EXPECT_EQ(year_of("Thursday, 26-Nov-77 00:00:00 GMT"), 1977);
}

TEST(ParseDate, RefusesWhatIsNone) {
    for (const auto* text :
         {"", "Sun", "Sun,", "Sun, ", "120", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
          "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
          "Sun, 06 ovD 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
          "Sunday, 06 Nov 1994 08:49:37 GMT", "Sun Nov  6 08:49:37 1994 GMT", "Sun, 0x Nov 1994 08:49:37 GMT"}) {
        EXPECT_EQ(parse_date(text, now), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace magpie::http
