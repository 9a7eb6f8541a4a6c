#include "collector/config/foreign_map.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "collector/config/config.hpp"
#include "tests/unit/platform/config/shipped_file.hpp"

namespace magpie::collector {
namespace {

const std::string minimal = "[mqtt]\nserver = \"tcp://broker:1883\"\n";

std::vector<ForeignRule> good(const std::string& rules) {
    const auto config = parse_config(minimal + rules, "c.toml");
    if (!config) {
        ADD_FAILURE() << config.error().front();
        return {};
    }
    return config->ingest.foreign;
}

/// What is wrong with one rule that begins in line 3.
std::string bad(const std::string& rule) {
    const auto config = parse_config(minimal + "[[foreign.map]]\n" + rule, "c.toml");
    return config ? "nothing" : config.error().front();
}

TEST(ForeignMap, IsEmptyUnlessItIsGiven) {
    EXPECT_TRUE(good("").empty());
}

TEST(ForeignMap, TheExampleOfTheShippedFileIsGood) {
    std::istringstream shipped(config::shipped_file("collector/config/collector.toml"));
    std::string example;
    for (std::string line; std::getline(shipped, line);) {
        const bool begun = !example.empty() || line == "# [[foreign.map]]";
        example += begun ? line.substr(std::min<std::size_t>(line.size(), 1)) + "\n" : "";
    }
    const auto rules = good(example);
    ASSERT_EQ(rules.size(), 2U);
    EXPECT_EQ(rules[0].match, "Meters/+/Energy/*");
    EXPECT_EQ(rules[0].area, "mapo");
    EXPECT_EQ(rules[0].node, "plc-*");
    EXPECT_EQ(rules[0].device, "");
    EXPECT_FALSE(rules[0].drop);
    EXPECT_EQ(rules[0].name, "city_meter_energy");
    EXPECT_EQ(rules[0].counter, true);
    EXPECT_EQ(rules[0].unit, "joules");
    EXPECT_EQ(rules[0].scale, 3600000);
    EXPECT_EQ(rules[0].labels, (Labels{{"meter", "$1"}, {"phase", "$2"}}));
    EXPECT_TRUE(rules[1].drop);
}

TEST(ForeignMap, WhatIsLeftOutIsLeftAsItIs) {
    const auto rules = good("[[foreign.map]]\nmatch = \"*\"");
    ASSERT_EQ(rules.size(), 1U);
    EXPECT_EQ(rules[0].area, std::nullopt);
    EXPECT_EQ(rules[0].device, std::nullopt);
    EXPECT_EQ(rules[0].counter, std::nullopt);
    EXPECT_EQ(rules[0].unit, std::nullopt);
    EXPECT_EQ(rules[0].scale, 1);
}

TEST(ForeignMap, WhatIsWrongIsNamedWithItsLine) {
    EXPECT_EQ(bad("name = \"a\""), "c.toml:3: `foreign.map.match` is missing");
    for (const auto* rule : {
             "match = \"\"",
             "match = \"a+/b\"",
             "match = \"a/*b\"",
             "match = \"*/a/*\"",
             "match = \"+/+/+/+/+/+/+/+/+/+\"",
             "node = \"a*b\"",
             "name = \"magpie_x\"",
             "name = \"a-b\"",
             "name = \"2a\"",
             "name = \"\"",
             "type = \"histogram\"",
             "unit = \"°C\"",
             "scale = 0",
             "scale = inf",
             "labels = [\"room\"]",
             "labels = [\"a-b=1\"]",
             "labels = [\"area=1\"]",
             "labels = [\"node=1\"]",
             "labels = [\"device=1\"]",
             "labels = [\"metric=1\"]",
             "labels = [\"__a=1\"]",
             "labels = [\"a=1\", \"a=2\"]",
             "labels = [\"a=$2\"]",
             "labels = [\"a=$0\"]",
             "labels = [\"a=\", \"b=\", \"c=\", \"d=\", \"e=\", \"f=\", \"g=\", \"h=\"]",
             "labels = { a = \"1\" }",
             "color = \"red\"",
         }) {
        const std::string match = std::string(rule).starts_with("match") ? "" : "\nmatch = \"+\"";
        EXPECT_TRUE(bad(rule + match).starts_with("c.toml:4: `foreign.map.") ||
                    bad(rule + match).starts_with("c.toml:4: unknown key `foreign.map."))
            << rule << "\n"
            << bad(rule + match);
    }
}

TEST(ForeignMap, ANameAndItsTypeMustAgree) {
    EXPECT_NE(bad("match = \"a\"\nname = \"x_total\"\ntype = \"gauge\"").find("c.toml:6: `foreign.map.type`"),
              std::string::npos);
    EXPECT_EQ(bad("match = \"a\"\nname = \"x_total\"\ntype = \"counter\""), "nothing");
    EXPECT_EQ(bad("match = \"a\"\nname = \"x\"\ntype = \"counter\""), "nothing");
}

TEST(ForeignMap, WhatIsDroppedHasNothingElse) {
    EXPECT_NE(bad("match = \"a\"\ndrop = true\nname = \"x\"").find("c.toml:5: `foreign.map.drop`"), std::string::npos);
    EXPECT_EQ(bad("match = \"a\"\ndrop = true\nnode = \"x\""), "nothing");
    EXPECT_EQ(bad("match = \"a\"\ndrop = false\nname = \"x\""), "nothing");
}

TEST(ForeignMap, HasNoMoreThan200Rules) {
    std::string rules;
    for (int i = 0; i < 200; ++i) {
        rules += "[[foreign.map]]\nmatch = \"a\"\n";
    }
    EXPECT_EQ(good(rules).size(), 200U);
    EXPECT_FALSE(parse_config(minimal + rules + "[[foreign.map]]\nmatch = \"a\"\n", "c.toml"));
}

}  // namespace
}  // namespace magpie::collector
