#include "firmware/node/app/hmac.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace magpie::node {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

std::string hex(const Digest& digest) {
    std::string text;
    for (const auto byte : digest) {
        text += "0123456789abcdef"[byte >> 4U];
        text += "0123456789abcdef"[byte & 15U];
    }
    return text;
}

std::string hmac(const Bytes& key, const Bytes& data) {
    Hmac sum(key);
    sum.add(data);
    return hex(sum.end());
}

TEST(Hmac, OfTheCasesOfRfc4231IsTheirs) {
    EXPECT_EQ(hmac(Bytes(20, 0x0B), bytes_of("Hi There")),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(hmac(bytes_of("Jefe"), bytes_of("what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hmac(Bytes(20, 0xAA), Bytes(50, 0xDD)),
              "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    Bytes counting;
    for (std::uint8_t i = 1; i <= 25; ++i) {
        counting.push_back(i);
    }
    EXPECT_EQ(hmac(counting, Bytes(50, 0xCD)), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
}

TEST(Hmac, DigestsAreEqualOnlyWhereEveryBitIs) {
    const Digest one{1, 2, 3};
    for (std::size_t bit = 0; bit < 8 * one.size(); ++bit) {
        auto other = one;
        other[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        EXPECT_FALSE(are_equal(one, other)) << bit;
    }
    EXPECT_TRUE(are_equal(one, Digest(one)));
}

}  // namespace
}  // namespace magpie::node
