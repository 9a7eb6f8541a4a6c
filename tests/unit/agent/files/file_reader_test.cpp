#include "agent/files/file_reader.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/unit/agent/sources/host/board.hpp"

namespace magpie::agent {
namespace {

TEST(FileReader, ReadsAFileWhole) {
    const fakes::Board board;
    const std::string text(10'000, 'x');
    board.write("proc/long", text);
    board.write("proc/short", "y");
    FileReader files;
    EXPECT_EQ(files.read(board.path("proc/long")), text);
    EXPECT_EQ(files.read(board.path("proc/short")), "y");
}

TEST(FileReader, SaysWhyItCouldNot) {
    const fakes::Board board("nand_router");
    FileReader files;
    EXPECT_EQ(files.read(board.path("proc/none")).error(), ReadError::missing);
    EXPECT_EQ(files.read(board.path("proc")).error(), ReadError::unreadable);
}

TEST(FileReader, AnEndlessFileIsGivenUp) {
    FileReader files;
    EXPECT_EQ(files.read("/dev/zero").error(), ReadError::unreadable);
}

TEST(FileReader, ReadsFilesOfTheKernelThatTellNoSize) {
    FileReader files;
    const auto text = files.read("/proc/self/stat");
    ASSERT_TRUE(text);
    EXPECT_TRUE(text->ends_with('\n'));
}

TEST(NamesIn, AreSortedByTheirNumbers) {
    const fakes::Board board;
    for (const auto* name : {"zone10", "zone2", "other", "zone1"}) {
        board.write(std::string("sys/") + name, "");
    }
    EXPECT_EQ(names_in(board.path("sys"), "zone"), (std::vector<std::string>{"zone1", "zone2", "zone10"}));
    EXPECT_EQ(names_in(board.path("sys"), "zone", 2), (std::vector<std::string>{"zone1", "zone2"}));
    EXPECT_TRUE(names_in(board.path("none"), "").empty());
}

}  // namespace
}  // namespace magpie::agent
