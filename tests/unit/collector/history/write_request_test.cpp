#include "collector/history/write_request.hpp"

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/collector/history/read_write_request.hpp"

namespace magpie::collector::history {
namespace {

const LabelPieces some{.before_area = {"\x0a\x06\x0a\x01"
                                       "a\x12",
                                       6},
                       .area = {"\x01", 1},
                       .before_node = {},
                       .node = "x",
                       .rest = {}};

TEST(WriteRequest, SaysWhatItWasGiven) {
    WriteRequest request;
    const std::vector<Point> points{{1'700'000'000'000, 1.5}, {1'700'000'001'000, -0.0}, {1'700'000'002'000, 1e300}};
    request.add(some, points);
    request.add(some, std::span(points).first(1));
    const auto read = read_write_request(request.bytes());
    ASSERT_EQ(read.size(), 2U);
    EXPECT_EQ(read[0].labels, (Labels{{"a", "x"}}));
    EXPECT_EQ(read[0].points, (std::vector<std::pair<std::int64_t, double>>{
                                  {1'700'000'000'000, 1.5}, {1'700'000'001'000, -0.0}, {1'700'000'002'000, 1e300}}));
    EXPECT_EQ(read[1].points.size(), 1U);
}

TEST(WriteRequest, AnyTimeAndValueComesBack) {
    std::mt19937_64 random(3);
    WriteRequest request;
    std::vector<Point> all;
    for (int i = 0; i < 2000; ++i) {
        const auto time = static_cast<std::int64_t>(random() >> (random() % 64));
        all.push_back({i % 7 == 0 ? -time : time, static_cast<double>(random()) / 3});
    }
    all.push_back({0, 0});
    all.push_back({std::numeric_limits<std::int64_t>::min(), 1});
    all.push_back({std::numeric_limits<std::int64_t>::max(), 1});
    request.add(some, all);
    const auto read = read_write_request(request.bytes());
    ASSERT_EQ(read.size(), 1U);
    ASSERT_EQ(read[0].points.size(), all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(read[0].points[i], (std::pair{all[i].time_ms, all[i].value}));
    }
}

TEST(WriteRequest, GrowsAsFarAsItMust) {
    WriteRequest request;
    const std::string label(100'000, 'x');
    const Point point{1, 2};
    for (int i = 0; i < 30; ++i) {
        request.add({.before_area = label, .area = {}, .before_node = {}, .node = {}, .rest = {}}, {&point, 1});
    }
    EXPECT_GT(request.bytes().size(), 30 * label.size());
    request.clear();
    EXPECT_EQ(request.bytes().size(), 0U);
    EXPECT_EQ(read_body(compressed(request.bytes())).size(), 0U) << "an empty request is one";
}

}  // namespace
}  // namespace magpie::collector::history
