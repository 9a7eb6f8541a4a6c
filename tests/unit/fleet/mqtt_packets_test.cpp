#include "tests/fleet/mqtt_packets.hpp"

#include <gtest/gtest.h>

#include <string>

namespace magpie::fleet {
namespace {

using namespace std::string_literals;

TEST(MqttPackets, ConnectIsAsTheStandardWritesIt) {
    mqtt::Connect connect;
    connect.client_id = "a";
    connect.will = mqtt::Message{"t", "p", 1, false};
    EXPECT_EQ(connect_packet(connect), "\x10\x13\0\x04MQTT\x04\x0e\0\x0f\0\x01"s + "a\0\x01"s + "t\0\x01p"s);
    connect.will.reset();
    EXPECT_EQ(connect_packet(connect), "\x10\x0d\0\x04MQTT\x04\x02\0\x0f\0\x01"s + "a");
}

TEST(MqttPackets, APublishIsReadAsItWasWritten) {
    for (const std::size_t size : {0U, 1U, 100U, 127U, 128U, 20'000U}) {
        for (const auto qos : {std::uint8_t{0}, std::uint8_t{1}}) {
            std::string bytes = pingreq_packet();
            append_publish(bytes, {"spBv1.0/a/NDATA/b", std::string(size, 'x'), qos, true}, 258);
            bytes.erase(0, pingreq_packet().size());
            const auto stream = bytes + "more";
            const auto packet = first_packet(stream);
            ASSERT_TRUE(packet && *packet);
            EXPECT_EQ((*packet)->size, bytes.size());
            const auto publish = parse_publish(**packet);
            ASSERT_TRUE(publish);
            EXPECT_EQ(publish->topic, "spBv1.0/a/NDATA/b");
            EXPECT_EQ(publish->payload, std::string(size, 'x'));
            EXPECT_EQ(publish->qos, qos);
            EXPECT_EQ(publish->id, qos > 0 ? 258 : 0);
            EXPECT_TRUE(publish->retained);
        }
    }
}

TEST(MqttPackets, APartOfAPacketIsNone) {
    std::string bytes;
    append_publish(bytes, {"topic", std::string(200, 'x'), 1, false}, 1);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const auto packet = first_packet(std::string_view(bytes).substr(0, size));
        ASSERT_TRUE(packet);
        EXPECT_FALSE(*packet);
    }
}

TEST(MqttPackets, WhatIsNoPacketIsRefused) {
    EXPECT_EQ(first_packet("\x30\xff\xff\xff\xff\x01").error(), BadPacket::length);
    EXPECT_EQ(first_packet("\x30\xff\xff\xff\x7f").error(), BadPacket::too_large);
    for (const auto& body : {""s, "\0"s, "\0\x05topi"s, "\0\x01t"s, "\0\x01t\0"s}) {
        EXPECT_FALSE(parse_publish({PacketType::publish, 2, body, 0})) << body.size();
    }
    EXPECT_FALSE(parse_connack({PacketType::connack, 0, "\0", 0}));
    EXPECT_FALSE(parse_suback({PacketType::suback, 0, "\0\x01", 0}));
}

TEST(MqttPackets, AnswersAreRead) {
    EXPECT_EQ(parse_connack({PacketType::connack, 0, std::string_view("\0\x05", 2), 0}), 5);
    const auto suback = parse_suback({PacketType::suback, 0, std::string_view("\x01\x02\x80", 3), 0});
    ASSERT_TRUE(suback);
    EXPECT_EQ(suback->id, 258);
    EXPECT_EQ(suback->code, 0x80);
}

}  // namespace
}  // namespace magpie::fleet
