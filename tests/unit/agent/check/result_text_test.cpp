#include "agent/check/result_text.hpp"

#include <gtest/gtest.h>

namespace magpie::agent::check {
namespace {

Result result(Layer wrong) {
    Layers layers({"link", "gateway"});
    layers.add({.id = "link",
                .state = State::pass,
                .summary = {"eth0 1000 Mbit/s, no errors", "eth0 1000 Mbit/s, 오류 없음"}});
    layers.add(std::move(wrong));
    while (layers.take() != nullptr) {
    }
    auto all = layers.result(false);
    all.seconds = 4.25;
    return all;
}

const Layer silent{.id = "gateway",
                   .state = State::fail,
                   .summary = {"10.0.0.1 does not answer", "10.0.0.1 응답 없음"},
                   .fault = fault("no_gateway")};

TEST(ResultText, ALineOfALayer) {
    EXPECT_EQ(layer_line(silent, {}), "  FAIL     gateway      10.0.0.1 does not answer");
    EXPECT_EQ(layer_line(silent, {.language = Language::ko}), "  고장     gateway      10.0.0.1 응답 없음");
    EXPECT_EQ(layer_line(silent, {.colour = true}),
              "  \x1b[1;31mFAIL   \x1b[0m  gateway      10.0.0.1 does not answer");
}

TEST(ResultText, TheFirstThatIsWrongIsLarge) {
    const auto* const expected =
        "\n"
        "================================================================\n"
        "\n"
        "  GATEWAY: THE GATEWAY DOES NOT ANSWER\n"
        "\n"
        "  10.0.0.1 does not answer\n"
        "\n"
        "  LOOK:  `ping -c 5 $(ip route | awk '/default/ {print $3;\n"
        "         exit}')`: no answer, or some are missing.\n"
        "\n"
        "  DO:    Wrong VLAN, or a fault behind the switch: tell the desk\n"
        "         the port and the address you have.\n"
        "\n"
        "================================================================\n"
        "\n"
        "  1 ok  0 warn  1 fail  0 blocked  0 skipped   4.2 s\n";
    EXPECT_EQ(verdict_text(result(silent), {}), expected);
}

TEST(ResultText, InKorean) {
    const auto text = verdict_text(result(silent), {.language = Language::ko});
    EXPECT_NE(text.find("  GATEWAY: 게이트웨이가 응답하지 않음\n"), std::string::npos) << text;
    EXPECT_NE(text.find("  조치:  VLAN이 틀렸거나"), std::string::npos) << text;
    EXPECT_NE(text.find("정상 1  주의 0  고장 1"), std::string::npos) << text;
}

TEST(ResultText, ThatAllIsWell) {
    const auto good = result({.id = "gateway", .state = State::pass, .summary = {"ok", "ok"}});
    EXPECT_EQ(verdict_text(good, {}), "\n  ALL IS WELL\n\n  2 ok  0 warn  0 fail  0 blocked  0 skipped   4.2 s\n");
}

TEST(ResultText, AnAcceptanceListsWhatWasSkipped) {
    auto skipped_one = result({.id = "gateway", .state = State::skipped, .summary = {"why", "왜"}});
    skipped_one.accept = true;
    EXPECT_NE(verdict_text(skipped_one, {}).find("ACCEPTANCE: PASSED\n    skipped gateway: why\n"), std::string::npos);
}

TEST(ResultText, WhatIsAnotherThanBefore) {
    const auto before = result({.id = "gateway", .state = State::pass, .summary = {"ok", "ok"}});
    EXPECT_NE(
        comparison_text(before, result(silent), {}).find("    gateway      pass -> fail  10.0.0.1 does not answer\n"),
        std::string::npos);
    EXPECT_NE(comparison_text(before, before, {}).find("nothing is another"), std::string::npos);
}

TEST(ResultText, TheLanguageIsThatOfTheLocale) {
    EXPECT_EQ(language_of("ko_KR.UTF-8"), Language::ko);
    EXPECT_EQ(language_of("en_US.UTF-8"), Language::en);
    EXPECT_EQ(language_of("C"), Language::en);
}

}  // namespace
}  // namespace magpie::agent::check
