#include "agent/check/result_json.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include <nlohmann/json.hpp>

namespace magpie::agent::check {
namespace {

Result result() {
    Layers layers({"link", "dhcp"});
    layers.add({.id = "link", .state = State::pass, .summary = {"eth0", "eth0"}});
    layers.add({.id = "dhcp",
                .state = State::fail,
                .summary = {"eth0 has no address", "eth0 주소 없음"},
                .values = {{"magpie_link_carrier", {{"interface", "eth0"}}, 1}},
                .fault = fault("dhcp_silent")});
    while (layers.take() != nullptr) {
    }
    auto all = layers.result(false);
    all.program = "magpie-agent 9";
    all.area = "mapo";
    all.node = "pole-1";
    all.begun = UtcMs(Milliseconds{1'795'752'000'123});
    all.seconds = 12.34567;
    return all;
}

TEST(ResultJson, HasTheKeysOfTheContract) {
    const auto json = nlohmann::json::parse(result_json(result()));
    EXPECT_EQ(json["version"], 1);
    EXPECT_EQ(json["begun"], "2026-11-27T04:00:00.123Z");
    EXPECT_EQ(json["seconds"], 12.346);
    EXPECT_EQ(json["verdict"], "fail");
    EXPECT_EQ(json["first"], (nlohmann::json{{"layer", "dhcp"}, {"fault", "dhcp_silent"}}));
    EXPECT_FALSE(json["layers"][0].contains("fault"));
    EXPECT_EQ(json["layers"][1]["fault"]["id"], "dhcp_silent");
    EXPECT_EQ(json["layers"][1]["values"][0]["labels"]["interface"], "eth0");
    EXPECT_EQ(json["layers"][1]["summary"]["ko"], "eth0 주소 없음");
}

TEST(ResultJson, TellsWhatIsAnotherThanBefore) {
    auto before = result();
    before.begun = UtcMs(Milliseconds{1'795'748'400'000});
    before.layers[1].state = State::pass;
    const auto json = nlohmann::json::parse(result_json(result(), before));
    EXPECT_EQ(json["against"]["begun"], "2026-11-27T03:00:00.000Z");
    EXPECT_EQ(json["against"]["changes"],
              nlohmann::json::array({{{"layer", "dhcp"}, {"before", "pass"}, {"now", "fail"}}}));
    EXPECT_TRUE(nlohmann::json::parse(result_json(result(), result()))["against"]["changes"].empty());
    const auto first = nlohmann::json::parse(result_json(result(), std::nullopt));
    EXPECT_TRUE(first.contains("against") && first["against"].is_null()) << "there was none to compare with";
    EXPECT_FALSE(nlohmann::json::parse(result_json(result())).contains("against")) << "nobody wants it";
    const auto event = nlohmann::json::parse(event_json(result(), before));
    EXPECT_EQ(event["result"], json);
    EXPECT_TRUE(parse_result(result_json(result(), before)));
}

TEST(ResultJson, IsReadAsItIsWritten) {
    const auto text = result_json(result());
    const auto read = parse_result(text);
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(result_json(*read), text);
}

TEST(ResultJson, EventsAreReadAsTheyAreWritten) {
    const auto layer = parse_event(event_json(result().layers[1]));
    ASSERT_TRUE(layer);
    EXPECT_EQ(std::get<Layer>(*layer).id, "dhcp");
    const auto whole = parse_event(event_json(result()));
    ASSERT_TRUE(whole);
    EXPECT_EQ(std::get<Result>(*whole).node, "pole-1");
    EXPECT_EQ(event_json(result()).find('\n'), std::string::npos);
}

TEST(ResultJson, WhatIsNoneIsRefused) {
    for (const auto* text :
         {"", "{", "[]", "1", "{}", R"({"version":2})", R"({"version":1,"verdict":"good","layers":[]})",
          R"({"version":1,"verdict":"pass","layers":{}})"}) {
        EXPECT_FALSE(parse_result(text)) << text;
        EXPECT_FALSE(parse_event(text)) << text;
    }
    EXPECT_FALSE(parse_result(std::string(40'000, '[')));
    EXPECT_FALSE(parse_event(R"({"event":"layer","layer":{"layer":"nonsense","state":"pass"}})"));
    EXPECT_FALSE(parse_event(R"({"event":"layer","layer":{"layer":"link","state":"good"}})"));
}

TEST(ResultJson, IsNeverTooLong) {
    auto all = result();
    for (auto& layer : all.layers) {
        for (int i = 0; i < 400; ++i) {
            layer.values.push_back({"magpie_link_carrier", {{"interface", "eth" + std::to_string(i)}}, 1});
        }
    }
    EXPECT_LE(event_json(all).size(), longest_result);
    EXPECT_TRUE(parse_result(result_json(all)));
}

}  // namespace
}  // namespace magpie::agent::check
