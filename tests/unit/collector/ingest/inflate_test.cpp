#include "collector/ingest/inflate.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "tests/unit/collector/ingest/deflated.hpp"

namespace magpie::collector {
namespace {

using fakes::deflated;
using fakes::Wrapping;

constexpr std::size_t most = 1 << 20;
const std::string text = "the quick brown fox jumps over the lazy dog, and the lazy dog does not care at all";

TEST(Inflate, ZlibComesBack) {
    EXPECT_EQ(inflate(deflated(text, Wrapping::zlib), most), text);
}

TEST(Inflate, GzipComesBack) {
    EXPECT_EQ(inflate(deflated(text, Wrapping::gzip), most), text);
}

TEST(Inflate, NothingDeflatedIsAnEmptyText) {
    EXPECT_EQ(inflate(deflated(""), most), "");
}

TEST(Inflate, MoreThanAPieceComesBackWhole) {
    std::string large;
    while (large.size() < 100'000) {
        large += text;
    }
    EXPECT_EQ(inflate(deflated(large), most), large);
}

TEST(Inflate, ExactlyTheMostIsTakenAndOneByteMoreIsNot) {
    EXPECT_TRUE(inflate(deflated(std::string(5000, 'x')), 5000));
    EXPECT_FALSE(inflate(deflated(std::string(5001, 'x')), 5000));
}

TEST(Inflate, ABombIsGivenUp) {
    const auto bomb = deflated(std::string(200'000'000, '\0'));
    ASSERT_LT(bomb.size(), 300'000U);
    EXPECT_FALSE(inflate(bomb, most));
}

TEST(Inflate, ATruncatedStreamIsNothing) {
    const auto whole = deflated(text);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(inflate(std::string_view(whole).substr(0, size), most)) << size;
    }
}

TEST(Inflate, RawDeflateWithoutAHeaderIsNothing) {
    EXPECT_FALSE(inflate(deflated(text, Wrapping::raw), most));
}

TEST(Inflate, AStreamThatWantsADictionaryIsNothing) {
    EXPECT_FALSE(inflate("\x78\xbb\x00\x00\x00\x01", most));
}

TEST(Inflate, AWrongChecksumIsNothing) {
    auto bytes = deflated(text);
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    EXPECT_FALSE(inflate(bytes, most));
}

TEST(Inflate, BytesOfChanceNeverMakeMoreThanTheMost) {
    std::minstd_rand random(5);
    const auto good = deflated(text);
    for (int round = 0; round < 5000; ++round) {
        auto bytes = good;
        bytes[random() % bytes.size()] = static_cast<char>(random());
        if (const auto plain = inflate(bytes, 100)) {
            ASSERT_LE(plain->size(), 100U);
        }
    }
}

}  // namespace
}  // namespace magpie::collector
