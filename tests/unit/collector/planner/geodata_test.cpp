#include "collector/planner/geodata.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/collector/planner/temporary_files.hpp"
#include "tests/unit/collector/planner/test_ground.hpp"

namespace magpie::collector::planner {
namespace {

std::string collection(const std::string& features, const std::string& more = "") {
    return R"({"type":"FeatureCollection",)" + more + R"("features":[)" + features + "]}";
}

std::string feature(const std::string& properties, const std::string& kind, const std::string& coordinates) {
    return R"({"type":"Feature","properties":{)" + properties + R"(},"geometry":{"type":")" + kind +
           R"(","coordinates":)" + coordinates + "}}";
}

const std::string square = "[[[126.9,37.5],[127.0,37.5],[127.0,37.6],[126.9,37.6],[126.9,37.5]]]";

class Geodata : public testing::Test {
  protected:
    Source source(const std::string& text) {
        auto result = geojson_source(files.write("in.geojson", text));
        result.name = "in.geojson";
        return result;
    }
    ReadResult<District> districts(const std::string& text) { return read_districts(source(text), problems); }
    std::string line() const { return problems.lines().empty() ? std::string() : problems.lines().front(); }

    static Layer layer() {
        Layer result{.name = "sites",
                     .fields = {{"id", FieldKind::text}, {"rank", FieldKind::whole}, {"gain", FieldKind::real}},
                     .features = {}};
        result.features.push_back({.at = at(10, 20), .values = {std::string("=1+1"), std::int64_t{1}, 2.5}});
        result.features.push_back(
            {.at = at(500, 20), .values = {std::string("가로등, \"2\""), std::int64_t{2}, Value()}});
        result.heights = {8.5, 12};
        return result;
    }

    TemporaryFiles files;
    Problems problems;
};

// The series of our own and PROJ's are two ways to the same place.
TEST_F(Geodata, OurProjectionIsThatOfProj) {
    const auto other = projection_named("EPSG:4326");
    ASSERT_TRUE(other);
    for (double latitude = 33; latitude < 39; latitude += 0.37) {
        for (double longitude = 125; longitude < 131; longitude += 0.37) {
            const auto ours = projected({.latitude = latitude, .longitude = longitude});
            const auto proj = (*other)(longitude, latitude);
            ASSERT_TRUE(proj);
            EXPECT_NEAR(ours.east, proj->east, 1e-3);
            EXPECT_NEAR(ours.north, proj->north, 1e-3);
        }
    }
}

TEST_F(Geodata, AProjectionIsKnownByItsNumberAlone) {
    // The central belt, whose origin 38 N 127 E is at 200,000 and 600,000.
    const auto belt = projection_named("EPSG:5186");
    ASSERT_TRUE(belt) << belt.error();
    const auto origin = (*belt)(200'000, 600'000);
    ASSERT_TRUE(origin);
    const auto expected = projected({.latitude = 38, .longitude = 127});
    EXPECT_NEAR(origin->east, expected.east, 0.01);
    EXPECT_NEAR(origin->north, expected.north, 0.01);
    for (const auto* name : {"EPSG:0", "EPSG:", "EPSG:99999999999", "5186", "/etc/passwd", "EPSG:5186 "}) {
        EXPECT_FALSE(projection_named(name)) << name;
    }
}

TEST_F(Geodata, DistrictsAreAreasWithAName) {
    const auto read = districts(collection(feature(R"("name":"마포구","x":1)", "Polygon", square)));
    ASSERT_TRUE(read) << read.error();
    ASSERT_EQ(read->size(), 1U);
    EXPECT_EQ((*read)[0].name, "마포구");
    ASSERT_EQ((*read)[0].area.rings.size(), 1U);
    EXPECT_EQ((*read)[0].area.rings[0].size(), 4U);
    EXPECT_NEAR((*read)[0].area.rings[0][0].east, projected({37.5, 126.9}).east, 1e-6);
}

TEST_F(Geodata, AnAreaThatCrossesItselfIsNamedWithThePlace) {
    const auto read = districts(collection(
        feature(R"("name":"fine")", "Polygon", square) + "," +
        feature(R"("name":"bow")", "Polygon", "[[[126.9,37.5],[127.0,37.6],[127.0,37.5],[126.9,37.6],[126.9,37.5]]]")));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->size(), 1U);
    EXPECT_NE(line().find("in.geojson, feature 2: its area is not valid: Self-intersection"), std::string::npos)
        << line();
    EXPECT_NE(line().find("126.95 37.5"), std::string::npos) << line();
}

TEST_F(Geodata, WhatIsNoAreaOrHasNoNameIsNamed) {
    ASSERT_TRUE(districts(collection(feature(R"("name":"p")", "Point", "[126.9,37.5]"))));
    EXPECT_EQ(line(), "in.geojson, feature 1: is no polygon");
    problems = {};
    ASSERT_TRUE(districts(collection(feature(R"("name":"l")", "LineString", "[[126.9,37.5],[127,37.5]]"))));
    EXPECT_NE(line().find("is a LINESTRING"), std::string::npos);
    const auto nameless = districts(collection(feature(R"("code":"1")", "Polygon", square)));
    ASSERT_FALSE(nameless);
    EXPECT_NE(nameless.error().find("there is no property name"), std::string::npos);
}

