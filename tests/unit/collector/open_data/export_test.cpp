#include "collector/open_data/export.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

#include "tests/unit/collector/open_data/access_points.hpp"

namespace magpie::collector::open_data {
namespace {

std::string whole(const Fleet& fleet, Format format, Language language = Language::en, std::size_t budget = 1000) {
    Export all(fleet, format, language);
    std::string page;
    std::size_t before = 0;
    while (all.step(page, budget)) {
        EXPECT_LT(page.size() - before, budget + 500);
        before = page.size();
    }
    return page;
}

TEST(OpenDataExport, EveryAccessPointIsALine) {
    Fleet fleet;
    for (int i = 0; i < 100; ++i) {
        (void)born(fleet, "ap-" + std::to_string(i));
    }
    (void)fleet.born("mapo", "edge", std::nullopt, {}, at_noon, NodeKind::foreign);
    const auto page = whole(fleet, Format::csv);
    EXPECT_EQ(std::count(page.begin(), page.end(), '\n'), 101);
    EXPECT_EQ(page, whole(fleet, Format::csv, Language::en, 1'000'000));
}

TEST(OpenDataExport, TheSameIsAListOfObjects) {
    Fleet fleet;
    EXPECT_EQ(nlohmann::json::parse(whole(fleet, Format::json))["nodes"].size(), 0U);
    for (int i = 0; i < 10; ++i) {
        (void)born(fleet, "ap-" + std::to_string(i));
    }
    const auto nodes = nlohmann::json::parse(whole(fleet, Format::json))["nodes"];
    ASSERT_EQ(nodes.size(), 10U);
    EXPECT_EQ(nodes[9]["id"], "ap-9");
    EXPECT_EQ(nlohmann::json::parse(whole(fleet, Format::json, Language::ko))["nodes"][9]["관리번호"], "ap-9");
}

TEST(OpenDataExport, NothingOfNetworksAddressesVersionsOrHubsIsInIt) {
    Fleet fleet;
    (void)born(fleet, "ap-1", park_gate(), model("00:11:22:33:44:55"));
    for (const auto format : {Format::csv, Format::json}) {
        const auto page = whole(fleet, format);
        for (const auto* secret : {"00:11", "City", "1.2.3", "pole A", "mapo-2"}) {
            EXPECT_EQ(page.find(secret), std::string::npos) << secret;
        }
    }
}

TEST(OpenDataExport, WhatComesAndGoesMeanwhileIsThereOnceAtMost) {
    Fleet fleet;
    for (int i = 0; i < 20; ++i) {
        (void)born(fleet, "ap-" + std::to_string(i));
    }
    Export all(fleet, Format::csv, Language::en);
    std::string page;
    ASSERT_TRUE(all.step(page, 500));
    fleet.died(*fleet.find("mapo", "ap-1"), at_noon);
    fleet.died(*fleet.find("mapo", "ap-19"), at_noon);
    (void)born(fleet, "ap-20");
    (void)born(fleet, "ap-18", park_gate(), model("Other"));
    while (all.step(page, 500)) {
    }
    EXPECT_EQ(std::count(page.begin(), page.end(), '\n'), 21);
    EXPECT_EQ(page.find("ap-20,"), std::string::npos);
    EXPECT_NE(page.find("down"), std::string::npos);
}

}  // namespace
}  // namespace magpie::collector::open_data
