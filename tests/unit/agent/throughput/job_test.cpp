#include "agent/throughput/job.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace magpie::agent::throughput {
namespace {

const Job job{.address = "10.1.0.3",
              .port = 5202,
              .direction = Direction::down,
              .streams = 4,
              .duration = std::chrono::seconds(7),
              .bytes = 123'456};

std::optional<Job> parsed(const std::vector<std::string>& words) {
    std::vector<const char*> pointers;
    for (const auto& word : words) {
        pointers.push_back(word.c_str());
    }
    return parse_job(pointers);
}

TEST(ThroughputJob, IsReadAsWritten) {
    EXPECT_EQ(parsed(arguments(job)), job);
    auto other = job;
    other.address = "2001:db8::1";
    EXPECT_EQ(parsed(arguments(other)), other);
}

TEST(ThroughputJob, ANameIsNoAddress) {
    auto words = arguments(job);
    words[0] = "hub.example.org";
    EXPECT_FALSE(parsed(words));
}

TEST(ThroughputJob, WhatIsOutOfBoundsIsRefused) {
    const std::vector<std::pair<std::size_t, std::vector<std::string>>> wrong{
        {1, {"0", "65536", "x", ""}},
        {2, {"sideways", ""}},
        {3, {"0", "17", "-1"}},
        {4, {"0", "61", "1.5", " 5"}},
        {5, {"0", "1e9", "-1", "100000000001"}},
    };
    for (const auto& [place, texts] : wrong) {
        for (const auto& text : texts) {
            auto words = arguments(job);
            words[place] = text;
            EXPECT_FALSE(parsed(words)) << place << ' ' << text;
        }
    }
}

TEST(ThroughputJob, OfAnotherNumberOfWordsIsRefused) {
    auto words = arguments(job);
    words.emplace_back("more");
    EXPECT_FALSE(parsed(words));
    words.resize(5);
    EXPECT_FALSE(parsed(words));
    EXPECT_FALSE(parsed({}));
}

}  // namespace
}  // namespace magpie::agent::throughput
