#include "collector/planner/program.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/collector/planner/temporary_files.hpp"

namespace magpie::collector::planner {
namespace {

using Words = std::vector<std::string>;

struct Said {
    int code = -1;
    std::string out;
    std::string err;
};

class Program : public testing::Test {
  protected:
    Said call(const Words& words) const {
        std::FILE* out = std::fopen(said.path("out").c_str(), "w");
        std::FILE* err = std::fopen(said.path("err").c_str(), "w");
        const int code = run(words, out, err);
        std::fclose(out);
        std::fclose(err);
        return {.code = code, .out = said.read("out"), .err = said.read("err")};
    }
    /// A small city as files, and a command on them.
    Said on_files(Words words, const Words& more = {}) const {
        if (files.names().empty()) {
            EXPECT_EQ(call({"city", "--out-dir", files.path(".")}).code, 0);
        }
        for (const auto& [option, name] :
             {std::pair{"--districts", "districts.geojson"}, {"--demand", "demand.csv"}, {"--poles", "poles.csv"}}) {
            if (std::find(more.begin(), more.end(), option) == more.end()) {
                words.insert(words.end(), {option, files.path(name)});
            }
        }
        words.insert(words.end(), more.begin(), more.end());
        return call(words);
    }
    static nlohmann::json json(const Said& said) { return nlohmann::json::parse(said.out); }

