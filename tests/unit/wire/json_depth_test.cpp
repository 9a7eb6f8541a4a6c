#include "wire/json_depth.hpp"

#include <gtest/gtest.h>

#include <string>

namespace magpie {
namespace {

TEST(JsonDepth, CountsWhatStandsWithinEachOther) {
    EXPECT_FALSE(json_is_deeper_than(0, "1"));
    EXPECT_TRUE(json_is_deeper_than(0, "[]"));
    EXPECT_FALSE(json_is_deeper_than(2, R"({"a":[1],"b":[2],"c":{"d":3}})"));
    EXPECT_TRUE(json_is_deeper_than(2, R"({"a":[{}]})"));
}

TEST(JsonDepth, BracketsInATextAreNone) {
    EXPECT_FALSE(json_is_deeper_than(1, R"(["[[[{{{"])"));
    EXPECT_FALSE(json_is_deeper_than(1, R"(["\"[[["])"));
    EXPECT_TRUE(json_is_deeper_than(1, R"(["\\",[]])")) << "an escaped backslash ends no text later";
}

TEST(JsonDepth, OfWhatIsNoJsonOnlyWhatIsOpenedCounts) {
    EXPECT_TRUE(json_is_deeper_than(100, std::string(100'000, '[')));
    EXPECT_FALSE(json_is_deeper_than(1, "]]]][")) << "what was never opened is not closed";
    EXPECT_FALSE(json_is_deeper_than(1, R"(["a\)"));
}

}  // namespace
}  // namespace magpie
