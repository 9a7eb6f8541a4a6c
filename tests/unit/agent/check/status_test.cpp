#include "agent/check/status.hpp"

#include <gtest/gtest.h>

namespace magpie::agent::check {
namespace {

Status status() {
    return {.at = Monotonic(Milliseconds{123'456}),
            .interval = Milliseconds{10'000},
            .online = true,
            .trouble = "",
            .seen = Seen({{"magpie_node_outbox_reports", {}, 3},
                          {"magpie_path_mqtt_round_trip_seconds", {{"side", "collector"}}, 0.02}})};
}

TEST(Status, IsReadAsItIsWritten) {
    const auto text = status_json(status());
    const auto read = parse_status(text);
    ASSERT_TRUE(read);
    EXPECT_EQ(status_json(*read), text);
    EXPECT_EQ(told_by(*read).waiting, 3);
    EXPECT_EQ(read->seen.value("magpie_path_mqtt_round_trip_seconds", {{"side", "collector"}}), 0.02);
}

TEST(Status, IsOfAnAgentThatRunsForThreeIntervals) {
    const auto at = [](int milliseconds) { return Monotonic(Milliseconds{milliseconds}); };
    EXPECT_TRUE(is_fresh(status(), at(123'456)));
    EXPECT_TRUE(is_fresh(status(), at(123'456 + 34'000)));
    EXPECT_FALSE(is_fresh(status(), at(123'456 + 36'000)));
    EXPECT_FALSE(is_fresh(status(), at(100))) << "of the boot before";
}

TEST(Status, KeepsWhatACheckCannotSee) {
    const Seen all(
        {{"magpie_pole_door_open", {{"sensor", "door"}}, 1}, {"magpie_link_carrier", {{"interface", "eth0"}}, 1}});
    const auto kept = only_of_agent(all);
    EXPECT_TRUE(kept.value("magpie_pole_door_open"));
    EXPECT_FALSE(kept.value("magpie_link_carrier"));
}

TEST(Status, AsVersion1WroteItIsRead) {
    constexpr const char* text =
        R"({"version":1,"at_milliseconds":123456,"interval_milliseconds":10000,"online":true,"trouble":"",)"
        R"("values":[{"name":"magpie_node_outbox_reports","labels":{},"value":3.0},)"
        R"({"name":"magpie_path_mqtt_round_trip_seconds","labels":{"side":"collector"},"value":0.02}]})"
        "\n";
    EXPECT_EQ(status_json(status()), text) << "what looks otherwise needs another version";
    ASSERT_TRUE(parse_status(text));
    EXPECT_EQ(told_by(*parse_status(text)).waiting, 3);
}

TEST(Status, OfALaterVersionIsNoneAndWhatItAddsIsPassedOver) {
    const auto text = status_json(status());
    auto later = text;
    later.replace(later.find("\"version\":1"), 11, "\"version\":2");
    EXPECT_FALSE(parse_status(later));
    auto more = text;
    more.replace(more.find("\"online\""), 8, "\"of_tomorrow\":{\"a\":[1]},\"online\"");
    const auto read = parse_status(more);
    ASSERT_TRUE(read);
    EXPECT_EQ(status_json(*read), text);
}

TEST(Status, WhatIsNoneIsRefused) {
    for (const auto* text :
         {"", "{}", "[1]", R"({"version":1})",
          R"({"version":1,"at_milliseconds":"x","interval_milliseconds":1,"online":true,"values":[]})",
          R"({"version":1,"at_milliseconds":1e300,"interval_milliseconds":1,"online":true,"values":[]})",
          R"({"version":1,"at_milliseconds":1,"interval_milliseconds":1,"online":1,"values":[]})"}) {
        EXPECT_FALSE(parse_status(text)) << text;
    }
}

}  // namespace
}  // namespace magpie::agent::check
