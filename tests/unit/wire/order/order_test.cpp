#include "wire/order/order.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/wire/sparkplug/raw_payload.hpp"

namespace magpie {
namespace {

Order of_all() {
    return {.number = OrderNumber{7}, .not_after = UtcMs{Milliseconds{1'900'000'000'000}}};
}

TEST(Order, WhatIsWrittenIsReadBack) {
    const Order written{.number = OrderNumber{12},
                        .areas = {"mapo", "jung"},
                        .nodes = {"pole-1"},
                        .share = 655,
                        .not_after = UtcMs{Milliseconds{1'900'000'000'000}},
                        .version = "1.2.0-1~deb12",
                        .configuration = "[report]\ninterval_seconds = 5\n"};
    const auto read = decode_order(encode(written));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, written);
}

TEST(Order, WithoutANumberIsNone) {
    auto order = of_all();
    EXPECT_TRUE(decode_order(encode(order)));
    order.number = OrderNumber{};
    EXPECT_FALSE(decode_order(encode(order)));
    order.number = OrderNumber{std::uint64_t{1} << 53};
    EXPECT_FALSE(decode_order(encode(order)));
}

TEST(Order, AShareOfNoneOrOfMoreThanAllIsRefused) {
    auto order = of_all();
    order.share = 0;
    EXPECT_FALSE(decode_order(encode(order)));
    order.share = 65537;
    EXPECT_FALSE(decode_order(encode(order)));
}

TEST(Order, NamesThatAreNoneAreRefused) {
    auto order = of_all();
    order.nodes = {"Pole 1"};
    EXPECT_FALSE(decode_order(encode(order)));
    order.nodes.assign(4097, "a");
    EXPECT_FALSE(decode_order(encode(order)));
}

TEST(Order, AVersionIsNoOptionAndNoCommand) {
    for (const auto* version : {"-o=x", "1;reboot", "1 2", "$(id)", "1/2"}) {
        auto order = of_all();
        order.version = version;
        EXPECT_FALSE(decode_order(encode(order))) << version;
    }
}

TEST(Order, TooLongIsRefused) {
    auto order = of_all();
    order.configuration.assign(33 * 1024, '#');
    EXPECT_FALSE(decode_order(encode(order)));
}

TEST(Order, GarbageIsRefused) {
    EXPECT_FALSE(decode_order(""));
    EXPECT_FALSE(decode_order("\xff\xff\xff"));
    EXPECT_FALSE(decode_order(raw::fixed64(1, 5)));
}

TEST(Order, ConcernsTheNodesAndAreasItNames) {
    auto order = of_all();
    EXPECT_TRUE(concerns(order, "mapo", "pole-1"));
    order.areas = {"mapo"};
    order.nodes = {"pole-9"};
    EXPECT_TRUE(concerns(order, "mapo", "pole-1"));
    EXPECT_TRUE(concerns(order, "jung", "pole-9"));
    EXPECT_FALSE(concerns(order, "jung", "pole-1"));
}

TEST(Order, AShareIsOfThatSizeAndPartOfEachLargerOne) {
    auto small = of_all();
    small.share = 655;  // 1 %
    auto large = small;
    large.share = 6554;  // 10 %
    int in_small = 0;
    int in_large = 0;
    for (int i = 0; i < 34363; ++i) {
        const auto node = "pole-" + std::to_string(i);
        in_small += concerns(small, "mapo", node) ? 1 : 0;
        in_large += concerns(large, "mapo", node) ? 1 : 0;
        EXPECT_LE(concerns(small, "mapo", node), concerns(large, "mapo", node));
    }
    EXPECT_NEAR(in_small, 344, 60);
    EXPECT_NEAR(in_large, 3436, 180);
}

}  // namespace
}  // namespace magpie
