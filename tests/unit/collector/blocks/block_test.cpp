#include "collector/blocks/block.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/wire/sparkplug/raw_payload.hpp"

namespace magpie::collector {
namespace {

TEST(Block, IsReadAsItWasKept) {
    Block block{.id = BlockId{3},
                .address = std::string("\xcb\x00\x71\x07", 4),
                .ports = {22, 443},
                .by = "soc",
                .received = UtcMs{Milliseconds{1'800'000'000'000}},
                .ended = true,
                .stages = {Milliseconds{0}, Milliseconds{1'500}, {}}};
    block.poles.push_back({.area = "mapo",
                           .node = "pole-1",
                           .verdict = BlockVerdict::undecided,
                           .asked = Milliseconds{0},
                           .timed = false,
                           .last = {.id = BlockId{3}, .doubt = BlockDoubt::control, .took = Milliseconds{9}}});
    block.poles.push_back({.area = "jung", .node = "pole-2", .verified = Milliseconds{1'500}});
    const auto read = decode_block(BlockId{3}, encode(block));
    ASSERT_TRUE(read);
    EXPECT_EQ(encode(*read), encode(block));
    EXPECT_EQ(read->address, block.address);
    EXPECT_EQ(read->ports, block.ports);
    EXPECT_EQ(read->received, block.received);
    EXPECT_TRUE(read->ended);
    EXPECT_EQ(read->stages[0], Milliseconds{0});
    EXPECT_EQ(read->stages[2], std::nullopt);
    ASSERT_EQ(read->poles.size(), 2U);
    EXPECT_EQ(read->poles[0].last, block.poles[0].last);
    EXPECT_FALSE(read->poles[0].timed);
    EXPECT_EQ(read->poles[1].verified, Milliseconds{1'500});
}

TEST(Block, WhatIsNoneIsNotRead) {
    const auto good = raw::text(1, "1234");
    EXPECT_TRUE(decode_block(BlockId{3}, good));
    EXPECT_FALSE(decode_block(BlockId{0}, good));
    EXPECT_FALSE(decode_block(BlockId{3}, raw::text(1, "123")));
    EXPECT_FALSE(decode_block(BlockId{3}, good + raw::number(2, 0)));
    EXPECT_FALSE(decode_block(BlockId{3}, good + raw::text(9, "")));
    EXPECT_FALSE(decode_block(BlockId{3}, good + raw::text(9, raw::text(2, "n") + raw::number(3, 6))));
    EXPECT_FALSE(decode_block(BlockId{3}, good + raw::text(9, raw::text(2, "n") + raw::text(7, "x"))));
    EXPECT_FALSE(decode_block(BlockId{3}, "\xff"));
}

TEST(Block, ItsStateIsTheWorstOfItsPoles) {
    const auto of = [](std::vector<BlockVerdict> verdicts) {
        Block block;
        for (const auto verdict : verdicts) {
            block.poles.push_back({.area = {}, .node = {}, .verdict = verdict});
        }
        return state_of(block);
    };
    using enum BlockVerdict;
    EXPECT_EQ(of({}), BlockState::waiting);
    EXPECT_EQ(of({waiting, waiting}), BlockState::waiting);
    EXPECT_EQ(of({waiting, asked}), BlockState::testing);
    EXPECT_EQ(of({waiting, unreachable}), BlockState::testing);
    EXPECT_EQ(of({unreachable, asked}), BlockState::testing);
    EXPECT_EQ(of({unreachable, undecided, silent}), BlockState::verified);
    EXPECT_EQ(of({unreachable, reachable, asked}), BlockState::leaking);
    EXPECT_EQ(of({undecided, silent}), BlockState::undecided);
}

TEST(BlockAddress, OnlyWhatThePublicSideCanHave) {
    EXPECT_EQ(block_address("203.0.113.7"), std::string("\xcb\x00\x71\x07", 4));
    EXPECT_EQ(block_address("::ffff:203.0.113.7"), std::string("\xcb\x00\x71\x07", 4));
    EXPECT_EQ(address_text(block_address("2001:db8::7").value()), "2001:db8::7");
    EXPECT_EQ(address_text(block_address("10.1.2.3").value()), "10.1.2.3");
    for (const auto* text : {"", "host", "203.0.113", "203.0.113.7/32", "127.0.0.1", "0.0.0.0", "0.1.1.1",
                             "169.254.1.1", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%1",
                             "ff02::1", "::ffff:127.0.0.1", " 203.0.113.7", "2001:db8::7%3"}) {
        EXPECT_FALSE(block_address(text)) << text;
    }
}

}  // namespace
}  // namespace magpie::collector
