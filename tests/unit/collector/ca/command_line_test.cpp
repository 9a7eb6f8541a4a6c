#include "collector/ca/command_line.hpp"

#include <gtest/gtest.h>

namespace magpie::collector::ca {
namespace {

const std::vector<Shape>& shapes() {
    static const std::vector<Shape> all{{"init", 1, 1, {"city", "days"}, {"city"}}, {"list", 1, 2, {}, {}}};
    return all;
}

std::string problem(const std::vector<std::string>& words) {
    const auto call = parse_call(words, shapes());
    return call ? "none" : call.error();
}

TEST(ParseCall, PlacesAndOptionsMayBeMixed) {
    const auto call = parse_call({"init", "--city", "a", "dir", "--city", "b"}, shapes());
    ASSERT_TRUE(call) << call.error();
    EXPECT_EQ(call->places, std::vector<std::string>{"dir"});
    EXPECT_EQ(call->option("city"), "b");
    EXPECT_EQ(call->option("days", "90"), "90");
    EXPECT_EQ(call->options.at("city").size(), 2U);
}

TEST(ParseCall, AFlagHasNoValue) {
    const std::vector<Shape> flagged{{"draw", 1, 1, {"out"}, {}, {"qr"}}};
    const auto call = parse_call({"draw", "--qr", "dir", "--out", "x"}, flagged);
    ASSERT_TRUE(call) << call.error();
    EXPECT_TRUE(call->flags.contains("qr"));
    EXPECT_EQ(call->places, std::vector<std::string>{"dir"});
    EXPECT_TRUE(parse_call({"draw", "dir"}, flagged)->flags.empty());
}

TEST(ParseCall, MistakesAreNamed) {
    EXPECT_EQ(problem({}), "what is to be done?");
    EXPECT_EQ(problem({"inti"}), "there is no `inti`");
    EXPECT_EQ(problem({"init", "dir"}), "`init` wants --city");
    EXPECT_EQ(problem({"init", "dir", "--city"}), "--city wants a value");
    EXPECT_EQ(problem({"init", "dir", "--cty", "a"}), "`init` knows no --cty");
    EXPECT_EQ(problem({"list"}), "`list` is short of something, or has too much");
    EXPECT_EQ(problem({"list", "a", "b", "c"}), "`list` is short of something, or has too much");
}

TEST(NumberOf, IsWholeAndWithinBounds) {
    const auto days = [](const std::string& text) {
        return number_of(*parse_call({"init", "d", "--city", "a", "--days", text}, shapes()), "days", 90, 730);
    };
    EXPECT_EQ(*days("7"), 7U);
    EXPECT_EQ(*number_of(*parse_call({"list", "d"}, shapes()), "days", 90, 730), 90U);
    for (const char* bad : {"0", "731", "-1", "7d", "", "99999999999999999999"}) {
        EXPECT_FALSE(days(bad)) << bad;
    }
    EXPECT_EQ(days("x").error(), "--days must be 1 to 730, not `x`");
}

}  // namespace
}  // namespace magpie::collector::ca
