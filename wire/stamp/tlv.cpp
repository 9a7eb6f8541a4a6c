#include "wire/stamp/tlv.hpp"

#include <algorithm>

#include "wire/stamp/octets.hpp"

namespace magpie::stamp {

namespace {

template <typename Byte>
std::optional<TlvAt<Byte>> first_of(std::span<Byte> tlvs) {
    if (tlvs.empty()) {
        return std::nullopt;
    }
    const auto flags = std::to_integer<std::uint8_t>(tlvs[0]);
    if (tlvs.size() < tlv_header) {
        return TlvAt<Byte>{tlvs, flags, TlvType{}, tlvs.subspan(tlvs.size()), false};
    }
    const auto rest = tlvs.subspan(tlv_header);
    const auto size = static_cast<std::size_t>(load(tlvs.subspan(2, 2)));
    const auto taken = std::min(size, rest.size());
    return TlvAt<Byte>{tlvs.first(tlv_header + taken), flags, TlvType{std::to_integer<std::uint8_t>(tlvs[1])},
                       rest.first(taken), size <= rest.size()};
}

std::uint64_t octet(std::span<const std::byte> value, std::size_t at) {
    return load(value.subspan(at, 1));
}

}  // namespace

bool begin_with_tlv(std::span<const std::byte> octets) {
    return !octets.empty() && (std::to_integer<std::uint8_t>(octets[0]) & unrecognised) != 0;
}

std::optional<Tlv> first_tlv(std::span<const std::byte> tlvs) {
    return first_of(tlvs);
}

std::optional<WritableTlv> first_tlv(std::span<std::byte> tlvs) {
    return first_of(tlvs);
}

std::optional<std::size_t> value_size(TlvType type) {
    switch (type) {
        case TlvType::timestamp_information:
        case TlvType::class_of_service:
            return 4;
        case TlvType::direct_measurement:
            return 12;
        case TlvType::follow_up:
        case TlvType::hmac:
            return 16;
        case TlvType::extra_padding:
            break;
    }
    return std::nullopt;
}

std::span<std::byte> begin_tlv(std::span<std::byte> tlvs, TlvType type, std::size_t size) {
    tlvs[0] = std::byte{unrecognised};
    tlvs[1] = static_cast<std::byte>(type);
    store(tlvs.subspan(2, 2), size);
    const auto value = tlvs.subspan(tlv_header, size);
    std::ranges::fill(value, std::byte{0});
    return value;
}

ClassOfService decode_class_of_service(std::span<const std::byte> value) {
    const auto bits = load(value.first(2));
    return {.dscp = static_cast<std::uint8_t>(bits >> 10 & 0x3f),
            .received_dscp = static_cast<std::uint8_t>(bits >> 4 & 0x3f),
            .received_ecn = static_cast<std::uint8_t>(bits >> 2 & 3),
            .other_way = (bits & 3) != 0};
}

void encode(const ClassOfService& meaning, std::span<std::byte> value) {
    store(value.first(2), (meaning.dscp & 0x3fU) << 10 | (meaning.received_dscp & 0x3fU) << 4 |
                              (meaning.received_ecn & 3U) << 2 | (meaning.other_way ? 1U : 0U));
    store(value.subspan(2, 2), 0);
}

DirectMeasurement decode_direct_measurement(std::span<const std::byte> value) {
    return {.sent = static_cast<std::uint32_t>(load(value.first(4))),
            .reflector_received = static_cast<std::uint32_t>(load(value.subspan(4, 4))),
            .reflector_sent = static_cast<std::uint32_t>(load(value.subspan(8, 4)))};
}

void encode(const DirectMeasurement& meaning, std::span<std::byte> value) {
    store(value.first(4), meaning.sent);
    store(value.subspan(4, 4), meaning.reflector_received);
    store(value.subspan(8, 4), meaning.reflector_sent);
}

TimestampInformation decode_timestamp_information(std::span<const std::byte> value) {
    return {.source_in = static_cast<ClockSource>(octet(value, 0)),
            .method_in = static_cast<TimestampMethod>(octet(value, 1)),
            .source_out = static_cast<ClockSource>(octet(value, 2)),
            .method_out = static_cast<TimestampMethod>(octet(value, 3))};
}

void encode(const TimestampInformation& meaning, std::span<std::byte> value) {
    value[0] = static_cast<std::byte>(meaning.source_in);
    value[1] = static_cast<std::byte>(meaning.method_in);
    value[2] = static_cast<std::byte>(meaning.source_out);
    value[3] = static_cast<std::byte>(meaning.method_out);
}

FollowUp decode_follow_up(std::span<const std::byte> value) {
    return {.sequence = static_cast<std::uint32_t>(load(value.first(4))),
            .timestamp = load(value.subspan(4, 8)),
            .method = static_cast<TimestampMethod>(octet(value, 12))};
}

void encode(const FollowUp& meaning, std::span<std::byte> value) {
    store(value.first(4), meaning.sequence);
    store(value.subspan(4, 8), meaning.timestamp);
    value[12] = static_cast<std::byte>(meaning.method);
    store(value.subspan(13, 3), 0);
}

bool are_authentic(const Key& key, std::uint32_t sequence, std::span<const std::byte> tlvs) {
    bool authentic = false;
    std::size_t others = 0;
    std::size_t paddings = 0;
    std::size_t at = 0;
    while (const auto tlv = first_tlv(tlvs.subspan(at))) {
        if (!tlv->fits) {
            return false;
        }
        const bool is_padding = tlv->type == TlvType::extra_padding;
        const bool is_hmac = tlv->type == TlvType::hmac;
        // What stands after the HMAC is not covered by it.
        if ((authentic && !is_padding) ||
            (is_hmac && !is_equal(tlv->value, mac_of_tlvs(key, sequence, tlvs.first(at))))) {
            return false;
        }
        authentic = authentic || is_hmac;
        paddings += is_padding ? 1 : 0;
        others += is_padding || is_hmac ? 0 : 1;
        at += tlv->octets.size();
    }
    return authentic || (others == 0 && paddings <= 1);
}

void sign_tlvs(const Key& key, std::uint32_t sequence, std::span<std::byte> tlvs) {
    std::size_t at = 0;
    while (const auto tlv = first_tlv(tlvs.subspan(at))) {
        if (tlv->type == TlvType::hmac && tlv->value.size() == mac_size) {
            std::ranges::copy(mac_of_tlvs(key, sequence, tlvs.first(at)), tlv->value.begin());
            return;
        }
        at += tlv->octets.size();
    }
}

}  // namespace magpie::stamp
