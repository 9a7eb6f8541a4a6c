#include "wire/stamp/authentication.hpp"

#include <gtest/gtest.h>

#include "tests/unit/wire/stamp/golden.hpp"

namespace magpie::stamp {
namespace {

using testing::golden;
using testing::golden_key;
using testing::octets_of;

TEST(StampAuthentication, IsHmacSha256CutInHalf) {
    // RFC 4231, test case 1: its key has 20 octets
    const auto key = Key::from_hexadecimal("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b").value();
    const auto mac = key.mac(octets_of("4869205468657265"));
    EXPECT_TRUE(is_equal(octets_of("b0344c61d8db38535ca8afceaf0bf12b"), mac));
}

TEST(StampAuthentication, TakesWhatAnotherProgramSigned) {
    EXPECT_TRUE(is_signed(golden("sender_authenticated"), golden_key()));
    EXPECT_TRUE(is_signed(golden("reflector_authenticated"), golden_key()));
}

TEST(StampAuthentication, SeesEachOctetThatIsChanged) {
    const auto key = golden_key();
    for (std::size_t at = 0; at < 112; ++at) {
        auto packet = golden("sender_authenticated");
        packet[at] ^= std::byte{1};
        EXPECT_FALSE(is_signed(packet, key)) << at;
    }
}

TEST(StampAuthentication, OfAShortPacketFails) {
    auto packet = golden("sender_authenticated");
    packet.pop_back();
    EXPECT_FALSE(is_signed(packet, golden_key()));
    EXPECT_FALSE(is_signed({}, golden_key()));
}

TEST(StampAuthentication, WithAnotherKeyFails) {
    const auto other = Key::from_hexadecimal(std::string(64, '0')).value();
    EXPECT_FALSE(is_signed(golden("sender_authenticated"), other));
}

TEST(StampKey, HasHexadecimalDigitsOnlyAndEnoughOfThem) {
    EXPECT_TRUE(Key::from_hexadecimal(std::string(32, 'a') + "\n"));
    EXPECT_TRUE(Key::from_hexadecimal(std::string(128, 'F')));
    EXPECT_FALSE(Key::from_hexadecimal(""));
    EXPECT_FALSE(Key::from_hexadecimal(" \n"));
    EXPECT_FALSE(Key::from_hexadecimal(std::string(30, 'a')));
    EXPECT_FALSE(Key::from_hexadecimal(std::string(130, 'a')));
    EXPECT_FALSE(Key::from_hexadecimal(std::string(33, 'a')));
    EXPECT_FALSE(Key::from_hexadecimal(std::string(31, 'a') + "g"));
    EXPECT_FALSE(Key::from_hexadecimal("-1" + std::string(30, 'a')));
}

}  // namespace
}  // namespace magpie::stamp
