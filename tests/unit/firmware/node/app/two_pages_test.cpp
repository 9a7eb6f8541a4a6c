#include "firmware/node/app/two_pages.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "firmware/node/app/crc32.hpp"
#include "tests/fakes/fake_board.hpp"

namespace magpie::node {
namespace {

constexpr std::uint32_t offset = 0x2800;
using Bytes = std::vector<std::uint8_t>;

class TwoPagesTest : public testing::Test {
  protected:
    Bytes newest(std::size_t size = 4) {
        const auto copy = newest_copy(board.flash(), offset, size);
        return {copy.begin(), copy.end()};
    }
    /// A good copy with that number, in the first or the second page.
    void stands(unsigned page, std::uint32_t number, const Bytes& content) {
        Bytes bytes;
        for (const auto word : {number, static_cast<std::uint32_t>(content.size())}) {
            for (unsigned i = 0; i < 4; ++i) {
                bytes.push_back(static_cast<std::uint8_t>(word >> 8 * i));
            }
        }
        bytes.insert(bytes.end(), content.begin(), content.end());
        const auto crc = crc32(bytes);
        for (unsigned i = 0; i < 4; ++i) {
            bytes.push_back(static_cast<std::uint8_t>(crc >> 8 * i));
        }
        std::copy(bytes.begin(), bytes.end(), board.flash_bytes().begin() + offset + page * hal::Flash::page_bytes);
    }

    fakes::FakeBoard board;
};

TEST_F(TwoPagesTest, ABlankFlashHasNoCopy) {
    EXPECT_TRUE(newest().empty());
}

TEST_F(TwoPagesTest, TheYoungerOneCountsInEitherPage) {
    stands(0, 7, {1, 1, 1, 1});
    stands(1, 8, {2, 2, 2, 2});
    EXPECT_EQ(newest(), (Bytes{2, 2, 2, 2}));
    stands(0, 9, {3, 3, 3, 3});
    EXPECT_EQ(newest(), (Bytes{3, 3, 3, 3}));
}

TEST_F(TwoPagesTest, NumbersGoOverToZero) {
    stands(0, 0xFFFFFFFF, {1, 1, 1, 1});
    stands(1, 0, {2, 2, 2, 2});
    EXPECT_EQ(newest(), (Bytes{2, 2, 2, 2}));
    ASSERT_TRUE(write_copy(board.flash(), offset, Bytes{3, 3, 3, 3}));
    EXPECT_EQ(newest(), (Bytes{3, 3, 3, 3}));
}

TEST_F(TwoPagesTest, ACopyOfAnotherSizeIsNone) {
    ASSERT_TRUE(write_copy(board.flash(), offset, Bytes(8, 5)));
    EXPECT_TRUE(newest(4).empty());
    EXPECT_TRUE(newest(12).empty());
    EXPECT_EQ(newest(8), Bytes(8, 5));
}

TEST_F(TwoPagesTest, WhatIsWrittenLeavesTheOtherPageAlone) {
    ASSERT_TRUE(write_copy(board.flash(), offset, Bytes(4, 1)));
    ASSERT_TRUE(write_copy(board.flash(), offset, Bytes(4, 2)));
    board.flash_bytes()[offset + hal::Flash::page_bytes + 8] ^= 1;
    EXPECT_EQ(newest(), Bytes(4, 1));
}

}  // namespace
}  // namespace magpie::node
