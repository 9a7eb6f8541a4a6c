#include "firmware/node/app/image.hpp"

#include <gtest/gtest.h>

#include "firmware/node/hal/layout.hpp"
#include "tests/fakes/fake_board.hpp"
#include "tests/unit/firmware/node/image_bytes.hpp"

namespace magpie::node {
namespace {

TEST(VectorTable, IsGoodOnlyForItsOwnSlot) {
    fakes::FakeBoard board;
    const auto is_good = [&](std::uint32_t stack, std::uint32_t reset) {
        board.flash_is_blank();
        auto bytes = image_bytes(0, 64);
        put_words(bytes, stack, reset);
        put_image(board.flash_bytes(), 0, bytes);
        return has_vector_table(board.flash(), 0);
    };
    constexpr auto slot = layout::slots[0];
    constexpr auto top = layout::ram + layout::ram_bytes;
    EXPECT_TRUE(is_good(top, slot + 0x41));
    EXPECT_TRUE(is_good(layout::ram + 1024, slot + layout::slot_bytes - 1));
    EXPECT_FALSE(is_good(top + 8, slot + 0x41));
    EXPECT_FALSE(is_good(top - 4, slot + 0x41));
    EXPECT_FALSE(is_good(layout::ram, slot + 0x41));
    EXPECT_FALSE(is_good(top, slot + 0x40));
    EXPECT_FALSE(is_good(top, slot + 1));
    EXPECT_FALSE(is_good(top, slot + layout::slot_bytes + 1));
    EXPECT_FALSE(is_good(top, layout::slots[1] + 0x41));
    EXPECT_FALSE(is_good(0xFFFFFFFF, 0xFFFFFFFF));
}

}  // namespace
}  // namespace magpie::node
