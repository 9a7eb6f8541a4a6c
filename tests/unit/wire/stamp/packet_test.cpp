#include "wire/stamp/packet.hpp"

#include <gtest/gtest.h>

#include "tests/unit/wire/stamp/golden.hpp"

namespace magpie::stamp {
namespace {

using testing::golden;
using testing::golden_key;
using testing::Octets;

const TestPacket test_packet{7, 0xEC0000007FF00000U, *decode_error_estimate(0x8ac8), 0x1234};
const Reflection reflection{
    3, 0xEC00000080000000U, *decode_error_estimate(0x8a10), 0x1234, 0xEC0000007FFFF000U, 7, 0xEC0000007FF00000U, 0x8ac8,
    64};

TEST(StampPacket, OfASenderIsAsTheRfcLaysItOut) {
    EXPECT_EQ(decode_test_packet(golden("sender_open"), Mode::open), test_packet);
    EXPECT_EQ(decode_test_packet(golden("sender_authenticated"), Mode::authenticated), test_packet);
    Octets written(44, std::byte{0xff});
    encode(test_packet, Mode::open, written);
    EXPECT_EQ(written, golden("sender_open"));
    written.assign(112, std::byte{0xff});
    encode(test_packet, Mode::authenticated, written);
    sign(written, golden_key());
    EXPECT_EQ(written, golden("sender_authenticated"));
}

TEST(StampPacket, OfAReflectorIsAsTheRfcLaysItOut) {
    EXPECT_EQ(decode_reflection(golden("reflector_open"), Mode::open), reflection);
    EXPECT_EQ(decode_reflection(golden("reflector_authenticated"), Mode::authenticated), reflection);
    Octets written(44, std::byte{0xff});
    encode(reflection, Mode::open, written);
    EXPECT_EQ(written, golden("reflector_open"));
    written.assign(112, std::byte{0xff});
    encode(reflection, Mode::authenticated, written);
    sign(written, golden_key());
    EXPECT_EQ(written, golden("reflector_authenticated"));
}

TEST(StampPacket, IsRefusedWhereAnOctetIsMissing) {
    for (const auto& [name, mode] :
         {std::pair{"sender_open", Mode::open}, {"sender_authenticated", Mode::authenticated}}) {
        auto packet = golden(name);
        packet.pop_back();
        EXPECT_EQ(decode_test_packet(packet, mode).error(), PacketError::truncated);
    }
    auto packet = golden("reflector_authenticated");
    packet.pop_back();
    EXPECT_EQ(decode_reflection(packet, Mode::authenticated).error(), PacketError::truncated);
}

TEST(StampPacket, OfAReflectorOfTwampLightMayBeShort) {
    auto packet = golden("reflector_open");
    packet.resize(38);
    const auto read = decode_reflection(packet, Mode::open);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->sender_timestamp, reflection.sender_timestamp);
    EXPECT_FALSE(read->ttl);
    packet.resize(37);
    EXPECT_EQ(decode_reflection(packet, Mode::open).error(), PacketError::truncated);
}

TEST(StampPacket, WithMultiplierZeroIsCorrupt) {
    auto packet = golden("sender_open");
    packet[13] = std::byte{0};
    EXPECT_EQ(decode_test_packet(packet, Mode::open).error(), PacketError::corrupt);
    packet = golden("reflector_open");
    packet[13] = std::byte{0};
    EXPECT_EQ(decode_reflection(packet, Mode::open).error(), PacketError::corrupt);
}

TEST(StampPacket, WithoutATimeIsNone) {
    auto packet = golden("sender_open");
    std::fill_n(packet.begin() + 4, 8, std::byte{0});
    EXPECT_EQ(decode_test_packet(packet, Mode::open).error(), PacketError::no_time);
    packet = golden("reflector_open");
    std::fill_n(packet.begin() + 16, 8, std::byte{0});
    EXPECT_EQ(decode_reflection(packet, Mode::open).error(), PacketError::no_time);
}

TEST(StampPacket, WhatMustBeZeroIsNotLookedAt) {
    auto packet = golden("sender_open");
    std::fill(packet.begin() + 16, packet.end(), std::byte{0xaa});
    EXPECT_EQ(decode_test_packet(packet, Mode::open), test_packet);
}

}  // namespace
}  // namespace magpie::stamp
