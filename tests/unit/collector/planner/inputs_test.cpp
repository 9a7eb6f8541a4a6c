#include "collector/planner/inputs.hpp"

#include <gtest/gtest.h>

#include "tests/unit/collector/planner/temporary_files.hpp"
#include "tests/unit/collector/planner/test_ground.hpp"

namespace magpie::collector::planner {
namespace {

class Inputs : public testing::Test {
  protected:
    Source csv(const std::string& text) {
        Source source = csv_source(files.write("in.csv", text));
        source.name = "in.csv";
        return source;
    }
    /// The only line that is wrong.
    std::string line() const {
        EXPECT_EQ(problems.count(), 1U) << (problems.lines().empty() ? "" : problems.lines().back());
        return problems.lines().empty() ? std::string() : problems.lines().front();
    }
    std::vector<Pole> poles(const std::string& text, const ReadOptions& options = {}) {
        problems = {};
        const auto read = read_poles(csv(text), options, problems);
        EXPECT_TRUE(read) << read.error();
        return read.value_or(std::vector<Pole>{});
    }
    std::string refused(const std::string& text) {
        const auto read = read_poles(csv(text), {}, problems);
        EXPECT_FALSE(read);
        return read ? std::string() : read.error();
    }

    TemporaryFiles files;
    Problems problems;
    Ground ground = test_ground(2000, 2000);
};

TEST_F(Inputs, PolesAreReadAsTheCollectorExportsThem) {
    const auto all = poles(
        "id,area,site,site_type,latitude,longitude,status\r\n"
        "p1,mapo,\"Gate, 1\",street,37.5663,126.9779,up\r\n"
        "p2,mapo,Park,park,37.5700,126.9800,down\r\n"
        "p3,mapo,Bus,bus,,,up\r\n");
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(problems.count(), 0U);
    EXPECT_EQ(national_point(all[0].at), "다사538520");
    EXPECT_EQ(all[0].environment, Environment::urban);
    EXPECT_EQ(all[1].environment, Environment::open);
}

TEST_F(Inputs, PolesAreReadAsTheCityPublishesThem) {
    const auto all = poles(
        "\xEF\xBB\xBF"
        "관리번호,설치유형,위도,경도\r\nARI00001,street,37.5663,126.9779\r\n");
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].id, "ARI00001");
    EXPECT_EQ(poles("X_SWIFI_MGR_NO;LAT;LNT\nA;37.5;127\n").size(), 1U);
}

TEST_F(Inputs, ExchangedCoordinatesAreNamedByRowAndColumn) {
    EXPECT_TRUE(poles("id,lat,lon\na,126.9779,37.5663\n").empty());
    EXPECT_EQ(line(),
              "in.csv, row 2, column lat: 126.9779 and 37.5663 are exchanged: latitude comes to 37, longitude to 127");
    EXPECT_TRUE(poles("id,east,north\na,1952000,953900\n").empty());
    EXPECT_NE(line().find("row 2, column east: 1952000 and 953900 are exchanged"), std::string::npos);
}

TEST_F(Inputs, MissingCoordinatesAreNamedByRowAndColumn) {
    EXPECT_EQ(poles("id,lat,lon\na,37.5,127\nb,37.5,\nc,37.6,127\n").size(), 2U);
    EXPECT_EQ(line(), "in.csv, row 3, column lon: is empty");
    EXPECT_TRUE(poles("id,lat,lon\na,0,0\n").empty());
    EXPECT_NE(line().find("the place is missing"), std::string::npos);
}

