#include "agent/app/sample_text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace magpie::agent {
namespace {

/// The line of the text that holds a word.
std::string line_with(const std::string& text, const std::string& word) {
    const auto at = text.find(word);
    if (at == std::string::npos) {
        return {};
    }
    const auto begin = text.rfind('\n', at) + 1;
    return text.substr(begin, text.find('\n', at) - begin);
}

Readings readings() {
    Readings all;
    all.set<"host_uptime_seconds">(93784);
    all.set<"link_up">(1, "eth0");
    all.count<"link_receive_bytes_total">(31'800'000, "eth0");
    all.set<"link_speed_bytes_per_second">(1.25e8, "eth0");
    all.set<"host_temperature_celsius">(51.25, "cpu");
    all.set<"host_boot_info">(1, "power");
    return all;
}

TEST(SampleText, GroupsAndSpeaksHumanly) {
    const auto text = sample_text(readings());
    EXPECT_EQ(text.substr(0, 5), "host\n");
    EXPECT_NE(text.find("\nlink eth0\n"), std::string::npos) << text;
    EXPECT_TRUE(line_with(text, "receive_bytes").ends_with(" 31.8 MB")) << text;
    EXPECT_TRUE(line_with(text, "speed").ends_with(" 1.0 Gbit/s")) << text;
    EXPECT_TRUE(line_with(text, "  up ").ends_with(" yes")) << text;
    EXPECT_TRUE(line_with(text, "uptime").ends_with(" 1 d 2 h")) << text;
    EXPECT_TRUE(line_with(text, "temperature cpu").ends_with(" 51.2 °C") ||
                line_with(text, "temperature cpu").ends_with(" 51.3 °C"))
        << text;
    EXPECT_TRUE(line_with(text, "boot_info").ends_with(" reason=power")) << text;
}

TEST(SampleText, PassesNoControlCharacterOn) {
    Readings all;
    all.set<"link_up">(1, "\x1b[2J");
    EXPECT_EQ(sample_text(all).find('\x1b'), std::string::npos);
}

TEST(SampleJson, IsAnArrayOfSeries) {
    const auto json = nlohmann::json::parse(sample_json(readings()));
    ASSERT_EQ(json.size(), 6U);
    EXPECT_EQ(json[2]["name"], "magpie_link_receive_bytes_total");
    EXPECT_EQ(json[2]["labels"]["interface"], "eth0");
    EXPECT_EQ(json[2]["value"], 31'800'000);
}

TEST(SampleJson, OfNothingIsAnEmptyArray) {
    EXPECT_TRUE(nlohmann::json::parse(sample_json({})).empty());
}

TEST(SampleJson, IsJsonWhateverTheLabelsAre) {
    Readings all;
    all.set<"link_up">(1, "\xff\"\\");
    EXPECT_EQ(nlohmann::json::parse(sample_json(all))[0]["labels"]["interface"], "\\xff\"\\");
}

}  // namespace
}  // namespace magpie::agent
