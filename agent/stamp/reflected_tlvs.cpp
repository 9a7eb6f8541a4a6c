#include "agent/stamp/reflected_tlvs.hpp"

namespace magpie::stamp {

namespace {

/// CS6 and CS7 steer the network itself; nobody's test goes there.
constexpr std::uint8_t first_forbidden_dscp = 48;

void set_flags(WritableTlv& tlv, std::uint8_t flags) {
    tlv.octets[0] = std::byte{flags};
}

/// False for a type that is not understood, or has nothing to say here.
bool fill(const WritableTlv& tlv, const ReflectionFacts& facts, std::uint8_t& dscp) {
    switch (tlv.type) {
        case TlvType::extra_padding:
        case TlvType::hmac:
            return true;
        case TlvType::class_of_service: {
            auto wish = decode_class_of_service(tlv.value);
            wish.other_way = wish.dscp >= first_forbidden_dscp;
            wish.received_dscp = facts.service >> 2;
            wish.received_ecn = facts.service & 3;
            encode(wish, tlv.value);
            dscp = wish.other_way ? wish.received_dscp : wish.dscp;
            return true;
        }
        case TlvType::direct_measurement: {
            if (!facts.counted) {
                return false;
            }
            auto counted = *facts.counted;
            counted.sent = decode_direct_measurement(tlv.value).sent;
            encode(counted, tlv.value);
            return true;
        }
        case TlvType::timestamp_information:
            encode(facts.timestamps, tlv.value);
            return true;
        case TlvType::follow_up:
            encode(facts.previous, tlv.value);
            return true;
    }
    return false;
}

}  // namespace

std::uint8_t reflect_tlvs(std::span<std::byte> tlvs, const ReflectionFacts& facts) {
    std::uint8_t dscp = facts.service >> 2;
    while (auto tlv = first_tlv(tlvs)) {
        const auto size = value_size(tlv->type);
        if (!tlv->fits || (size && *size != tlv->value.size())) {
            set_flags(*tlv, unrecognised | malformed);
            break;
        }
        set_flags(*tlv, fill(*tlv, facts, dscp) ? 0 : unrecognised);
        tlvs = tlvs.subspan(tlv->octets.size());
    }
    return dscp;
}

void mark_integrity_failed(std::span<std::byte> tlvs) {
    while (auto tlv = first_tlv(tlvs)) {
        set_flags(*tlv, unrecognised | integrity_failed);
        tlvs = tlvs.subspan(tlv->octets.size());
    }
}

}  // namespace magpie::stamp
