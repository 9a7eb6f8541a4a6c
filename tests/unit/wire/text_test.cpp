#include "wire/text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace magpie {
namespace {

using namespace std::string_literals;

TEST(PlainText, TakesAsciiAndKorean) {
    EXPECT_TRUE(is_plain_text(""));
    EXPECT_TRUE(is_plain_text("pole-0001 ~"));
    EXPECT_TRUE(is_plain_text("까치온"));
    EXPECT_TRUE(is_plain_text("🐦"));
}

TEST(PlainText, RefusesControlCharacters) {
    for (const auto& text : {"a\nb"s, "\x1b[31m"s, "\x7f"s, "a\0b"s, "\xc2\x85"s /* C1: NEL */}) {
        EXPECT_FALSE(is_plain_text(text)) << escaped(text);
    }
}

TEST(PlainText, TakesTheFirstCharacterAfterC1) {
    EXPECT_TRUE(is_plain_text("\xc2\xa0"));
}

TEST(PlainText, RefusesMalformedUtf8) {
    for (const auto& text :
         {"\x80"s, "\xc3"s, "\xc3("s, "\xe2\x82"s, "\xf0\x9f\x90"s, "\xff"s, "\xf8\x88\x80\x80\x80"s}) {
        EXPECT_FALSE(is_plain_text(text)) << escaped(text);
    }
}

TEST(PlainText, RefusesOverlongForms) {
    for (const auto& text :
         {"\xc0\xaf"s, "\xc1\xbf"s, "\xe0\x80\xaf"s, "\xe0\x9f\xbf"s, "\xf0\x80\x80\xaf"s, "\xf0\x8f\xbf\xbf"s}) {
        EXPECT_FALSE(is_plain_text(text)) << escaped(text);
    }
}

TEST(PlainText, RefusesSurrogatesAndWhatLiesBeyondUnicode) {
    for (const auto& text : {"\xed\xa0\x80"s, "\xed\xbf\xbf"s, "\xf4\x90\x80\x80"s, "\xf5\x80\x80\x80"s}) {
        EXPECT_FALSE(is_plain_text(text)) << escaped(text);
    }
    EXPECT_TRUE(is_plain_text("\xed\x9f\xbf"));
    EXPECT_TRUE(is_plain_text("\xf4\x8f\xbf\xbf"));
}

TEST(Escaped, LeavesPlainTextAlone) {
    EXPECT_EQ(escaped("까치 (magpie)"), "까치 (magpie)");
}

TEST(Escaped, WritesEveryOtherByteInHex) {
    EXPECT_EQ(escaped("a\n\xff\xc3("), "a\\x0a\\xff\\xc3(");
}

TEST(Escaped, CutsLongInput) {
    EXPECT_EQ(escaped(std::string(300, 'a')), std::string(256, 'a'));
}

TEST(Escaped, ACharacterThatIsCutIsEscaped) {
    EXPECT_EQ(escaped("까치", 4), "까\\xec");
}

TEST(Escaped, ComesOutPlainWhateverGoesIn) {
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const std::string bytes{static_cast<char>(first), static_cast<char>(second)};
            ASSERT_TRUE(is_plain_text(escaped(bytes))) << first << ' ' << second;
        }
    }
}

}  // namespace
}  // namespace magpie
