#include "wire/stamp/packet.hpp"

#include <algorithm>

#include "wire/stamp/octets.hpp"

namespace magpie::stamp {

namespace {

/// Where a field begins, in open and in authenticated mode.
struct Field {
    std::size_t open;
    std::size_t authenticated;
    std::size_t size;

    [[nodiscard]] std::size_t offset(Mode mode) const { return mode == Mode::open ? open : authenticated; }
};

constexpr Field sequence{0, 0, 4};
constexpr Field timestamp{4, 16, 8};
constexpr Field error{12, 24, 2};
constexpr Field ssid{ssid_offset(Mode::open), ssid_offset(Mode::authenticated), 2};
constexpr Field received{16, 32, 8};
constexpr Field sender_sequence{24, 48, 4};
constexpr Field sender_timestamp{28, 64, 8};
constexpr Field sender_error{36, 72, 2};
constexpr Field sender_ttl{40, 80, 1};

class Reader {
  public:
    Reader(std::span<const std::byte> datagram, Mode mode) : datagram_(datagram), mode_(mode) {}

    template <typename Number>
    [[nodiscard]] Number get(const Field& field) const {
        return static_cast<Number>(load(datagram_.subspan(field.offset(mode_), field.size)));
    }

  private:
    std::span<const std::byte> datagram_;
    Mode mode_;
};

class Writer {
  public:
    /// All that must be zero is.
    Writer(std::span<std::byte> datagram, Mode mode) : datagram_(datagram.first(base_size(mode))), mode_(mode) {
        std::ranges::fill(datagram_, std::byte{0});
    }

    void put(const Field& field, std::uint64_t value) {
        store(datagram_.subspan(field.offset(mode_), field.size), value);
    }

  private:
    std::span<std::byte> datagram_;
    Mode mode_;
};

bool is_time(std::uint64_t value, Format format) {
    return time_of(value, format, WallTime{}).has_value();
}

}  // namespace

tl::expected<TestPacket, PacketError> decode_test_packet(std::span<const std::byte> datagram, Mode mode) {
    if (datagram.size() < base_size(mode)) {
        return tl::unexpected(PacketError::truncated);
    }
    const Reader reader(datagram, mode);
    const auto estimate = decode_error_estimate(reader.get<std::uint16_t>(error));
    if (!estimate) {
        return tl::unexpected(PacketError::corrupt);
    }
    const TestPacket packet{.sequence = reader.get<std::uint32_t>(sequence),
                            .timestamp = reader.get<std::uint64_t>(timestamp),
                            .error = *estimate,
                            .ssid = reader.get<std::uint16_t>(ssid)};
    if (!is_time(packet.timestamp, estimate->format)) {
        return tl::unexpected(PacketError::no_time);
    }
    return packet;
}

tl::expected<Reflection, PacketError> decode_reflection(std::span<const std::byte> datagram, Mode mode) {
    if (datagram.size() < (mode == Mode::open ? least_reply : base_size(mode))) {
        return tl::unexpected(PacketError::truncated);
    }
    const Reader reader(datagram, mode);
    const auto estimate = decode_error_estimate(reader.get<std::uint16_t>(error));
    if (!estimate) {
        return tl::unexpected(PacketError::corrupt);
    }
    Reflection packet{.sequence = reader.get<std::uint32_t>(sequence),
                      .timestamp = reader.get<std::uint64_t>(timestamp),
                      .error = *estimate,
                      .ssid = reader.get<std::uint16_t>(ssid),
                      .received = reader.get<std::uint64_t>(received),
                      .sender_sequence = reader.get<std::uint32_t>(sender_sequence),
                      .sender_timestamp = reader.get<std::uint64_t>(sender_timestamp),
                      .sender_error = reader.get<std::uint16_t>(sender_error),
                      .ttl = {}};
    if (!is_time(packet.timestamp, estimate->format) || !is_time(packet.received, estimate->format)) {
        return tl::unexpected(PacketError::no_time);
    }
    if (datagram.size() > sender_ttl.offset(mode)) {
        packet.ttl = reader.get<std::uint8_t>(sender_ttl);
    }
    return packet;
}

void encode(const TestPacket& packet, Mode mode, std::span<std::byte> datagram) {
    Writer writer(datagram, mode);
    writer.put(sequence, packet.sequence);
    writer.put(timestamp, packet.timestamp);
    writer.put(error, encode(packet.error));
    writer.put(ssid, packet.ssid);
}

void encode(const Reflection& packet, Mode mode, std::span<std::byte> datagram) {
    Writer writer(datagram, mode);
    writer.put(sequence, packet.sequence);
    writer.put(timestamp, packet.timestamp);
    writer.put(error, encode(packet.error));
    writer.put(ssid, packet.ssid);
    writer.put(received, packet.received);
    writer.put(sender_sequence, packet.sender_sequence);
    writer.put(sender_timestamp, packet.sender_timestamp);
    writer.put(sender_error, packet.sender_error);
    writer.put(sender_ttl, packet.ttl.value_or(0));
}

}  // namespace magpie::stamp
