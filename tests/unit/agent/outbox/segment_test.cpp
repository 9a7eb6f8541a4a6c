#include "agent/outbox/segment.hpp"

#include <gtest/gtest.h>

namespace magpie::agent {
namespace {

TEST(SegmentName, SaysPlaceAndEpoch) {
    const Segment segment{.place = 17, .epoch = Epoch{0xfedcba9876543210}};
    const auto name = segment.name();
    EXPECT_EQ(name, "000000000017-fedcba9876543210.segment");
    const auto parsed = parse_segment_name(name);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->place, 17U);
    EXPECT_EQ(parsed->epoch, segment.epoch);
}

TEST(SegmentName, OthersAreNone) {
    for (const auto* name : {"", "x", "000000000017-fedcba9876543210", "000000000017-0000000000000000.segment",
                             "00000000001x-fedcba9876543210.segment", "000000000017_fedcba9876543210.segment",
                             "000000000017-fedcba987654321g.segment", "-00000000017-fedcba9876543210.segment",
                             "000000000017-fedcba9876543210.segment~", "1000000000017-fedcba9876543210.segment"}) {
        EXPECT_FALSE(parse_segment_name(name)) << name;
    }
}

TEST(SegmentContent, NumbersOnlyRise) {
    std::string bytes;
    for (const std::uint64_t number : {3, 4, 4, 2, 7}) {
        ASSERT_TRUE(record::append(bytes, record::Report{.range = {ReportNumber{number}, ReportNumber{number}}}));
    }
    const auto content = read_segment(bytes);
    EXPECT_EQ(content.first, ReportNumber{3});
    EXPECT_EQ(content.last, ReportNumber{7});
    EXPECT_EQ(content.reports.size(), 3U);
}

TEST(SegmentContent, TheLastKnownTimeIsTheClockOfTheBoot) {
    std::string bytes;
    const Monotonic taken{Milliseconds{5000}};
    for (const std::uint64_t number : {1, 2, 3}) {
        record::Report report{.range = {ReportNumber{number}, ReportNumber{number}}, .taken = taken};
        if (number != 3) {
            report.wall = UtcMs{Milliseconds{1'000'000 + static_cast<std::int64_t>(number)}};
        }
        ASSERT_TRUE(record::append(bytes, report));
    }
    EXPECT_EQ(read_segment(bytes).clock, Milliseconds{1'000'002 - 5000});
}

TEST(SegmentContent, OfNothingIsNothing) {
    EXPECT_TRUE(read_segment("").reports.empty());
    EXPECT_EQ(read_segment("").damaged, 0U);
}

}  // namespace
}  // namespace magpie::agent
