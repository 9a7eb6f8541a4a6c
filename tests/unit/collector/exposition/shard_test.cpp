#include "collector/exposition/shard.hpp"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/collector/exposition/page.hpp"

namespace magpie::collector {
namespace {

std::vector<SeriesDescription> many_series(int count, const std::string& label) {
    std::vector<SeriesDescription> list;
    for (int i = 0; i < count; ++i) {
        list.push_back(
            {.name = "magpie_host_temperature_celsius", .help = "", .labels = {{"sensor", label + std::to_string(i)}}});
    }
    return list;
}

void populate(Fleet& fleet, int nodes, const std::vector<SeriesDescription>& list) {
    const auto shape = fleet.intern(1, list);
    for (int i = 0; i < nodes; ++i) {
        const auto node = fleet.born("jongno", "ap-" + std::to_string(i), shape, {}, UtcMs{});
        for (std::uint32_t slot = 0; slot < list.size(); ++slot) {
            fleet.set(node, slot, 36.123456789012345);
        }
    }
}

TEST(Shard, IsWrittenAsIndexAndCount) {
    EXPECT_EQ(parse_shard("0/1"), (Shard{0, 1}));
    EXPECT_EQ(parse_shard("3/16"), (Shard{3, 16}));
    EXPECT_EQ(parse_shard("2/3"), (Shard{2, 3}));
    EXPECT_EQ(parse_shard("4095/4096"), (Shard{4095, 4096}));
}

TEST(Shard, NonsenseIsRefused) {
    for (const auto* text : {"", "/", "1", "1/", "/1", "1/1", "0/0", "16/16", "-1/4", "0/-4", "0/4 ", " 0/4", "0x0/4",
                             "0/4/4", "a/b", "0/4097", "4294967296/4294967297", "0/99999999999999999999"}) {
        EXPECT_FALSE(parse_shard(text).has_value()) << text;
    }
}

TEST(Shard, ASmallFleetIsOneShard) {
    Fleet fleet;
    EXPECT_EQ(shard_count(fleet), 1U);
    populate(fleet, 100, many_series(120, "s"));
    EXPECT_EQ(shard_count(fleet), 1U);
}

TEST(Shard, NoShardIsAboveItsLimits) {
    Fleet fleet;
    const auto list = many_series(120, "a-label-of-ordinary-length-");
    populate(fleet, 1000, list);
    for (const auto& limits :
         {ShardLimits{.series = 10'000, .bytes = 14'000'000}, ShardLimits{.series = 100'000, .bytes = 1'000'000}}) {
        const auto count = shard_count(fleet, 1, limits);
        EXPECT_GE(count, 16U);
        EXPECT_LE(count, 32U);
        for (std::uint32_t i = 0; i < count; ++i) {
            const auto page = whole_page(fleet, {i, count});
            EXPECT_LE(page.size(), limits.bytes);
            EXPECT_LE(ReadPage(page).values.size(), limits.series);
        }
    }
}

TEST(Shard, WhatIsSaidOfTheDeadCountsToo) {
    Fleet fleet;
    const std::vector<SeriesDescription> list{{.name = "magpie_node_info", .help = "", .labels = {}}};
    const std::vector<InfoLabels> info{{.slot = 0, .labels = {{"site", std::string(100, 'x')}}}};
    const auto shape = fleet.intern(1, list);
    for (int i = 0; i < 1000; ++i) {
        const auto name = "ap-" + std::to_string(i);
        const auto node =
            i < 500 ? fleet.born("jongno", name, shape, info, UtcMs{}) : fleet.expect("jongno", name, shape, info);
        if (i < 500) {
            fleet.died(node, UtcMs{});
        }
    }
    for (const auto& limits :
         {ShardLimits{.series = 500, .bytes = 14'000'000}, ShardLimits{.series = 100'000, .bytes = 50'000}}) {
        const auto count = shard_count(fleet, 1, limits);
        EXPECT_GE(count, 4U);
        for (std::uint32_t i = 0; i < count; ++i) {
            const auto page = whole_page(fleet, {i, count});
            EXPECT_LE(page.size(), limits.bytes);
            EXPECT_LE(ReadPage(page).values.size(), limits.series);
        }
    }
}

TEST(Shard, TheCountGrowsAtOnceAndComesDownLate) {
    Fleet fleet;
    const ShardLimits limits{.series = 10'000, .bytes = 14'000'000};
    const auto list = many_series(97, "s");
    populate(fleet, 90, list);
    const auto count = shard_count(fleet, 1, limits);
    EXPECT_EQ(count, 2U);
    for (int i = 0; i < 30; ++i) {
        fleet.died(*fleet.find("jongno", "ap-" + std::to_string(i)), UtcMs{});
    }
    EXPECT_EQ(shard_count(fleet, 1, limits), 1U);
    EXPECT_EQ(shard_count(fleet, count, limits), 2U) << "one shard would be too full to stay one";
    for (int i = 30; i < 60; ++i) {
        fleet.died(*fleet.find("jongno", "ap-" + std::to_string(i)), UtcMs{});
    }
    EXPECT_EQ(shard_count(fleet, count, limits), 1U);
}

TEST(Shard, ANodeThatFillsAShardAloneIsNotSplit) {
    Fleet fleet;
    populate(fleet, 2, many_series(500, "s"));
    const auto count = shard_count(fleet, 1, {.series = 100, .bytes = 14'000'000});
    EXPECT_LE(count, 4U);
}

TEST(Shard, ServiceDiscoveryListsEveryShardOnce) {
    const auto body = nlohmann::json::parse(service_discovery("10.0.0.1:9600", 4));
    ASSERT_EQ(body.size(), 4U);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(body[i]["targets"], nlohmann::json::array({"10.0.0.1:9600"}));
        const auto& labels = body[i]["labels"];
        EXPECT_EQ(labels["__metrics_path__"], "/metrics");
        EXPECT_EQ(labels["__param_shard"], std::to_string(i) + "/4");
        for (const auto& [name, value] : labels.items()) {
            EXPECT_TRUE(name.starts_with("__")) << "a label that stays would make new series when the count changes";
        }
    }
}

}  // namespace
}  // namespace magpie::collector
