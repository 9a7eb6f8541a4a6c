#include "agent/page/time_text.hpp"

#include <gtest/gtest.h>

namespace magpie::agent::page {
namespace {

TEST(PageTimeText, IsIso8601WithMilliseconds) {
    const auto text = [](std::int64_t milliseconds) { return time_text(UtcMs{Milliseconds{milliseconds}}); };
    EXPECT_EQ(text(0), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(text(951'827'999'999), "2000-02-29T12:39:59.999Z");
    EXPECT_EQ(text(1'767'225'600'123), "2026-01-01T00:00:00.123Z");
    EXPECT_EQ(text(4'102'444'799'001), "2099-12-31T23:59:59.001Z") << "beyond what 32 bits count";
    EXPECT_EQ(text(-1), "1969-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace magpie::agent::page
