#include "firmware/node/app/door.hpp"

#include <gtest/gtest.h>

namespace magpie::node {
namespace {

TEST(Door, HowItStandsAtTheStartIsNoOpening) {
    Door door;
    door.contact(true, 1000);
    EXPECT_TRUE(door.is_open());
    EXPECT_EQ(door.openings(), 0);
}

TEST(Door, IsOpenOnceTheContactHasStoodFor20Ms) {
    Door door;
    door.contact(false, 0);
    door.contact(true, 100);
    door.contact(true, 119);
    EXPECT_FALSE(door.is_open());
    door.contact(true, 120);
    EXPECT_TRUE(door.is_open());
    EXPECT_EQ(door.openings(), 1);
}

TEST(Door, BouncesAreOneOpening) {
    Door door;
    std::uint32_t now = 0xFFFFFFF0;
    door.contact(false, now);
    for (int i = 0; i < 11; ++i) {
        door.contact(i % 2 == 0, ++now);
    }
    for (int i = 0; i < 30; ++i) {
        door.contact(true, ++now);
    }
    EXPECT_TRUE(door.is_open());
    EXPECT_EQ(door.openings(), 1);
}

TEST(Door, ClosingIsNoOpening) {
    Door door;
    door.contact(true, 0);
    door.contact(false, 10);
    door.contact(false, 30);
    EXPECT_FALSE(door.is_open());
    EXPECT_EQ(door.openings(), 0);
}

}  // namespace
}  // namespace magpie::node
