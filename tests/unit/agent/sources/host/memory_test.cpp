#include "agent/sources/host/memory.hpp"

#include <gtest/gtest.h>

#include <string>

namespace magpie::agent {
namespace {

const std::string meminfo =
    "MemTotal:        4146112 kB\nMemFree:         2201220 kB\nMemAvailable:    3510340 kB\n"
    "SwapTotal:        524272 kB\nSwapFree:         519152 kB\nDirty:               212 kB\n";

TEST(Memory, IsReadInBytes) {
    const auto memory = parse_memory(meminfo);
    ASSERT_TRUE(memory);
    EXPECT_EQ(memory->size, 4146112U * 1024ULL);
    EXPECT_EQ(memory->available, 3510340U * 1024ULL);
    EXPECT_EQ(memory->swap_used, 5120U * 1024ULL);
}

TEST(Memory, WithoutASizeItIsNothing) {
    EXPECT_FALSE(parse_memory(""));
    EXPECT_FALSE(parse_memory("MemFree: 1 kB\n"));
    EXPECT_FALSE(parse_memory("MemTotal: many kB\n"));
    EXPECT_FALSE(parse_memory("MemTotal: 18446744073709551615 kB\n"));
}

TEST(Memory, AnOldKernelKnowsNoAvailableMemory) {
    const auto memory = parse_memory("MemTotal: 10 kB\nMemFree: 5 kB\n");
    ASSERT_TRUE(memory);
    EXPECT_FALSE(memory->available);
    EXPECT_FALSE(memory->swap_used);
}

TEST(Memory, MoreFreeThanThereIsIsNotBelieved) {
    EXPECT_FALSE(parse_memory("MemTotal: 10 kB\nSwapTotal: 1 kB\nSwapFree: 2 kB\n")->swap_used);
}

TEST(Memory, ATextCutAnywhereYieldsNothingWrong) {
    for (std::size_t length = 0; length < meminfo.size(); ++length) {
        const auto memory = parse_memory(meminfo.substr(0, length));
        if (memory) {
            EXPECT_EQ(memory->size, 4146112U * 1024ULL) << length;
            EXPECT_EQ(memory->available.value_or(3510340U * 1024ULL), 3510340U * 1024ULL) << length;
            EXPECT_EQ(memory->swap_used.value_or(5120U * 1024ULL), 5120U * 1024ULL) << length;
        }
    }
}

}  // namespace
}  // namespace magpie::agent
