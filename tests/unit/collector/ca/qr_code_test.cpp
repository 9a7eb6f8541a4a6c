#include "collector/ca/qr_code.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace magpie::collector::ca {
namespace {

// Whether it says what it is to say, another decoder finds out: tests/system/handover.test.mjs.

TEST(QrCode, IsOfOneOfTheSizesThereAre) {
    const auto code = qr_code("MAGPIE POLE-7");
    ASSERT_TRUE(code) << code.error();
    EXPECT_EQ(code->width, 21U);
    EXPECT_EQ(code->dark.size(), 21U * 21U);
    EXPECT_TRUE(code->dark.front()) << "the corner of a finder";
}

TEST(QrCode, TextThatFitsInNoneIsRefused) {
    EXPECT_FALSE(qr_code(std::string(8000, 'A')));
}

TEST(QrCode, IsDrawnInATerminalWithItsLightZone) {
    const QrCode code{.width = 1, .dark = {true}};
    const auto drawn = half_blocks(code);
    EXPECT_EQ(std::count(drawn.begin(), drawn.end(), '\n'), 5) << "nine lines of modules";
    const std::string light = "\x1b[40;97m" + [] {
        std::string nine;
        for (int i = 0; i < 9; ++i) {
            nine += "\u2588";
        }
        return nine;
    }() + "\x1b[0m\n";
    EXPECT_TRUE(drawn.starts_with(light + light + "\x1b[40;97m"));
    EXPECT_NE(drawn.find("\u2584"), std::string::npos) << "dark above light";
}

TEST(QrCode, IsDrawnAsAPicture) {
    EXPECT_EQ(svg({.width = 2, .dark = {true, false, false, true}}),
              "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"5mm\" height=\"5mm\" viewBox=\"0 0 10 10\">\n"
              "<rect width=\"10\" height=\"10\" fill=\"#fff\"/>\n"
              "<path fill=\"#000\" shape-rendering=\"crispEdges\" d=\"M4 4h1v1h-1zM5 5h1v1h-1z\"/>\n</svg>\n");
}

}  // namespace
}  // namespace magpie::collector::ca
