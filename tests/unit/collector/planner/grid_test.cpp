#include "collector/planner/grid.hpp"

#include <gtest/gtest.h>

namespace magpie::collector::planner {
namespace {

std::vector<std::size_t> cells_of(const Grid& grid, const Area& area) {
    std::vector<std::size_t> cells;
    for_each_cell(grid, area, [&](std::size_t cell) { cells.push_back(cell); });
    return cells;
}

const Grid small{.cell = 100, .west = 9500, .south = 19500, .columns = 4, .rows = 3};

TEST(Grid, ItsEdgesAreMultiplesOfItsCells) {
    const auto grid = grid_over({.least = {950'050, 1'950'010}, .most = {950'350, 1'950'210}}, 100);
    ASSERT_TRUE(grid);
    EXPECT_EQ(*grid, small);
    EXPECT_EQ(grid->center(0), (Point{950'050, 1'950'050}));
}

TEST(Grid, APointIsInTheCellWhoseMiddleIsNearest) {
    for (std::size_t i = 0; i < small.size(); ++i) {
        EXPECT_EQ(small.at(small.center(i)), i);
    }
    EXPECT_EQ(small.at({949'999, 1'950'050}), Grid::nowhere);
    EXPECT_EQ(small.at({950'400, 1'950'050}), Grid::nowhere);
}

TEST(Grid, ACityOfTheSizeOfTheCountryIsRefusedWithTheReason) {
    const auto grid = grid_over({.least = {700'000, 1'300'000}, .most = {1'200'000, 2'000'000}}, 100);
    ASSERT_FALSE(grid);
    EXPECT_NE(grid.error().find("far away"), std::string::npos);
}

TEST(Grid, SquaresAreNamedAsOnTheNationalPointPlates) {
    // Seoul's city hall: 37.5663 N, 126.9779 E.
    EXPECT_EQ(national_point(projected({.latitude = 37.5663, .longitude = 126.9779})), "다사538520");
    EXPECT_EQ(national_point({100, 100}), "");
    EXPECT_EQ(small.name(0), "다사500500");
}

TEST(Grid, SmallerSquaresAreNumberedWithinTheirs) {
    const Grid fine{.cell = 25, .west = 38000, .south = 78000, .columns = 8, .rows = 8};
    EXPECT_EQ(fine.name(0), "다사500500-00");
    EXPECT_EQ(fine.name(3), "다사500500-30");
    EXPECT_EQ(fine.name(8), "다사500500-01");
    EXPECT_EQ(fine.name(4), "다사501500-00");
}

TEST(Grid, AnAreaHasTheCellsWhoseMiddleIsInside) {
    const Area square{
        .rings = {{{950'000, 1'950'000}, {950'200, 1'950'000}, {950'200, 1'950'100}, {950'000, 1'950'100}}}};
    EXPECT_EQ(cells_of(small, square), (std::vector<std::size_t>{0, 1}));
}

TEST(Grid, AHoleIsNoneOfIt) {
    const auto ring = [](double west, double south, double east, double north) {
        return std::vector<Point>{{west, south}, {east, south}, {east, north}, {west, north}};
    };
    const Area area{
        .rings = {ring(950'000, 1'950'000, 950'400, 1'950'300), ring(950'100, 1'950'100, 950'200, 1'950'200)}};
    EXPECT_EQ(cells_of(small, area).size(), 11U);
}

TEST(Grid, NeighboursShareNoCellAndLeaveNone) {
    const Area west{
        .rings = {{{950'000, 1'950'000}, {950'231, 1'950'000}, {950'117, 1'950'300}, {950'000, 1'950'300}}}};
    const Area east{
        .rings = {{{950'231, 1'950'000}, {950'400, 1'950'000}, {950'400, 1'950'300}, {950'117, 1'950'300}}}};
    auto cells = cells_of(small, west);
    for (const auto cell : cells_of(small, east)) {
        cells.push_back(cell);
    }
    std::sort(cells.begin(), cells.end());
    ASSERT_EQ(cells.size(), small.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
        EXPECT_EQ(cells[i], i);
    }
}

TEST(Grid, AnAreaBeyondTheGridIsCutOff) {
    const Area wide{.rings = {{{0, 0}, {5'000'000, 0}, {5'000'000, 5'000'000}, {0, 5'000'000}}}};
    EXPECT_EQ(cells_of(small, wide).size(), small.size());
    EXPECT_TRUE(cells_of(small, {.rings = {{{0, 0}, {10, 0}, {10, 10}}}}).empty());
}

}  // namespace
}  // namespace magpie::collector::planner
