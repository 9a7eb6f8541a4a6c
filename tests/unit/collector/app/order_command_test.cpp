#include "collector/app/order_command.hpp"

#include <gtest/gtest.h>

#include <string>

namespace magpie::collector {
namespace {

TEST(OrderCommand, TheTableHasALineForEachOrder) {
    const auto table = orders_table(
        R"({"orders":[{"number":7,"signer":"ops\u0007","not_after_ms":1800000000000,"areas":["mapo"],"nodes":["a","b"],)"
        R"("share":0.1,"version":"1.2.0","configuration":"x = 1","states":{"followed":34363,"refused":2}},)"
        R"({"number":3,"signer":"ops","not_after_ms":1800000000000,"areas":[],"nodes":[],"share":1}]})");
    ASSERT_TRUE(table);
    EXPECT_EQ(
        *table,
        "number     until (UTC)       followed  tried  refused   sent  waiting  beyond  signer, whom, what\n"
        "7          2027-01-15 08:00     34363      0        2      0        0       0  ops\\x07, 1 area, 2 nodes "
        "10%, version 1.2.0, configuration\n"
        "3          2027-01-15 08:00         0      0        0      0        0       0  ops, all\n");
}

TEST(OrderCommand, WhatIsNoListOfOrdersIsSaid) {
    for (const auto* page : {"", "[]", "{}", R"({"orders":7})"}) {
        EXPECT_FALSE(orders_table(page)) << page;
    }
    EXPECT_TRUE(orders_table(R"({"orders":[7,{},{"number":"x","states":[],"areas":7,"share":{}}]})"));
}

}  // namespace
}  // namespace magpie::collector
