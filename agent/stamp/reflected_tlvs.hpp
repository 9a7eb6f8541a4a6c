#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "wire/stamp/tlv.hpp"

namespace magpie::stamp {

/// What a reflector knows when it fills in the TLVs of a reflection.
struct ReflectionFacts {
    std::uint8_t service = 0;                    // TOS or traffic class that the test packet came with
    std::optional<DirectMeasurement> counted{};  // nothing where nothing is counted: stateless
    FollowUp previous{};
    TimestampInformation timestamps{};
};

/// Fills in, in place, what came (RFC 8972 §4): clears U of what is understood, sets M where one is malformed and
/// leaves the rest as it came. Gives the DSCP that the reflection is to be sent with.
std::uint8_t reflect_tlvs(std::span<std::byte> tlvs, const ReflectionFacts& facts);

/// Sets I in each, for TLVs that are not authentic.
void mark_integrity_failed(std::span<std::byte> tlvs);

}  // namespace magpie::stamp
