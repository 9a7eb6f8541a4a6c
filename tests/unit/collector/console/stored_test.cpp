#include "collector/console/stored.hpp"

#include <gtest/gtest.h>

namespace magpie::collector::console {
namespace {

const UtcMs time{Milliseconds{1'795'752'000'123}};

TEST(ConsoleStored, ComesBackAsItWas) {
    const InventoryPole pole{.name = "홍대",
                             .latitude = 37.5,
                             .longitude = 126.9,
                             .model = "m",
                             .site = "s",
                             .listed = false,
                             .decommissioned = Decommissioned{.at = time, .reason = "r", .by = "kim"}};
    EXPECT_EQ(decode_pole(encode(pole)), pole);
    Window window{
        .area = "mapo", .node = "pole-1", .from = time, .to = time + Milliseconds{1}, .reason = "r", .by = "kim"};
    EXPECT_EQ(decode_window(encode(window)), window);
    window.node.reset();
    EXPECT_EQ(decode_window(encode(window)), window);
    const Event event{.number = EventNumber{7},
                      .time = time,
                      .kind = EventKind::alarm,
                      .area = "mapo",
                      .node = "pole-1",
                      .what = "node_down",
                      .alert = "a",
                      .detail = "d",
                      .until = time};
    EXPECT_EQ(decode_event(EventNumber{7}, encode(event)), event);
}

TEST(ConsoleStored, WhatIsNoneOfItIsNothing) {
    for (const auto* bytes :
         {"", "null", "[]", "{}", "{\"listed\":1}", "{\"listed\":false}", "{\"area\":\"a\",\"from_ms\":5,\"to_ms\":5}",
          "{\"time_ms\":1,\"kind\":\"party\",\"what\":\"x\"}", "{\"time_ms\":-1,\"kind\":\"event\",\"what\":\"x\"}"}) {
        EXPECT_FALSE(decode_pole(bytes)) << bytes;
        EXPECT_FALSE(decode_window(bytes)) << bytes;
        EXPECT_FALSE(decode_event(EventNumber{1}, bytes)) << bytes;
    }
}

}  // namespace
}  // namespace magpie::collector::console
