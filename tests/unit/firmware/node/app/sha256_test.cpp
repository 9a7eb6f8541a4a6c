#include "firmware/node/app/sha256.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>
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

std::string sha256(const Bytes& data) {
    Sha256 sum;
    sum.add(data);
    return hex(sum.end());
}

TEST(Sha256, OfTheExamplesOfFips180IsTheirs) {
    EXPECT_EQ(sha256(bytes_of("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256(bytes_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sha256(Bytes(1'000'000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, DoesNotCareHowItIsCutUp) {
    Bytes data(300);
    for (std::size_t i = 0; i < data.size(); ++i) {
        data[i] = static_cast<std::uint8_t>(i * 7);
    }
    for (std::size_t size = 0; size <= data.size(); ++size) {
        const auto part = std::span(data).first(size);
        Sha256 whole;
        whole.add(part);
        Sha256 pieces;
        for (std::size_t at = 0; at < size; at += 13) {
            pieces.add(part.subspan(at, std::min<std::size_t>(13, size - at)));
        }
        EXPECT_EQ(whole.end(), pieces.end()) << size;
    }
}

}  // namespace
}  // namespace magpie::node