TEST_F(Inputs, OtherProjectionsAreNamed) {
    EXPECT_TRUE(poles("id,lat,lon\na,552000,198000\n").empty());
    EXPECT_NE(line().find("row 2, column lat: 552000 and 198000 are no degrees but metres of a projection"),
              std::string::npos);
    EXPECT_TRUE(poles("id,east,north\na,198000,552000\n").empty());
    EXPECT_NE(line().find("is this another projection?"), std::string::npos);
    EXPECT_NE(refused("id,x,y\na,198000,552000\n").find("Say it, as in --crs EPSG:5186"), std::string::npos);
    EXPECT_TRUE(poles("id,lat,lon\na,48.85,2.35\n").empty());
    EXPECT_NE(line().find("outside of Korea"), std::string::npos);
}

TEST_F(Inputs, ColumnsXAndYAreThoseOfTheProjectionThatWasSaid) {
    const ReadOptions options{.to_plane = [](double x, double y) { return std::optional(at(x, y)); }};
    const auto all = poles("id,x,y\na,10,20\n", options);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].at, at(10, 20));
}

TEST_F(Inputs, NumbersThatAreNoneAreNamed) {
    EXPECT_TRUE(poles("id;lat;lon\na;37,5;127\n").empty());
    EXPECT_NE(line().find("`37,5` is no number: decimals have a point"), std::string::npos);
    EXPECT_TRUE(poles("id,lat,lon\na,nan,127\n").empty());
    EXPECT_NE(line().find("is no number"), std::string::npos);
    EXPECT_TRUE(poles("id,lat,lon,height_m\na,37.5,127,-3\n").empty());
    EXPECT_NE(line().find("column height_m: -3 is not within 0 and 1000"), std::string::npos);
}

TEST_F(Inputs, AWrongDelimiterIsGuessedAtByNobody) {
    EXPECT_NE(refused("id:lat:lon\na:1:2\n").find("is the delimiter something else"), std::string::npos);
    EXPECT_NE(refused("id,lat,lon\na;37.5;127\n").find("row 2: has 1 cells, and the header 3"), std::string::npos);
}

TEST_F(Inputs, EveryMissingColumnIsNamedAtOnce) {
    const auto error = refused("name,height\nx,1\n");
    EXPECT_NE(error.find("row 1: there is no column id"), std::string::npos);
    EXPECT_NE(error.find("row 1: there is no place"), std::string::npos);
}

TEST_F(Inputs, TextThatIsNotUtf8IsNamed) {
    EXPECT_TRUE(poles("id,lat,lon\n\xB0\xA1,37.5,127\n").empty());
    EXPECT_NE(line().find("row 2, column id: `\\xb0\\xa1` is not UTF-8"), std::string::npos);
}

TEST_F(Inputs, AnIdThatComesAgainIsNamedWithBothRows) {
    EXPECT_EQ(poles("id,lat,lon\na,37.5,127\na,37.6,127\n").size(), 1U);
    EXPECT_EQ(line(), "in.csv, row 3, column id: `a` is in row 2 already");
}

TEST_F(Inputs, OfManyMistakesTheFirstAreKeptAndAllCounted) {
    std::string text = "id,lat,lon\n";
    for (int i = 0; i < 50; ++i) {
        text += std::to_string(i) + ",,127\n";
    }
    EXPECT_TRUE(poles(text).empty());
    EXPECT_EQ(problems.count(), 50U);
    EXPECT_EQ(problems.lines().size(), Problems::most_lines);
}

TEST_F(Inputs, CandidatesOutsideOfTheCityAreNamed) {
    const auto read =
        read_candidates(csv("id,east,north,cost\nin,950500,1950500,2.5\nout,940000,1950500,1\n"), {}, ground, problems);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->size(), 1U);
    EXPECT_EQ((*read)[0].cost, 2.5);
    EXPECT_EQ(line(), "in.csv, row 3: the candidate is outside of every district");
}

TEST_F(Inputs, ACandidateCostsSomething) {
    const auto read =
        read_candidates(csv("id,east,north,cost\na,950500,1950500,0\nb,950500,1950500,\n"), {}, ground, problems);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->size(), 1U);
    EXPECT_EQ((*read)[0].cost, 1);
    EXPECT_NE(line().find("row 2, column cost: is 0"), std::string::npos);
}

