#include "agent/app/board.hpp"

#include <gtest/gtest.h>

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/unit/agent/sources/host/board.hpp"

namespace magpie::agent {
namespace {

using namespace std::string_literals;

TEST(BoardModel, IsTheDeviceTreesFirst) {
    const fakes::Board board;
    board.write("sys/class/dmi/id/product_name", "PC Engines\n");
    EXPECT_EQ(board_model(board.path("sys")), "PC Engines");
    board.write("sys/firmware/devicetree/base/model", "Raspberry Pi 5 Model B Rev 1.0\0"s);
    EXPECT_EQ(board_model(board.path("sys")), "Raspberry Pi 5 Model B Rev 1.0");
}

TEST(BoardModel, OfAnUnknownBoardIsEmpty) {
    const fakes::Board board;
    EXPECT_EQ(board_model(board.path("sys")), "");
}

TEST(BoardModel, IsPlainTextWhateverTheFirmwareSays) {
    const fakes::Board board;
    board.write("sys/class/dmi/id/product_name", "\xff\x1b[31mX   \n");
    EXPECT_EQ(board_model(board.path("sys")), "\\xff\\x1b[31mX");
    board.write("sys/class/dmi/id/product_name", std::string(5000, 'x'));
    EXPECT_EQ(board_model(board.path("sys")).size(), 64U);
}

TEST(NextBdSeq, IsKeptOverRestarts) {
    const fakes::Board board;
    const auto directory = board.path("state/magpie");
    EXPECT_EQ(read_next_bd_seq(directory), 0);
    for (const int number : {1, 255, 0}) {
        EXPECT_TRUE(write_next_bd_seq(directory, static_cast<std::uint8_t>(number)));
        EXPECT_EQ(read_next_bd_seq(directory), number);
    }
}

TEST(NextBdSeq, OfAFileThatIsNoneIs0) {
    const fakes::Board board;
    for (const auto* text : {"", "x", "256", "-1", "7x", "\xff\xff"}) {
        board.write("state/next-bdseq", text);
        EXPECT_EQ(read_next_bd_seq(board.path("state")), 0) << text;
    }
    board.write("state/next-bdseq", "200\n");
    EXPECT_EQ(read_next_bd_seq(board.path("state")), 200);
}

TEST(NextBdSeq, ThatCannotBeKeptIsSaid) {
    const fakes::Board board;
    board.write("state", "a file, no directory");
    EXPECT_FALSE(write_next_bd_seq(board.path("state"), 1));
}

}  // namespace
}  // namespace magpie::agent
