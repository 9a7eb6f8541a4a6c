#include "collector/app/quarantine_command.hpp"

#include <gtest/gtest.h>

#include <string>

namespace magpie::collector {
namespace {

TEST(QuarantineCommand, TheTableHasALineForEachNode) {
    const auto table = quarantine_table(
        R"({"quarantine":[{"area":"mapo","node":"pole-7","reason":"too_many_bytes","since_ms":1800000000000,)"
        R"("until_ms":1800000120000,"times":2},{"area":"Plant\u0007","node":"x","reason":"too_many_new_series",)"
        R"("since_ms":1800000000000,"until_ms":1800003600000,"times":7}]})");
    ASSERT_TRUE(table);
    EXPECT_EQ(*table,
              "since (UTC)       until             times  reason                area, node\n"
              "2027-01-15 08:00  2027-01-15 08:02      2  too_many_bytes        mapo, pole-7\n"
              "2027-01-15 08:00  2027-01-15 09:00      7  too_many_new_series   Plant\\x07, x\n");
}

TEST(QuarantineCommand, WhatIsNoListOfNodesIsSaid) {
    for (const auto* page : {"", "[]", "{}", R"({"quarantine":7})"}) {
        EXPECT_FALSE(quarantine_table(page)) << page;
    }
    EXPECT_TRUE(quarantine_table(R"({"quarantine":[7,{},{"node":7,"times":"x","since_ms":{}}]})"));
}

TEST(QuarantineCommand, ANameOfAnotherMakeIsStillOnePath) {
    EXPECT_EQ(quarantine_target("pole-0001"), "/api/v1/quarantine/pole-0001");
    EXPECT_EQ(quarantine_target("Plant 1/x?\xff"), "/api/v1/quarantine/Plant%201%2Fx%3F%FF");
}

}  // namespace
}  // namespace magpie::collector
