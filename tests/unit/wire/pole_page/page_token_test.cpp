#include "wire/pole_page/page_token.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace magpie {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

PageToken for_a_pole() {
    const UtcMs from{seconds(1'800'000'000)};
    return {.id = 0x0123456789abcdef,
            .area = "mapo",
            .node = "pole-1",
            .holder = "김기사",
            .from = from,
            .until = from + hours(8)};
}

CarriedPageToken carried() {
    return {encode(for_a_pole()), std::string("\x30\x45\x00sig", 6), std::string(300, '\xa5')};
}

TEST(PageToken, WhatIsWrittenIsReadBack) {
    EXPECT_EQ(decode_page_token(encode(for_a_pole())), for_a_pole());
    auto of_an_area = for_a_pole();
    of_an_area.node.clear();
    EXPECT_EQ(decode_page_token(encode(of_an_area)), of_an_area);
}

TEST(PageToken, ConcernsItsPoleOrAllOfItsArea) {
    auto token = for_a_pole();
    EXPECT_TRUE(concerns(token, "mapo", "pole-1"));
    EXPECT_FALSE(concerns(token, "mapo", "pole-2"));
    EXPECT_FALSE(concerns(token, "jung", "pole-1"));
    token.node.clear();
    EXPECT_TRUE(concerns(token, "mapo", "pole-2"));
    EXPECT_FALSE(concerns(token, "jung", "pole-1"));
}

TEST(PageToken, ThatContradictsItselfIsNone) {
    const auto with = [](auto change) {
        auto token = for_a_pole();
        change(token);
        return encode(token);
    };
    EXPECT_EQ(with([](auto& token) { token.until = token.from; }), "");
    EXPECT_EQ(with([](auto& token) { token.until = token.from + longest_page_token + seconds(1); }), "");
    EXPECT_NE(with([](auto& token) { token.until = token.from + longest_page_token; }), "");
    EXPECT_EQ(with([](auto& token) { token.area = ""; }), "");
    EXPECT_EQ(with([](auto& token) { token.node = "Pole 1"; }), "");
    EXPECT_EQ(with([](auto& token) { token.holder = ""; }), "");
    EXPECT_EQ(with([](auto& token) { token.holder = "a\nb"; }), "");
    EXPECT_EQ(with([](auto& token) { token.holder = std::string(65, 'a'); }), "");
}

TEST(PageToken, CutOrLongerIsNone) {
    const auto bytes = encode(for_a_pole());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        EXPECT_FALSE(decode_page_token(std::string_view(bytes).substr(0, size))) << size;
    }
    EXPECT_FALSE(decode_page_token(bytes + "x"));
}

TEST(PageToken, IsCarriedAsTextThatAQrCodeHoldsInElevenBitsAPair) {
    const auto text = page_token_text(carried());
    EXPECT_TRUE(text.starts_with("MAGPIE1-"));
    EXPECT_EQ(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"), std::string::npos);
    EXPECT_EQ(read_page_token_text(text), carried());
}

TEST(PageToken, WhatAMessengerDoesToTextDoesNoHarm) {
    auto text = page_token_text(carried());
    text.insert(30, "\r\n ");
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    EXPECT_EQ(read_page_token_text(text), carried());
}

TEST(PageToken, TextThatIsNoneIsRefused) {
    const auto text = page_token_text(carried());
    EXPECT_FALSE(read_page_token_text(""));
    EXPECT_FALSE(read_page_token_text("MAGPIE1-"));
    EXPECT_FALSE(read_page_token_text(text.substr(1)));
    EXPECT_FALSE(read_page_token_text(text + "1")) << "a digit that base 32 has not";
    EXPECT_FALSE(read_page_token_text(text + std::string(longest_page_token_text, 'A')));
    for (std::size_t size = 0; size < 40; ++size) {
        EXPECT_FALSE(read_page_token_text(text.substr(0, size))) << size;
    }
}

TEST(PageToken, NoTwoTextsAreOneToken) {
    const auto text = page_token_text(carried());
    std::size_t alike = 0;
    for (const char last : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")) {
        const auto read = read_page_token_text(text.substr(0, text.size() - 1) + last);
        alike += read && *read == carried() ? 1 : 0;
    }
    EXPECT_EQ(alike, 1U);
    EXPECT_FALSE(read_page_token_text(text + "A")) << "bits that nobody needs";
}

}  // namespace
}  // namespace magpie
