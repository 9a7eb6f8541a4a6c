#include "collector/csv/csv.hpp"

#include <fstream>

#include <gtest/gtest.h>

namespace magpie::collector::csv {
namespace {

using Rows = std::vector<std::vector<std::string>>;

struct Read {
    Rows rows;
    std::vector<std::size_t> numbers;
    std::optional<Problem> problem;
};

/// In pieces of this size.
Read read(std::string_view text, std::size_t piece = 1U << 20U) {
    Read result;
    const RowCall call = [&](std::size_t row, std::span<const std::string_view> cells) {
        result.numbers.push_back(row);
        result.rows.emplace_back(cells.begin(), cells.end());
        return true;
    };
    CsvReader reader;
    for (std::size_t i = 0; i < text.size(); i += piece) {
        if (const auto fed = reader.feed(text.substr(i, piece), call); !fed) {
            result.problem = fed.error();
            return result;
        }
    }
    if (const auto finished = reader.finish(call); !finished) {
        result.problem = finished.error();
    }
    return result;
}

Problem problem_of(std::string_view text) {
    const auto result = read(text);
    EXPECT_TRUE(result.problem) << text;
    return result.problem.value_or(Problem{});
}

TEST(Csv, IsTheSameInPiecesOfAnySize) {
    const std::string text =
        "\xEF\xBB\xBF"
        "a,b,c\r\n1,\"x, \"\"y\"\"\r\nz\",\r\n,,\"\"\r\n가,나,다";
    const Rows expected{{"a", "b", "c"}, {"1", "x, \"y\"\r\nz", ""}, {"", "", ""}, {"가", "나", "다"}};
    for (std::size_t piece = 1; piece < 20; ++piece) {
        const auto result = read(text, piece);
        EXPECT_FALSE(result.problem) << piece << result.problem->what;
        EXPECT_EQ(result.rows, expected) << piece;
        EXPECT_EQ(result.numbers, (std::vector<std::size_t>{1, 2, 3, 4}));
    }
}

TEST(Csv, LineEndsOfEveryoneAreTaken) {
    const Rows expected{{"a", "b"}, {"1", "2"}, {"3", "4"}};
    EXPECT_EQ(read("a,b\n1,2\n3,4").rows, expected);
    EXPECT_EQ(read("a,b\r\n1,2\r\n3,4\r\n").rows, expected);
    EXPECT_EQ(read("a,b\r1,2\r3,4\r").rows, expected);
}

TEST(Csv, TheHeaderTellsTheDelimiter) {
    EXPECT_EQ(read("a;b\n1,5;2\n").rows, (Rows{{"a", "b"}, {"1,5", "2"}}));
    EXPECT_EQ(read("a\tb\n1\t2\n").rows, (Rows{{"a", "b"}, {"1", "2"}}));
    EXPECT_EQ(read("a|b\n1|2\n").rows, (Rows{{"a", "b"}, {"1", "2"}}));
    EXPECT_EQ(read("\"a,a,a\";b\n1;2\n").rows, (Rows{{"a,a,a", "b"}, {"1", "2"}}));
}

TEST(Csv, EmptyLinesAtTheEndAreNone) {
    EXPECT_EQ(read("a,b\n1,2\n\n\n").rows.size(), 2U);
    EXPECT_EQ(problem_of("a,b\n1,2\n\n3,4\n").row, 3U);
}

TEST(Csv, ARowOfAnotherLengthIsNamed) {
    const auto more = problem_of("a,b\n1,2\n1,2,3\n");
    EXPECT_EQ(more.row, 3U);
    EXPECT_NE(more.what.find("has 3 cells, and the header 2"), std::string::npos);
    EXPECT_EQ(problem_of("a,b\n1\n").row, 2U);
}

TEST(Csv, AQuoteThatIsNotClosedIsNamedWhereItBegan) {
    const auto open = problem_of("a,b\n1,2\n3,\"4\n5,6\n7,8\n");
    EXPECT_EQ(open.row, 3U);
    EXPECT_EQ(open.column, "2");
    const auto far = problem_of("a,b\n1,\"" + std::string(200'000, 'x'));
    EXPECT_EQ(far.row, 2U);
    EXPECT_NE(far.what.find("64 KiB"), std::string::npos);
    EXPECT_NE(problem_of("\"a,b").what.find("not closed"), std::string::npos);
}

TEST(Csv, QuotesInOrBehindATextAreNamed) {
    EXPECT_NE(problem_of("a,b\n1,2\"3\n").what.find("in the middle"), std::string::npos);
    const auto behind = problem_of("a,b\n\"1\"2,3\n");
    EXPECT_NE(behind.what.find("behind a closing quote"), std::string::npos);
    EXPECT_EQ(behind.row, 2U);
    EXPECT_EQ(behind.column, "1");
}

TEST(Csv, WhatIsNoCsvIsNamed) {
    EXPECT_NE(problem_of("").what.find("empty"), std::string::npos);
    EXPECT_NE(problem_of("\xEF\xBB\xBF").what.find("empty"), std::string::npos);
    EXPECT_NE(problem_of(std::string("\xFF\xFE"
                                     "a\0,\0",
                                     6) +
                         "\n")
                  .what.find("UTF-16"),
              std::string::npos);
    EXPECT_NE(problem_of("PK\x03\x04 and more\n").what.find("spreadsheet"), std::string::npos);
    EXPECT_NE(problem_of(std::string("a\0b\n", 4)).what.find("zero bytes"), std::string::npos);
    EXPECT_NE(problem_of(std::string(70'000, 'x')).what.find("does not end"), std::string::npos);
    EXPECT_NE(problem_of("a\n" + std::string(600, ',') + "\n").what.find("columns"), std::string::npos);
}

TEST(Csv, NothingIsReadOnceEnoughIsKnown) {
    CsvReader reader;
    int rows = 0;
    const auto more = reader.feed(
        "a\n1\n2\n3\n", [&](std::size_t /*row*/, std::span<const std::string_view> /*cells*/) { return ++rows < 2; });
    ASSERT_TRUE(more);
    EXPECT_FALSE(*more);
    EXPECT_EQ(rows, 2);
}

TEST(Csv, AFileThatIsNotThereIsNamed) {
    const auto result = read_csv("/nowhere/at/all.csv", [](std::size_t /*row*/, auto /*cells*/) { return true; });
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().what.find("cannot be opened"), std::string::npos);
    const auto directory = read_csv("/", [](std::size_t /*row*/, auto /*cells*/) { return true; });
    EXPECT_FALSE(directory);
}

}  // namespace
}  // namespace magpie::collector::csv
