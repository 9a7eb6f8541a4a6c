#include "platform/config/nesting.hpp"

#include <gtest/gtest.h>

#include <string>

namespace magpie::config {
namespace {

std::string repeated(std::string_view piece, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) {
        text += piece;
    }
    return text;
}

TEST(Nesting, OrdinaryTextIsFlat) {
    EXPECT_FALSE(line_nested_deeper_than(3, "[mqtt.tls]\nca = 'a.b.c.d.e'\nlist = [1.5, 2.5, 3.5, 4.5]\n"));
}

TEST(Nesting, DotsInStringsAndCommentsDoNotCount) {
    EXPECT_FALSE(line_nested_deeper_than(2, "# . . . . . . .\na = \"\\\".....\"\nb = '\\' # ....\nc = ''\n"));
    EXPECT_FALSE(line_nested_deeper_than(2, "a = \"\"\"\n....\n\\\"\"\"....\"\"\"\"\"\nb = '''\n.....''.....'''''\n"));
}

TEST(Nesting, DotsOfAKeyCount) {
    EXPECT_EQ(line_nested_deeper_than(10, "\n[a" + repeated(".a", 11) + "]\n"), 2U);
    EXPECT_EQ(line_nested_deeper_than(10, "a" + repeated(" . a", 11) + " = 1\n"), 1U);
}

TEST(Nesting, BracketsAndDotsAddUp) {
    EXPECT_EQ(line_nested_deeper_than(10, "x = [\n" + repeated("{ a.a = [", 4)), 2U);
    EXPECT_FALSE(line_nested_deeper_than(10, "x = [" + repeated("{ a.a.a = 1 }, ", 1000) + "]\n"));
}

TEST(Nesting, UnclosedStringsEnd) {
    EXPECT_FALSE(line_nested_deeper_than(2, "a = \"...."));
    EXPECT_FALSE(line_nested_deeper_than(2, "a = \"\"\"\n...."));
    EXPECT_FALSE(line_nested_deeper_than(2, "a = \"....\\"));
    EXPECT_EQ(line_nested_deeper_than(2, "a = '....\n[a.a.a]"), 2U);
}

}  // namespace
}  // namespace magpie::config
