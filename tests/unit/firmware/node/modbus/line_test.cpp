#include "firmware/node/modbus/line.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/fakes/fake_board.hpp"

namespace magpie::node {
namespace {

class LineTest : public testing::Test {
  protected:
    LineTest() { line.open({}); }

    using Bytes = std::vector<std::uint8_t>;
    std::optional<Bytes> taken() {
        const auto frame = line.take();
        if (!frame) {
            return std::nullopt;
        }
        Bytes bytes(frame->begin(), frame->end());
        line.release();
        return bytes;
    }

    fakes::FakeBoard board;
    Line line{board.board().bus};
};

TEST_F(LineTest, AFrameIsWhatLiesBetweenSilences) {
    board.bytes_arrive(Bytes{1, 2});
    board.bytes_arrive(Bytes{3});
    EXPECT_FALSE(line.take());
    board.silence();
    EXPECT_EQ(taken(), (Bytes{1, 2, 3}));
    EXPECT_FALSE(line.take());
}

TEST_F(LineTest, SilenceAloneIsNoFrame) {
    board.silence();
    board.silence();
    EXPECT_FALSE(line.take());
    EXPECT_EQ(line.errors(), 0U);
}

TEST_F(LineTest, ABadByteSpoilsItsFrameAndNoOther) {
    board.bytes_arrive(Bytes{1, 2});
    board.bad_byte_arrives();
    board.bytes_arrive(Bytes{3});
    board.silence();
    EXPECT_FALSE(line.take());
    EXPECT_EQ(line.errors(), 1U);
    board.bytes_arrive(Bytes{4});
    board.silence();
    EXPECT_EQ(taken(), (Bytes{4}));
}

TEST_F(LineTest, WhatComesWhileAFrameWaitsIsDroppedAndCounted) {
    board.bytes_arrive(Bytes{1, 2});
    board.silence();
    board.bytes_arrive(Bytes{3, 4});
    board.silence();
    EXPECT_EQ(taken(), (Bytes{1, 2}));
    EXPECT_EQ(line.errors(), 1U);
    board.bytes_arrive(Bytes{5});
    board.silence();
    EXPECT_EQ(taken(), (Bytes{5}));
}

TEST_F(LineTest, AFrameThatBeganTooEarlyIsNotTakenFromItsMiddle) {
    board.bytes_arrive(Bytes{1});
    board.silence();
    board.bytes_arrive(Bytes{2, 3});
    EXPECT_EQ(taken(), (Bytes{1}));
    board.bytes_arrive(Bytes{4, 5});
    board.silence();
    EXPECT_FALSE(line.take());
    EXPECT_EQ(line.errors(), 1U);
}

TEST_F(LineTest, NorIsOneWhoseBadByteCameTooEarly) {
    board.bytes_arrive(Bytes{1});
    board.silence();
    board.bad_byte_arrives();
    EXPECT_EQ(taken(), (Bytes{1}));
    board.bytes_arrive(Bytes{4, 5});
    board.silence();
    EXPECT_FALSE(line.take());
}

TEST_F(LineTest, WhatComesWhileAnAnswerIsSentIsDropped) {
    board.line_is_slow();
    board.board().bus.send(Bytes{9});
    board.bytes_arrive(Bytes{1, 2});
    board.silence();
    EXPECT_FALSE(line.take());
    board.answer_leaves();
    board.bytes_arrive(Bytes{3});
    board.silence();
    EXPECT_EQ(taken(), (Bytes{3}));
}

TEST_F(LineTest, TheNextRequestMayComeBeforeTheMainLoopHasSeenTheAnswerLeave) {
    board.line_is_slow();
    board.bytes_arrive(Bytes{1});
    board.silence();
    EXPECT_TRUE(taken());
    board.board().bus.send(Bytes{9});
    board.answer_leaves();
    board.bytes_arrive(Bytes{2});
    board.silence();
    EXPECT_EQ(taken(), (Bytes{2}));
    EXPECT_EQ(line.errors(), 0U);
}

TEST_F(LineTest, TooLongAFrameIsHandedOverAsOneByteTooLong) {
    board.bytes_arrive(Bytes(1000, 7));
    board.silence();
    EXPECT_EQ(taken()->size(), modbus::longest_frame + 1);
}

TEST_F(LineTest, TheLongestFrameIsWhole) {
    board.bytes_arrive(Bytes(modbus::longest_frame, 7));
    board.silence();
    EXPECT_EQ(taken()->size(), modbus::longest_frame);
}

TEST_F(LineTest, OpeningAnewGivesUpWhatWasThere) {
    board.bytes_arrive(Bytes{1, 2});
    line.open({.baud = 9600});
    board.bytes_arrive(Bytes{3});
    board.silence();
    EXPECT_EQ(taken(), (Bytes{3}));
    EXPECT_EQ(board.format().baud, 9600U);
}

}  // namespace
}  // namespace magpie::node
