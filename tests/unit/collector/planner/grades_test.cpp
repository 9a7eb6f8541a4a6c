#include "collector/planner/grades.hpp"

#include <gtest/gtest.h>

#include "tests/unit/collector/planner/test_ground.hpp"

namespace magpie::collector::planner {
namespace {

class Grades : public testing::Test {
  protected:
    Grades()
        : ground(test_ground(2000, 1000)),
          demand(ground.grid.size(), 10),
          unserved(ground.grid.size(), 0),
          complaints(ground.grid.size(), 0) {}

    [[nodiscard]] std::vector<Graded> grades(const std::vector<Verdict>& verdicts = {}) const {
        std::vector<double> gap(demand.size());
        for (std::size_t i = 0; i < gap.size(); ++i) {
            gap[i] = demand[i] * unserved[i];
        }
        const auto hotspots = hotspots_of(ground, gap);
        return graded(places,
                      {.ground = ground,
                       .demand = demand,
                       .unserved = unserved,
                       .complaints = complaints,
                       .hotspots = hotspots,
                       .walk_tests = tests},
                      verdicts);
    }
    void nobody_is_served_in_the_west() {
        for (std::size_t i = 0; i < unserved.size(); ++i) {
            unserved[i] = i % ground.grid.columns < 8 ? 1 : 0;
        }
    }

    Ground ground;
    std::vector<double> demand;
    std::vector<double> unserved;
    std::vector<double> complaints;
    std::vector<WalkTest> tests;
    std::vector<Place> places{{.id = "west", .at = at(350, 450)}, {.id = "east", .at = at(1650, 450)}};
};

TEST_F(Grades, WeightsAreAHundredPoints) {
    double sum = 0;
    for (const double weight : component_weights) {
        sum += weight;
    }
    EXPECT_DOUBLE_EQ(sum, 100);
}

TEST_F(Grades, BeginAtTheirPoints) {
    EXPECT_EQ(grade_of(0), Grade::a);
    EXPECT_EQ(grade_of(19.99), Grade::a);
    EXPECT_EQ(grade_of(20), Grade::b);
    EXPECT_EQ(grade_of(79.9), Grade::d);
    EXPECT_EQ(grade_of(80), Grade::e);
    EXPECT_EQ(grade_of(100), Grade::e);
}

TEST_F(Grades, AreWorseWhereMoreIsMissing) {
    nobody_is_served_in_the_west();
    const auto result = grades();
    EXPECT_DOUBLE_EQ(*result[0].components[0], 1);
    EXPECT_DOUBLE_EQ(*result[1].components[0], 0);
    EXPECT_GT(result[0].score, result[1].score + 40);
    EXPECT_GT(result[0].grade, result[1].grade);
}

TEST_F(Grades, TheScoreIsTheWeightedMeanOfWhatIsKnown) {
    nobody_is_served_in_the_west();
    complaints[ground.grid.at(at(350, 450))] = 3;
    const auto& west = grades()[0];
    EXPECT_DOUBLE_EQ(*west.components[2], 0.5);
    EXPECT_FALSE(west.components[3]);
    const double cluster = *west.components[4];
    EXPECT_NEAR(west.score, 100 * (40 * 1 + 20 * 0.5 + 15 * 0.5 + 10 * cluster) / 85, 1e-9);
}

TEST_F(Grades, WalkTestsNearbyCount) {
    tests = {{.at = at(360, 450), .rssi_dbm = -80},
             {.at = at(340, 450), .rssi_dbm = std::nullopt},
             {.at = at(350, 460), .rssi_dbm = -60},
             {.at = at(350, 440), .rssi_dbm = -67},
             {.at = at(900, 450), .rssi_dbm = -90}};
    const auto result = grades();
    EXPECT_DOUBLE_EQ(*result[0].components[3], 0.5);
    EXPECT_FALSE(result[1].components[3]);
}

TEST_F(Grades, WhoWasThereIsRight) {
    nobody_is_served_in_the_west();
    const auto result = grades({{.place = "west", .confirmed = false, .date = "2026-01-02", .note = {}},
                                {.place = "east", .confirmed = true, .date = "2026-01-02", .note = {}}});
    EXPECT_GE(result[0].computed, Grade::c);
    EXPECT_EQ(result[0].grade, Grade::b);
    EXPECT_EQ(result[1].computed, Grade::a);
    EXPECT_EQ(result[1].grade, Grade::d);
}

TEST_F(Grades, TheLastVerdictCounts) {
    const auto result = grades({{.place = "west", .confirmed = true, .date = "2026-03-01", .note = {}},
                                {.place = "west", .confirmed = false, .date = "2026-02-01", .note = {}}});
    EXPECT_EQ(result[0].confirmed, true);
}

TEST_F(Grades, FeedbackSaysHowOftenAGradeWasRightAndWhatTellsApart) {
    nobody_is_served_in_the_west();
    const auto result = grades({{.place = "west", .confirmed = true, .date = "2026-01-02", .note = {}},
                                {.place = "east", .confirmed = false, .date = "2026-01-02", .note = {}}});
    const auto feedback = feedback_of(result);
    EXPECT_EQ(feedback.by_grade[static_cast<std::size_t>(result[0].computed)].confirmed, 1U);
    EXPECT_EQ(feedback.by_grade[static_cast<std::size_t>(result[1].computed)].refuted, 1U);
    EXPECT_DOUBLE_EQ(*feedback.separation[0], 1);
    EXPECT_FALSE(feedback.separation[3]);
}

TEST_F(Grades, APlaceWithoutAnybodyIsGood) {
    std::fill(demand.begin(), demand.end(), 0);
    std::fill(unserved.begin(), unserved.end(), 1);
    for (const auto& one : grades()) {
        EXPECT_EQ(one.grade, Grade::a);
        EXPECT_EQ(one.score, 0);
    }
}

// E. B. Wilson 1927: 829 of 1,525 are 51.9 to 56.8 %.
TEST(ShareInterval, IsWilsons) {
    const auto many = share_interval(829, 1525);
    EXPECT_NEAR(many.least, 0.5185, 5e-4);
    EXPECT_NEAR(many.most, 0.5685, 5e-4);
    const auto none = share_interval(0, 10);
    EXPECT_EQ(none.least, 0);
    EXPECT_NEAR(none.most, 0.2775, 5e-4);
    EXPECT_EQ(share_interval(0, 0).most, 1);
}

}  // namespace
}  // namespace magpie::collector::planner
