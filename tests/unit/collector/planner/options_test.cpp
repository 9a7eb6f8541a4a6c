#include "collector/planner/options.hpp"

#include <gtest/gtest.h>

namespace magpie::collector::planner {
namespace {

using Words = std::vector<std::string>;

std::string refused(const Words& words) {
    const auto options = parse_options(words);
    EXPECT_FALSE(options);
    return options ? std::string() : options.error();
}

TEST(Options, HelpIsNoMistake) {
    EXPECT_EQ(refused({"plan", "--help"}), "");
    EXPECT_EQ(refused({}), "");
    EXPECT_NE(usage().find("magpie-planner plan"), std::string::npos);
}

TEST(Options, OfAPlanAreUnderstood) {
    const auto options = parse_options({"plan",
                                        "--districts",
                                        "d.geojson",
                                        "--demand",
                                        "p.csv",
                                        "--poles",
                                        "a.csv",
                                        "--candidates",
                                        "c.csv",
                                        "--budget",
                                        "12.5",
                                        "--threshold",
                                        "-70",
                                        "--cell",
                                        "25",
                                        "--weights",
                                        "transit=0.5,complaints=0",
                                        "--out",
                                        "a.gpkg",
                                        "--out",
                                        "b.html",
                                        "--out-crs",
                                        "5179",
                                        "--json",
                                        "--environment",
                                        "residential"});
    ASSERT_TRUE(options) << options.error();
    EXPECT_EQ(options->command, Command::plan);
    EXPECT_EQ(options->budget, 12.5);
    EXPECT_EQ(options->radio.threshold_dbm, -70);
    EXPECT_EQ(options->cell, 25);
    EXPECT_EQ(options->weights.of, (std::array<double, 3>{1, 0.5, 0}));
    EXPECT_EQ(options->out, (Words{"a.gpkg", "b.html"}));
    EXPECT_EQ(options->out_projection, Projection::unified);
    EXPECT_TRUE(options->json);
    EXPECT_EQ(options->environment, Environment::residential);
}

TEST(Options, ChangesAreUnderstood) {
    const auto options = parse_options({"what-if", "--built-in", "small", "--add", "37.5,127", "--add",
                                        "37.6,127.1,open", "--move", "p=1=37.5,126.9", "--remove", "p2"});
    ASSERT_FALSE(options);  // the id ends at the first sign
    const auto right = parse_options({"what-if", "--built-in", "small", "--add", "37.5,127", "--add", "37.6,127.1,open",
                                      "--move", "p1=37.5,126.9", "--remove", "p2"});
    ASSERT_TRUE(right) << right.error();
    EXPECT_EQ(right->add[0].id, "new-1");
    EXPECT_EQ(right->add[1].environment, Environment::open);
    EXPECT_EQ(right->move[0].id, "p1");
    EXPECT_EQ(right->remove, (Words{"p2"}));
}

TEST(Options, WhatIsMissingIsNamed) {
    EXPECT_NE(refused({"plan", "--built-in", "small"}).find("--budget"), std::string::npos);
    EXPECT_NE(refused({"coverage"}).find("--districts"), std::string::npos);
    EXPECT_NE(refused({"what-if", "--built-in", "small"}).find("--add"), std::string::npos);
    EXPECT_NE(refused({"effect", "--built-in", "small"}).find("--before"), std::string::npos);
    EXPECT_NE(refused({"city"}).find("--out-dir"), std::string::npos);
    EXPECT_NE(refused({"verdict", "--verdicts", "v.csv", "--found", "confirmed"}).find("--place"), std::string::npos);
}

TEST(Options, WhatMakesNoSenseIsNamed) {
    const auto with = [](Words more) {
        Words words{"coverage", "--built-in", "small"};
        words.insert(words.end(), more.begin(), more.end());
        return refused(words);
    };
    EXPECT_NE(refused({"dig"}).find("`dig`"), std::string::npos);
    EXPECT_NE(with({"--budget", "3"}).find("budget"), std::string::npos);
    EXPECT_NE(with({"--cell", "30"}).find("--cell"), std::string::npos);
    EXPECT_NE(with({"--threshold", "0"}).find("--threshold"), std::string::npos);
    EXPECT_NE(with({"--frequency", "nan"}).find("--frequency"), std::string::npos);
    EXPECT_NE(with({"--weights", "cars=1"}).find("--weights"), std::string::npos);
    EXPECT_NE(with({"--weights", "transit=-1"}).find("--weights"), std::string::npos);
    EXPECT_NE(with({"--out", "a.shp"}).find("a.shp"), std::string::npos);
    EXPECT_NE(with({"--out", "a.kml", "--out-crs", "5179"}).find("KML"), std::string::npos);
    EXPECT_NE(with({"--poles", "a.csv"}).find("--built-in"), std::string::npos);
    EXPECT_NE(with({"extra"}).find("positional"), std::string::npos);
    EXPECT_NE(refused({"coverage", "--built-in", "paris"}).find("seoul or small"), std::string::npos);
    EXPECT_NE(refused({"what-if", "--built-in", "small", "--add", "127,37.5"}).find("no place in Korea"),
              std::string::npos);
}

}  // namespace
}  // namespace magpie::collector::planner
