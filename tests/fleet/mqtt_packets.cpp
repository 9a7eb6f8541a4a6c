#include "tests/fleet/mqtt_packets.hpp"

namespace magpie::fleet {

namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 20;

void append_number(std::string& out, std::size_t number) {
    out += static_cast<char>(number >> 8 & 0xff);
    out += static_cast<char>(number & 0xff);
}
void append_text(std::string& out, std::string_view text) {
    append_number(out, text.size());
    out += text;
}
void append_header(std::string& out, PacketType type, unsigned flags, std::size_t length) {
    out += static_cast<char>(static_cast<unsigned>(type) << 4 | flags);
    do {
        const std::size_t rest = length >> 7;
        out += static_cast<char>((length & 0x7f) | (rest != 0 ? 0x80U : 0U));
        length = rest;
    } while (length != 0);
}
std::string packet(PacketType type, unsigned flags, const std::string& body) {
    std::string out;
    append_header(out, type, flags, body.size());
    return out + body;
}
std::size_t number_at(std::string_view bytes, std::size_t place) {
    return static_cast<std::size_t>(static_cast<std::uint8_t>(bytes[place])) << 8 |
           static_cast<std::uint8_t>(bytes[place + 1]);
}

}  // namespace

std::string connect_packet(const mqtt::Connect& connect) {
    constexpr unsigned clean_session = 0x02;
    constexpr unsigned with_will = 0x04;
    unsigned flags = clean_session;
    if (connect.will) {
        flags |= with_will | unsigned{connect.will->qos} << 3 | (connect.will->retain ? 0x20U : 0U);
    }
    std::string body;
    append_text(body, "MQTT");
    body += '\x04';
    body += static_cast<char>(flags);
    append_number(body, static_cast<std::size_t>(connect.keep_alive.count()));
    append_text(body, connect.client_id);
    if (connect.will) {
        append_text(body, connect.will->topic);
        append_text(body, connect.will->payload);
    }
    return packet(PacketType::connect, 0, body);
}

void append_publish(std::string& out, const mqtt::Message& message, std::uint16_t id) {
    const std::size_t id_bytes = message.qos > 0 ? 2 : 0;
    append_header(out, PacketType::publish, unsigned{message.qos} << 1 | (message.retain ? 1U : 0U),
                  2 + message.topic.size() + id_bytes + message.payload.size());
    append_text(out, message.topic);
    if (id_bytes != 0) {
        append_number(out, id);
    }
    out += message.payload;
}

std::string subscribe_packet(const std::string& filter, std::uint8_t qos, std::uint16_t id) {
    std::string body;
    append_number(body, id);
    append_text(body, filter);
    body += static_cast<char>(qos);
    return packet(PacketType::subscribe, 2, body);
}

std::string puback_packet(std::uint16_t id) {
    std::string body;
    append_number(body, id);
    return packet(PacketType::puback, 0, body);
}

std::string pingreq_packet() {
    return packet(PacketType::pingreq, 0, {});
}

std::string disconnect_packet() {
    return packet(PacketType::disconnect, 0, {});
}

tl::expected<std::optional<PacketView>, BadPacket> first_packet(std::string_view bytes) {
    std::size_t length = 0;
    for (std::size_t place = 1; place < 5; ++place) {
        if (place >= bytes.size()) {
            return std::nullopt;
        }
        const auto byte = static_cast<std::uint8_t>(bytes[place]);
        length |= static_cast<std::size_t>(byte & 0x7f) << (7 * (place - 1));
        if ((byte & 0x80) != 0) {
            continue;
        }
        if (length > most_bytes) {
            return tl::unexpected(BadPacket::too_large);
        }
        if (bytes.size() - place - 1 < length) {
            return std::nullopt;
        }
        const auto head = static_cast<std::uint8_t>(bytes[0]);
        return PacketView{static_cast<PacketType>(head >> 4), static_cast<std::uint8_t>(head & 0x0f),
                          bytes.substr(place + 1, length), place + 1 + length};
    }
    return tl::unexpected(BadPacket::length);
}

std::optional<PublishView> parse_publish(const PacketView& packet) {
    PublishView publish;
    auto rest = packet.body;
    publish.qos = packet.flags >> 1 & 3;
    publish.retained = (packet.flags & 1) != 0;
    if (rest.size() < 2 || rest.size() - 2 < number_at(rest, 0)) {
        return std::nullopt;
    }
    publish.topic = rest.substr(2, number_at(rest, 0));
    rest.remove_prefix(2 + publish.topic.size());
    if (publish.qos > 0) {
        if (rest.size() < 2) {
            return std::nullopt;
        }
        publish.id = static_cast<std::uint16_t>(number_at(rest, 0));
        rest.remove_prefix(2);
    }
    publish.payload = rest;
    return publish;
}

std::optional<std::uint8_t> parse_connack(const PacketView& packet) {
    if (packet.body.size() != 2) {
        return std::nullopt;
    }
    return static_cast<std::uint8_t>(packet.body[1]);
}

std::optional<SubackView> parse_suback(const PacketView& packet) {
    if (packet.body.size() != 3) {
        return std::nullopt;
    }
    return SubackView{static_cast<std::uint16_t>(number_at(packet.body, 0)), static_cast<std::uint8_t>(packet.body[2])};
}

}  // namespace magpie::fleet
