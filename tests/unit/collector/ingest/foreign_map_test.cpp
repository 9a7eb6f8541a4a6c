#include "collector/ingest/foreign_map.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace magpie::collector {
namespace {

using Wildcards = std::vector<std::string_view>;

TEST(MatchPath, APathFitsItselfAlone) {
    EXPECT_EQ(match_path("a/b", "a/b"), Wildcards{});
    for (const auto* other : {"a", "a/b/c", "a/c", "A/b", "a/b/", "/a/b", ""}) {
        EXPECT_EQ(match_path("a/b", other), std::nullopt) << other;
    }
}

TEST(MatchPath, APlusIsOneLevel) {
    EXPECT_EQ(match_path("a/+/c", "a/b/c"), Wildcards{"b"});
    EXPECT_EQ(match_path("+/+", "a/b"), (Wildcards{"a", "b"}));
    EXPECT_EQ(match_path("a/+", "a/"), Wildcards{""});
    EXPECT_EQ(match_path("a/+", "a/b/c"), std::nullopt);
}

TEST(MatchPath, AStarIsOneOrMoreLevels) {
    EXPECT_EQ(match_path("*", "a"), Wildcards{"a"});
    EXPECT_EQ(match_path("*", "a/b/c"), Wildcards{"a/b/c"});
    EXPECT_EQ(match_path("a/*", "a/b/c"), Wildcards{"b/c"});
    EXPECT_EQ(match_path("*/c", "a/b/c"), Wildcards{"a/b"});
    EXPECT_EQ(match_path("a/*/+/d", "a/b/c/x/d"), (Wildcards{"b/c", "x"}));
    EXPECT_EQ(match_path("a/*", "a"), std::nullopt);
    EXPECT_EQ(match_path("*/c", "a/b"), std::nullopt);
}

TEST(MatchRule, TheFirstThatFitsCounts) {
    const std::vector<ForeignRule> rules{{.match = "a/+", .name = "one"}, {.match = "*", .name = "two"}};
    EXPECT_EQ(match_rule(rules, {"x", "y", ""}, "a/b").rule, rules.data());
    EXPECT_EQ(match_rule(rules, {"x", "y", ""}, "b").rule, &rules[1]);
    EXPECT_EQ(match_rule({}, {"x", "y", ""}, "b").rule, nullptr);
}

TEST(MatchRule, PlacesAreWholeIdsOrBeginnings) {
    const std::vector<ForeignRule> rules{{.match = "*", .area = "mapo", .node = "plc-*", .device = ""}};
    const auto fits = [&](const ForeignPlace& place) { return match_rule(rules, place, "a").rule != nullptr; };
    EXPECT_TRUE(fits({"mapo", "plc-7", ""}));
    EXPECT_TRUE(fits({"mapo", "plc-", ""}));
    EXPECT_FALSE(fits({"jongno", "plc-7", ""}));
    EXPECT_FALSE(fits({"mapo", "pole-7", ""}));
    EXPECT_FALSE(fits({"mapo", "plc-7", "meter"}));
}

TEST(Expand, PutsInWhatTheWildcardsStandFor) {
    EXPECT_EQ(expand("$2-$1", {"a", "b"}), "b-a");
    EXPECT_EQ(expand("plain", {"a"}), "plain");
    EXPECT_EQ(expand("$", {"a"}), "$");
    EXPECT_EQ(expand("$0 $2 $x", {"a"}), "$0 $2 $x");
    EXPECT_EQ(expand("$1", {"$1"}), "$1");
}

}  // namespace
}  // namespace magpie::collector