TEST_F(Geodata, ExchangedCoordinatesAndOtherProjectionsAreNamed) {
    const ReadOptions options;
    ASSERT_TRUE(read_poles(source(collection(feature(R"("id":"a")", "Point", "[37.5,126.9]") + "," +
                                             feature(R"("id":"b")", "Point", "[953900,1952000]") + "," +
                                             feature(R"("id":"c")", "Point", "[2.35,48.85]"))),
                           options, problems));
    ASSERT_EQ(problems.count(), 3U);
    EXPECT_NE(problems.lines()[0].find("feature 1: 37.5, 126.9 are exchanged"), std::string::npos);
    EXPECT_NE(problems.lines()[1].find("feature 2: 953900, 1952000 are metres"), std::string::npos);
    EXPECT_NE(problems.lines()[2].find("feature 3: 2.35, 48.85 is outside of Korea"), std::string::npos);
}

TEST_F(Geodata, AProjectionThatTheFileNamesIsFollowed) {
    const auto read =
        read_poles(source(collection(feature(R"("id":"a")", "Point", "[200000,600000]"),
                                     R"("crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::5186"}},)")),
                   {}, problems);
    ASSERT_TRUE(read) << read.error();
    ASSERT_EQ(read->size(), 1U) << line();
    EXPECT_NEAR((*read)[0].at.east, projected({38, 127}).east, 0.01);
}

TEST_F(Geodata, DemandOfAnAreaIsSpreadOverItsCells) {
    const auto ground = test_ground(2000, 2000);
    const auto corner = [&](double east, double north) {
        const auto degrees = unprojected(at(east, north));
        return "[" + std::to_string(degrees.longitude) + "," + std::to_string(degrees.latitude) + "]";
    };
    const auto ring = "[[" + corner(200, 200) + "," + corner(400, 200) + "," + corner(400, 400) + "," +
                      corner(200, 400) + "," + corner(200, 200) + "]]";
    const auto read =
        read_demand(source(collection(feature(R"("population":100)", "Polygon", ring))), {}, ground, problems);
    ASSERT_TRUE(read) << read.error();
    EXPECT_NEAR(read->demand.kinds[0][ground.grid.at(at(250, 250))], 25, 1e-9);
    EXPECT_NEAR(read->demand.kinds[0][ground.grid.at(at(350, 350))], 25, 1e-9);
}

TEST_F(Geodata, WhatIsNoGeoJsonIsNamed) {
    for (const auto* text : {"", "{", "[]", R"({"type":"FeatureCollection","features":[]})", "id,lat,lon\n"}) {
        const auto read = districts(text);
        EXPECT_FALSE(read) << text;
    }
    for (const auto* path :
         {"/nowhere.geojson", "http://127.0.0.1:9/a.geojson", "/vsicurl/http://127.0.0.1:9/a.geojson"}) {
        const auto read = read_districts(geojson_source(path), problems);
        ASSERT_FALSE(read);
        EXPECT_NE(read.error().find("is no file that can be read"), std::string::npos);
    }
}

TEST_F(Geodata, WhatWasWrittenIsReadAgain) {
    const auto ground = test_ground(2000, 2000);
    for (const auto projection : {Projection::wgs84, Projection::unified}) {
        for (const std::string ending : {"geojson", "csv"}) {
            const auto path = files.path("out." + ending);
            const auto bytes = exported(layer(), projection, path);
            ASSERT_TRUE(bytes) << bytes.error();
            files.write("out." + ending, *bytes);
            const auto back =
                read_candidates(ending == "csv" ? csv_source(path) : geojson_source(path), {}, ground, problems);
            ASSERT_TRUE(back) << back.error();
            ASSERT_EQ(back->size(), 2U) << line();
            EXPECT_NEAR((*back)[1].at.east, at(500, 20).east, 0.02);
            EXPECT_NEAR((*back)[1].at.north, at(500, 20).north, 0.02);
            EXPECT_EQ((*back)[1].id, "가로등, \"2\"");
            EXPECT_EQ((*back)[0].height, 8.5);
        }
    }
}

TEST_F(Geodata, ASpreadsheetIsGivenNoFormula) {
    const auto text = exported(layer(), Projection::wgs84, "out.csv").value_or("");
    EXPECT_TRUE(text.starts_with("id,rank,gain,height_m,latitude,longitude\r\n'=1+1,1,2.5,8.5,")) << text;
}

TEST_F(Geodata, KmlHasHeightsAndNames) {
    const auto text = exported(layer(), Projection::wgs84, "out.kml").value_or("");
    EXPECT_NE(text.find("<name>가로등, &quot;2&quot;</name>"), std::string::npos) << text;
    EXPECT_NE(text.find("relativeToGround"), std::string::npos) << text;
    EXPECT_NE(text.find("<SimpleData name=\"rank\">2</SimpleData>"), std::string::npos) << text;
    EXPECT_FALSE(exported(layer(), Projection::unified, "other.kml"));
}

TEST_F(Geodata, TheSameLayerIsTheSameBytes) {
    auto squares = layer();
    squares.heights.clear();
    squares.square = 100;
    for (const std::string ending : {"geojson", "csv", "kml", "gpkg"}) {
        for (const auto& one : {layer(), squares}) {
            const auto first = exported(one, Projection::wgs84, "a." + ending);
            const auto second = exported(one, Projection::wgs84, "b." + ending);
            ASSERT_TRUE(first && second) << ending;
            EXPECT_EQ(*first, *second) << ending;
            EXPECT_GT(first->size(), 100U);
        }
    }
}

TEST_F(Geodata, OtherFormatsAreRefused) {
    EXPECT_FALSE(exported(layer(), Projection::wgs84, "out.shp"));
    EXPECT_TRUE(is_exportable("a/b.gpkg"));
    EXPECT_FALSE(is_exportable("a/b.html"));
}

}  // namespace
}  // namespace magpie::collector::planner