TEST_F(Inputs, WalkTestsMayHaveHeardNothing) {
    const auto read = read_walk_tests(csv("lat,lon,rssi_dbm\n37.5,127,-61\n37.5,127,\n37.5,127,61\n"), {}, problems);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->size(), 2U);
    EXPECT_EQ((*read)[0].rssi_dbm, -61);
    EXPECT_EQ((*read)[1].rssi_dbm, std::nullopt);
    EXPECT_NE(line().find("row 4, column rssi_dbm: 61 is not within -130 and 20"), std::string::npos);
}

TEST_F(Inputs, ScansMayHaveListenedInVain) {
    const auto read = read_scans(csv("from,to,rssi_dbm,frequency_ghz\na,b,-70,5.5\na,c,,\n"), problems);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->size(), 2U);
    EXPECT_EQ((*read)[0].gigahertz, 5.5);
    EXPECT_EQ((*read)[1].rssi_dbm, std::nullopt);
    EXPECT_EQ((*read)[1].gigahertz, 2.437);
}

TEST_F(Inputs, VerdictsAreOfTwoKinds) {
    const auto read =
        read_verdicts(csv("place,verdict,date,note\na,confirmed,2026-01-02,dark\nb,maybe,2026-01-02,\n"), problems);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->size(), 1U);
    EXPECT_TRUE((*read)[0].confirmed);
    EXPECT_NE(line().find("row 3, column verdict: `maybe` is neither confirmed nor refuted"), std::string::npos);
}

TEST_F(Inputs, PlacesAreWithinTheCity) {
    const auto read = read_places(csv("id,east,north\na,950500,1950500\nb,940000,1950500\n"), {}, ground, problems);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->size(), 1U);
    EXPECT_EQ(line(), "in.csv, row 3: the place is outside of every district");
}

TEST_F(Inputs, DemandIsAddedUpByCell) {
    const auto read = read_demand(csv("east,north,population,complaints\n950510,1950510,10,1\n950590,1950590,5,\n"), {},
                                  ground, problems);
    ASSERT_TRUE(read) << read.error();
    const auto cell = ground.grid.at(at(550, 550));
    EXPECT_EQ(read->demand.of(DemandKind::population)[cell], 15);
    EXPECT_EQ(read->demand.of(DemandKind::complaints)[cell], 1);
    EXPECT_EQ(read->rows, 2U);
}

TEST_F(Inputs, DemandOfASquareIsSpreadOverIt) {
    const auto fine = test_ground(2000, 2000, 1, 25);
    const auto read = read_demand(csv("east,north,size_m,population\n950550,1950550,100,32\n"), {}, fine, problems);
    ASSERT_TRUE(read);
    double sum = 0;
    for (std::size_t i = 0; i < fine.grid.size(); ++i) {
        const double amount = read->demand.kinds[0][i];
        EXPECT_TRUE(amount == 0 || amount == 2);
        sum += amount;
    }
    EXPECT_EQ(sum, 32);
}

TEST_F(Inputs, DemandOutsideOfTheCityIsCountedApart) {
    const auto read =
        read_demand(csv("east,north,population\n950550,1950550,10\n940000,1950550,30\n"), {}, ground, problems);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->rows_outside, 1U);
    EXPECT_EQ(read->outside, 30);
    EXPECT_EQ(problems.count(), 0U);
}

TEST_F(Inputs, DemandIsOfSomethingAndNotBelowNothing) {
    EXPECT_FALSE(read_demand(csv("east,north,cars\n950550,1950550,1\n"), {}, ground, problems));
    EXPECT_TRUE(read_demand(csv("east,north,population\n950550,1950550,-1\n"), {}, ground, problems));
    EXPECT_NE(line().find("row 2, column population: -1 is not within 0"), std::string::npos);
}

}  // namespace
}  // namespace magpie::collector::planner
