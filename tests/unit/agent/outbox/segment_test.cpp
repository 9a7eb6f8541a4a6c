#include "agent/outbox/segment.hpp"

#include <gtest/gtest.h>

namespace magpie::agent {
namespace {

TEST(SegmentName, SaysPlaceAndEpoch) {
    const Segment segment{.place = 17, .epoch = Epoch{0xfedcba9876543210}};
    const auto name = segment.name();
    EXPECT_EQ(name, "000000000017-fedcba9876543210-01.segment");
    const auto parsed = parse_segment_name(name);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->place, 17U);
    EXPECT_EQ(parsed->epoch, segment.epoch);
}

TEST(SegmentName, OthersAreNone) {
    for (const auto* name :
         {"", "x", "lock", "000000000017-fedcba9876543210", "000000000017-0000000000000000-01.segment",
          "00000000001x-fedcba9876543210-01.segment", "000000000017_fedcba9876543210-01.segment",
          "000000000017-fedcba987654321g-01.segment", "-00000000017-fedcba9876543210-01.segment",
          "000000000017-fedcba9876543210-00.segment", "000000000017-fedcba9876543210-1x.segment",
          "000000000017-fedcba9876543210-01.segment~", "1000000000017-fedcba9876543210-01.segment"}) {
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

TEST(ThinnedSegment, TwoReportsBecomeOneThatTellsWhatEitherTold) {
    std::string bytes;
    record::append(bytes, record::Head{Epoch{7}, "boot"});
    const auto at = [](int seconds) { return Monotonic{std::chrono::seconds(seconds)}; };
    const auto report = [](std::uint64_t first, std::uint64_t last) {
        return ReportRange{ReportNumber{first}, ReportNumber{last}};
    };
    ASSERT_TRUE(record::append(
        bytes, record::Report{.range = report(1, 1), .taken = at(10), .whole = true, .samples = {{0, 1.0}, {1, 1.5}}}));
    ASSERT_TRUE(record::append(
        bytes, record::Report{.range = report(2, 2), .taken = at(20), .samples = {{1, 2.5}, {2, std::nullopt}}}));
    ASSERT_TRUE(record::append(bytes, record::Report{.range = report(3, 3), .taken = at(30)}));
    ASSERT_TRUE(record::append(bytes, record::Report{.range = report(5, 5), .taken = at(50)}));
    ASSERT_TRUE(record::append(bytes, record::Report{.range = report(6, 6), .taken = at(60), .lost = true}));
    std::vector<record::Report> reports;
    const auto thin = thinned(bytes);
    record::Reader reader(thin);
    while (const auto* one = reader.next()) {
        if (const auto* read = std::get_if<record::Report>(one)) {
            reports.push_back(*read);
        }
    }
    ASSERT_EQ(reports.size(), 4U) << "what does not follow, and what is lost, stays as it is";
    EXPECT_EQ(reports[0].range, report(1, 2));
    EXPECT_EQ(reports[0].taken, at(20));
    EXPECT_TRUE(reports[0].whole);
    EXPECT_EQ(reports[0].samples.size(), 3U);
    for (const auto& sample : reports[0].samples) {
        EXPECT_EQ(sample.value, sample.place == 0   ? std::optional(1.0)
                                : sample.place == 1 ? std::optional(2.5)
                                                    : std::nullopt);
    }
    EXPECT_EQ(reports[1].range, report(3, 3));
    EXPECT_TRUE(reports[3].lost);
}

TEST(SegmentContent, OfNothingIsNothing) {
    EXPECT_TRUE(read_segment("").reports.empty());
    EXPECT_EQ(read_segment("").damaged, 0U);
}

}  // namespace
}  // namespace magpie::agent