    TemporaryFiles files;
    TemporaryFiles said;
};

TEST_F(Program, HelpIsForPeople) {
    const auto help = call({"--help"});
    EXPECT_EQ(help.code, 0);
    EXPECT_NE(help.out.find("--budget"), std::string::npos);
    EXPECT_EQ(call({}).code, 2);
    EXPECT_EQ(call({"--version"}).code, 0);
}

TEST_F(Program, APlanOfFilesIsThatOfTheCityTheyWereMadeOf) {
    const auto of_files = on_files({"plan"}, {"--candidates", files.path("candidates.csv"), "--scans",
                                              files.path("scans.csv"), "--budget", "10", "--json"});
    ASSERT_EQ(of_files.code, 0) << of_files.err;
    const auto made_up = call({"plan", "--built-in", "small", "--budget", "10", "--json"});
    ASSERT_EQ(made_up.code, 0) << made_up.err;
    EXPECT_NEAR(json(of_files)["plan"]["gain"].get<double>(), json(made_up)["plan"]["gain"].get<double>(), 20);
    EXPECT_EQ(json(of_files)["plan"]["sites"].size(), 10U);
    EXPECT_GE(json(of_files)["plan"]["upper_bound"], json(of_files)["plan"]["gain"]);
    EXPECT_TRUE(json(of_files)["propagation"]["urban"]["hidden"]["calibrated"]);
}

TEST_F(Program, ThePlanWrittenIsReadAgainAndMeasured) {
    const auto plan = on_files({"plan"}, {"--candidates", files.path("candidates.csv"), "--budget", "5", "--out",
                                          files.path("plan.csv"), "--out", files.path("page.html")});
    ASSERT_EQ(plan.code, 0) << plan.err;
    EXPECT_NE(plan.out.find("upper bound: no choice for this budget serves more than"), std::string::npos);
    const auto page = files.read("page.html");
    EXPECT_NE(page.find("<svg"), std::string::npos);
    EXPECT_NE(page.find("5 sites to build next"), std::string::npos);
    EXPECT_EQ(page.find("http://"), std::string::npos);
    EXPECT_EQ(page.find("https://"), std::string::npos);
    const auto effect =
        on_files({"effect"}, {"--plan", files.path("plan.csv"), "--before", files.path("walk-tests.csv"), "--after",
                              files.path("walk-tests.csv"), "--json"});
    ASSERT_EQ(effect.code, 0) << effect.err;
    EXPECT_EQ(json(effect)["effect"]["sites"], 5);
    files.write("bad.csv", "lat,lon,rssi_dbm\n37.5,,-60\n");
    const auto bad = on_files({"effect"}, {"--plan", files.path("plan.csv"), "--before", files.path("bad.csv"),
                                           "--after", files.path("walk-tests.csv"), "--skip-bad"});
    EXPECT_EQ(bad.code, 0) << bad.err;
    EXPECT_NE(bad.err.find("bad.csv, row 2, column lon: is empty"), std::string::npos) << bad.err;
}

TEST_F(Program, APlanInGeoJsonSaysHowGoodItIsBesideItsSites) {
    const auto plan = call({"plan", "--built-in", "small", "--budget", "5", "--json", "--out", files.path("p.geojson"),
                            "--out", files.path("p.kml"), "--out", files.path("p.csv")});
    ASSERT_EQ(plan.code, 0) << plan.err;
    auto answer = json(plan);
    const auto written = nlohmann::json::parse(files.read("p.geojson"));
    EXPECT_EQ(written["type"], "FeatureCollection");
    EXPECT_EQ(written["features"].size(), 5U);
    EXPECT_EQ(written["served_share"], answer["served_share"]);
    EXPECT_EQ(written["equity"], answer["equity"]);
    EXPECT_EQ(answer["plan"].erase("sites"), 1U);
    EXPECT_EQ(written["plan"], answer["plan"]);
    EXPECT_GE(written["plan"]["upper_bound"], written["plan"]["gain"]);
    EXPECT_EQ(files.read("p.kml").find("upper_bound"), std::string::npos);
    EXPECT_EQ(files.read("p.csv").find("upper_bound"), std::string::npos);
}

TEST_F(Program, TheSameInputIsTheSameBytes) {
    const auto once = [&](const std::string& name) {
        EXPECT_EQ(on_files({"plan"}, {"--candidates", files.path("candidates.csv"), "--budget", "8", "--out",
                                      files.path(name + ".html"), "--out", files.path(name + ".gpkg")})
                      .code,
                  0);
        return files.read(name + ".html") + files.read(name + ".gpkg");
    };
    EXPECT_EQ(once("a"), once("b"));
}

TEST_F(Program, AChangeHasItsDifference) {
    const auto worse = call({"what-if", "--built-in", "small", "--remove", "pole-00001", "--json"});
    ASSERT_EQ(worse.code, 0) << worse.err;
    EXPECT_LE(json(worse)["what_if"]["served_more"], 0);
    const auto better = call({"what-if", "--built-in", "small", "--add", "37.4893,126.8785,urban", "--json", "--out",
                              files.path("c.geojson")});
    EXPECT_GT(json(better)["what_if"]["served_more"], 0);
    EXPECT_NE(files.read("c.geojson").find("served_more"), std::string::npos);
    const auto unknown = call({"what-if", "--built-in", "small", "--remove", "nobody"});
    EXPECT_EQ(unknown.code, 2);
    EXPECT_NE(unknown.err.find("`nobody`"), std::string::npos);
}

TEST_F(Program, AVerdictIsWrittenDownAndChangesTheGrade) {
    const auto places = files.write("places.csv", "id,latitude,longitude\na,37.4893,126.8785\nb,37.5175,126.8889\n");
    const auto verdicts = files.path("v.csv");
    const auto say = [&](const std::string& place, const std::string& found) {
        return call({"verdict", "--verdicts", verdicts, "--place", place, "--found", found, "--date", "2026-05-31",
                     "--note", "dark, \"no bars\""});
    };
    ASSERT_EQ(say("a", "refuted").code, 0);
    ASSERT_EQ(say("b", "confirmed").code, 0);
    EXPECT_EQ(files.read("v.csv"),
              "place,verdict,date,note\r\na,refuted,2026-05-31,\"dark, \"\"no bars\"\"\"\r\n"
              "b,confirmed,2026-05-31,\"dark, \"\"no bars\"\"\"\r\n");
    const auto grades = call({"grade", "--built-in", "small", "--places", places, "--verdicts", verdicts, "--json",
                              "--out", files.path("g.csv")});
    ASSERT_EQ(grades.code, 0) << grades.err;
    for (const auto& one : json(grades)["worst"]) {
        EXPECT_TRUE(one["id"] == "a" ? one["grade"] <= "B" : one["grade"] >= "D") << one;
    }
    EXPECT_NE(files.read("g.csv").find("refuted"), std::string::npos);
    EXPECT_EQ(call({"verdict", "--verdicts", verdicts, "--place", "a", "--found", "refuted", "--date", "31 May"}).code,
              1);
}

// The console and every other map stand on this.
TEST_F(Program, GradedCellsAreTheSquaresOfCoverageAndTheirGrades) {
    const auto features_of = [&](const std::string& command) {
        const auto made = call({command, "--built-in", "small", "--json", "--out", files.path(command + ".geojson")});
        EXPECT_EQ(made.code, 0) << made.err;
        return nlohmann::json::parse(files.read(command + ".geojson"))["features"];
    };
    const auto graded = features_of("grade");
    const auto covered = features_of("coverage");
    ASSERT_EQ(graded.size(), 9680U);
    ASSERT_EQ(covered.size(), graded.size());
    std::size_t with_people = 0;
    std::size_t in_clusters = 0;
    for (std::size_t i = 0; i < graded.size(); ++i) {
        const auto& properties = graded[i]["properties"];
        ASSERT_EQ(graded[i]["geometry"], covered[i]["geometry"]);
        ASSERT_EQ(graded[i]["geometry"]["type"], "Polygon");
        for (const auto& [name, value] : covered[i]["properties"].items()) {
            ASSERT_EQ(properties[name], value) << name;
        }
        const double demand = properties["demand"];
        const double served = properties["served"];
        ASSERT_GE(served, 0);
        ASSERT_LE(served, 1);
        ASSERT_NEAR(properties["gap"].get<double>(), demand * (1 - served), 0.01 + demand * 1e-4);
        if (properties.contains("grade")) {
            ++with_people;
            ASSERT_NE(std::string("ABCDE").find(properties["grade"].get<std::string>()), std::string::npos);
            ASSERT_LE(properties["score"].get<double>(), 100);
        } else {
            ASSERT_EQ(demand, 0);
        }
        in_clusters += properties["cluster"].get<std::size_t>();
        ASSERT_TRUE(properties["cluster"] == 0 || properties["gi_star"] > 1.64) << properties;
    }
    EXPECT_GT(with_people, graded.size() / 2);
    EXPECT_LT(with_people, graded.size());
    EXPECT_GT(in_clusters, 0U);
    EXPECT_LT(in_clusters, graded.size() / 2);
}

TEST_F(Program, GradedPlacesArePointsWithWhatLiesAroundThem) {
    const auto places = files.write("places.csv", "id,latitude,longitude\na,37.4893,126.8785\n");
    const auto grades = call({"grade", "--built-in", "small", "--places", places, "--out", files.path("g.csv"), "--out",
                              files.path("g.geojson")});
    ASSERT_EQ(grades.code, 0) << grades.err;
    EXPECT_NE(grades.out.find("1 places, by what they lack"), std::string::npos);
    EXPECT_TRUE(files.read("g.csv").starts_with("id,demand,unserved,grade,computed,verdict,score,gap_part,"));
    const auto features = nlohmann::json::parse(files.read("g.geojson"))["features"];
    ASSERT_EQ(features.size(), 1U);
    EXPECT_EQ(features[0]["geometry"]["type"], "Point");
    EXPECT_LE(features[0]["properties"]["unserved"], features[0]["properties"]["demand"]);
}

TEST_F(Program, MistakesInFilesEndTheRunBeforeAnythingIsWritten) {
    on_files({"coverage"});
    files.write("poles.csv", "id,latitude,longitude\na,126.9,37.5\nb,37.5,\nc,37.5,126.9\n");
    const auto before = files.names();
    const auto refused = on_files({"coverage"}, {"--out", files.path("cells.csv"), "--out", files.path("page.html")});
    EXPECT_EQ(refused.code, 2);
    EXPECT_EQ(refused.out, "");
    EXPECT_NE(refused.err.find("row 2, column latitude: 126.9 and 37.5 are exchanged"), std::string::npos)
        << refused.err;
    EXPECT_NE(refused.err.find("row 3, column longitude: is empty"), std::string::npos);
    EXPECT_NE(refused.err.find("2 mistakes"), std::string::npos);
    EXPECT_EQ(files.names(), before);
    const auto skipped = on_files({"coverage"}, {"--skip-bad", "--out", files.path("cells.csv")});
    EXPECT_EQ(skipped.code, 0) << skipped.err;
    EXPECT_NE(skipped.err.find("2 rows were left out"), std::string::npos);
}

TEST_F(Program, WhereAFileBreaksOffTheMistakesBeforeAreToldToo) {
    on_files({"coverage"});
    files.write("poles.csv", "id,latitude,longitude\na,126.9,37.5\nb,37.5\n");
    const auto refused = on_files({"coverage"});
    EXPECT_EQ(refused.code, 2);
    EXPECT_NE(refused.err.find("row 2, column latitude"), std::string::npos) << refused.err;
    EXPECT_NE(refused.err.find("row 3: has 2 cells"), std::string::npos) << refused.err;
}

TEST_F(Program, WhereTheLastFileCannotBeWrittenNoneIs) {
    on_files({"coverage"});
    std::filesystem::create_directory(files.path("taken.html"));
    const auto before = files.names();
    const auto missing =
        on_files({"coverage"}, {"--out", files.path("cells.csv"), "--out", files.path("no/such/page.html")});
    EXPECT_EQ(missing.code, 2);
    EXPECT_EQ(files.names(), before);
}

TEST_F(Program, DemandOfZeroIsNoPlan) {
    on_files({"coverage"});
    files.write("demand.csv", "latitude,longitude,population\n37.4893,126.8785,0\n");
    const auto refused = on_files({"coverage"});
    EXPECT_EQ(refused.code, 2);
    EXPECT_NE(refused.err.find("all demand within the districts is 0"), std::string::npos) << refused.err;
}

TEST_F(Program, DistrictsThatCrossThemselvesEndTheRun) {
    on_files({"coverage"});
    files.write(
        "districts.geojson",
        R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"bow"},"geometry":{"type":"Polygon",)"
        R"("coordinates":[[[126.8,37.4],[126.9,37.5],[126.9,37.4],[126.8,37.5],[126.8,37.4]]]}}]})");
    const auto refused = on_files({"coverage"});
    EXPECT_EQ(refused.code, 2);
    EXPECT_NE(refused.err.find("feature 1: its area is not valid: Self-intersection"), std::string::npos)
        << refused.err;
}

}  // namespace
}  // namespace magpie::collector::planner
