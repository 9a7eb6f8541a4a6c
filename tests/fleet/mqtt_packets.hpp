#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "platform/mqtt/client.hpp"

namespace magpie::fleet {

/// The packets of MQTT 3.1.1 that a client needs; numbers are those of the specification's table 2.1.
enum class PacketType : std::uint8_t {
    connect = 1,
    connack = 2,
    publish = 3,
    puback = 4,
    subscribe = 8,
    suback = 9,
    pingreq = 12,
    pingresp = 13,
    disconnect = 14,
};

[[nodiscard]] std::string connect_packet(const mqtt::Connect& connect);
/// Behind what `out` holds. `id` is for QoS 1 and above, and not 0 there.
void append_publish(std::string& out, const mqtt::Message& message, std::uint16_t id);
[[nodiscard]] std::string subscribe_packet(const std::string& filter, std::uint8_t qos, std::uint16_t id);
[[nodiscard]] std::string puback_packet(std::uint16_t id);
[[nodiscard]] std::string pingreq_packet();
[[nodiscard]] std::string disconnect_packet();

/// A whole packet; a view of the bytes it was found in.
struct PacketView {
    PacketType type{};
    std::uint8_t flags = 0;
    std::string_view body;
    std::size_t size = 0;  // with its header
};
enum class BadPacket : std::uint8_t { length, too_large };
/// The first packet of `bytes`; nothing while it is not all there.
[[nodiscard]] tl::expected<std::optional<PacketView>, BadPacket> first_packet(std::string_view bytes);

struct PublishView {
    std::string_view topic;
    std::string_view payload;
    std::uint8_t qos = 0;
    bool retained = false;
    std::uint16_t id = 0;
};
[[nodiscard]] std::optional<PublishView> parse_publish(const PacketView& packet);
/// Return code of a CONNACK; 0 is welcome.
[[nodiscard]] std::optional<std::uint8_t> parse_connack(const PacketView& packet);
struct SubackView {
    std::uint16_t id;
    std::uint8_t code;  // 0x80: refused
};
[[nodiscard]] std::optional<SubackView> parse_suback(const PacketView& packet);

}  // namespace magpie::fleet
