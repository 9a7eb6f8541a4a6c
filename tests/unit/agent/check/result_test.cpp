#include "agent/check/result.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace magpie::agent::check {
namespace {

Layer passed(std::string id) {
    return {.id = std::move(id), .state = State::pass};
}

/// Everything passes but these.
Layers judged(const std::vector<Layer>& wrong, const std::vector<std::string>& ssids = {}) {
    const auto ids = layers_of(ssids);
    Layers layers(ids);
    for (const auto& layer : wrong) {
        layers.add(layer);
    }
    for (const auto& id : ids) {
        layers.add(passed(id));
    }
    while (layers.take() != nullptr) {
    }
    return layers;
}

TEST(Result, OfAllThatPassesIsZero) {
    const auto layers = judged({});
    EXPECT_TRUE(layers.all_taken());
    const auto result = layers.result(false);
    EXPECT_EQ(result.verdict, Verdict::pass);
    EXPECT_FALSE(result.first);
    EXPECT_EQ(exit_code(result), 0);
}

TEST(Result, EachLayerHasTheCodeOfItsGroup) {
    const std::map<std::string, int> codes{
        {"power", 10}, {"poe", 10},       {"door", 11},    {"temperature", 11}, {"link", 12},     {"lldp", 12},
        {"vlan", 12},  {"dhcp", 13},      {"gateway", 14}, {"dns", 15},         {"internet", 16}, {"portal", 16},
        {"time", 17},  {"collector", 18}, {"radios", 19},  {"ssid:SEOUL", 19},  {"sensors", 20},  {"storage", 21}};
    EXPECT_EQ(codes.size(), layer_ids.size());
    for (const auto& [id, code] : codes) {
        const auto result = judged({{.id = id, .state = State::fail}}, {"SEOUL"}).result(false);
        ASSERT_TRUE(result.first) << id;
        EXPECT_EQ(result.layers[*result.first].id, id);
        EXPECT_EQ(exit_code(result), code) << id;
    }
}

TEST(Result, WhatAFailureExplainsIsBlocked) {
    const auto result =
        judged({{.id = "link", .state = State::fail, .fault = fault("no_carrier")},
                {.id = "gateway", .state = State::fail, .fault = fault("no_gateway"), .needs = {"link"}},
                {.id = "sensors", .state = State::fail, .fault = fault("sensor_silent")}})
            .result(false);
    EXPECT_EQ(result.layers[4].state, State::fail);
    EXPECT_EQ(result.layers[8].state, State::blocked);
    EXPECT_EQ(result.layers[8].fault, nullptr);
    EXPECT_EQ(result.layers[15].state, State::fail) << "the line explains no sensor";
    EXPECT_EQ(*result.first, 4U);
}

TEST(Result, WhatPassesAllTheSamePasses) {
    const auto result =
        judged({{.id = "gateway", .state = State::fail}, {.id = "dns", .state = State::pass, .needs = {"gateway"}}})
            .result(false);
    EXPECT_EQ(result.layers[9].state, State::pass);
}

TEST(Result, AWarningExplainsNothing) {
    const auto result =
        judged({{.id = "link", .state = State::warn}, {.id = "gateway", .state = State::fail, .needs = {"link"}}})
            .result(false);
    EXPECT_EQ(result.layers[8].state, State::fail);
    EXPECT_EQ(exit_code(result), 14) << "a failure comes before a warning";
}

TEST(Result, BlockedIsPassedOn) {
    const auto result = judged({{.id = "link", .state = State::fail},
                                {.id = "dns", .state = State::fail, .needs = {"link"}},
                                {.id = "collector", .state = State::fail, .needs = {"dns"}}})
                            .result(false);
    EXPECT_EQ(result.layers[13].state, State::blocked);
}

TEST(Result, WaitsForWhatMayExplainIt) {
    Layers layers({"link", "gateway"});
    layers.add({.id = "gateway", .state = State::fail, .needs = {"link"}});
    EXPECT_EQ(layers.take(), nullptr);
    layers.add({.id = "link", .state = State::fail});
    ASSERT_NE(layers.take(), nullptr);
    const auto* const gateway = layers.take();
    ASSERT_NE(gateway, nullptr);
    EXPECT_EQ(gateway->state, State::blocked);
    EXPECT_TRUE(layers.all_taken());
}

TEST(Result, WhatTookTooLongIsSkipped) {
    Layers layers({"link", "gateway"});
    layers.add(passed("link"));
    layers.give_up();
    while (layers.take() != nullptr) {
    }
    const auto result = layers.result(false);
    EXPECT_EQ(result.layers[0].state, State::pass);
    EXPECT_EQ(result.layers[1].state, State::skipped);
    EXPECT_EQ(result.verdict, Verdict::pass);
    EXPECT_EQ(exit_code(layers.result(true)), 14) << "and is no acceptance";
}

TEST(Result, AWarningFailsAnAcceptance) {
    const std::vector<Layer> wrong{{.id = "door", .state = State::warn}};
    EXPECT_EQ(exit_code(judged(wrong).result(false)), 1);
    const auto accepted = judged(wrong).result(true);
    EXPECT_EQ(accepted.verdict, Verdict::fail);
    EXPECT_EQ(exit_code(accepted), 11);
}

TEST(Result, WhatIsConfiguredAndWasNotLookedAtIsNoAcceptance) {
    std::vector<Layer> wrong{{.id = "sensors", .state = State::skipped, .is_unproved = true}};
    EXPECT_EQ(exit_code(judged(wrong).result(false)), 0);
    EXPECT_EQ(exit_code(judged(wrong).result(true)), 20);
    wrong[0].state = State::pass;
    EXPECT_EQ(exit_code(judged(wrong).result(false)), 0);
    EXPECT_EQ(exit_code(judged(wrong).result(true)), 20) << "though what was looked at is well";
    const auto accepted = judged(wrong).result(true);
    ASSERT_TRUE(accepted.first);
    EXPECT_EQ(accepted.layers[*accepted.first].state, State::warn);
    wrong[0].is_unproved = false;
    EXPECT_EQ(exit_code(judged(wrong).result(true)), 0);
}

}  // namespace
}  // namespace magpie::agent::check
