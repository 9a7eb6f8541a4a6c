#include "wire/node_image/node_image.hpp"

#include <gtest/gtest.h>

namespace magpie {
namespace {

NodeImage image() {
    return {.board = 1, .version = 0x010C, .slots = {std::string("a\0b", 3), "other"}};
}

TEST(NodeImage, WhatIsWrittenIsReadBack) {
    EXPECT_EQ(decode_node_image(encode(image())), image());
}

TEST(NodeImage, WithoutABoardAVersionOrASlotIsNone) {
    auto some = image();
    some.board = 0;
    EXPECT_FALSE(decode_node_image(encode(some)));
    some = image();
    some.version = 0;
    EXPECT_FALSE(decode_node_image(encode(some)));
    some = image();
    some.slots[1].clear();
    EXPECT_FALSE(decode_node_image(encode(some)));
}

TEST(NodeImage, ThatDoesNotFitItsSlotIsNone) {
    auto some = image();
    some.slots[0].assign(longest_slot_image, 'x');
    EXPECT_TRUE(decode_node_image(encode(some)));
    some.slots[0] += 'x';
    EXPECT_FALSE(decode_node_image(encode(some)));
}

TEST(NodeImage, BytesThatAreNoneAreNone) {
    EXPECT_FALSE(decode_node_image(""));
    const auto bytes = encode(image());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        EXPECT_NE(decode_node_image(bytes.substr(0, size)), image()) << size;
    }
    EXPECT_FALSE(decode_node_image(std::string(64, '\xff')));
}

}  // namespace
}  // namespace magpie
