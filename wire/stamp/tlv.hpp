#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "wire/stamp/authentication.hpp"
#include "wire/stamp/timestamp.hpp"

namespace magpie::stamp {

/// Types that we know (RFC 8972 §5.1). Of the rest we say that we do not understand them.
enum class TlvType : std::uint8_t {
    extra_padding = 1,
    timestamp_information = 3,
    class_of_service = 4,
    direct_measurement = 5,
    follow_up = 7,
    hmac = 8,
};

inline constexpr std::uint8_t unrecognised = 0x80;      // U: set by who sends, cleared by who understands
inline constexpr std::uint8_t malformed = 0x40;         // M
inline constexpr std::uint8_t integrity_failed = 0x20;  // I

inline constexpr std::size_t tlv_header = 4;

/// One TLV where it stands; `Byte` is const or not.
template <typename Byte>
struct TlvAt {
    std::span<Byte> octets;  // header and value
    std::uint8_t flags;
    TlvType type;  // also one that we do not know
    std::span<Byte> value;
    bool fits;  // false: its length is past the end, and `value` is what there is
};
using Tlv = TlvAt<const std::byte>;
using WritableTlv = TlvAt<std::byte>;

/// Whether what follows the base of a test packet are TLVs: a sender must set U in the first, and the padding of one
/// that knows no TLVs is anything else.
[[nodiscard]] bool begin_with_tlv(std::span<const std::byte> octets);

/// The first of `tlvs`. Nothing where there are none left. Fewer octets than a header has are one that does not fit.
[[nodiscard]] std::optional<Tlv> first_tlv(std::span<const std::byte> tlvs);
[[nodiscard]] std::optional<WritableTlv> first_tlv(std::span<std::byte> tlvs);

/// The length that the value of a type has; nothing where any will do.
[[nodiscard]] std::optional<std::size_t> value_size(TlvType type);

/// Writes header and value of 0 to the beginning of `tlvs`, as a sender does, and gives the value.
std::span<std::byte> begin_tlv(std::span<std::byte> tlvs, TlvType type, std::size_t size);

/// RFC 8972 §4.4. `dscp` of what the sender wishes, `received_*` as they arrived at the reflector; `other_way` where it
/// answers with the DSCP that came instead of that which was wished.
struct ClassOfService {
    std::uint8_t dscp = 0;
    std::uint8_t received_dscp = 0;
    std::uint8_t received_ecn = 0;
    bool other_way = false;
    bool operator==(const ClassOfService&) const = default;
};

/// RFC 8972 §4.5.
struct DirectMeasurement {
    std::uint32_t sent = 0;  // by the sender
    std::uint32_t reflector_received = 0;
    std::uint32_t reflector_sent = 0;
    bool operator==(const DirectMeasurement&) const = default;
};

/// RFC 8972 §4.3, §5.4, §5.5: who sets the clock, and where the time was taken.
enum class ClockSource : std::uint8_t { unknown = 0, ntp = 1, ptp = 2, ssu = 3, gnss = 4, free_running = 5 };
enum class TimestampMethod : std::uint8_t { unknown = 0, hardware = 1, software = 2, control_plane = 3 };
struct TimestampInformation {
    ClockSource source_in{};
    TimestampMethod method_in{};
    ClockSource source_out{};
    TimestampMethod method_out{};
    bool operator==(const TimestampInformation&) const = default;
};

/// RFC 8972 §4.7: when the reflection before this one really left. A timestamp of 0: nothing is known.
struct FollowUp {
    std::uint32_t sequence = 0;
    std::uint64_t timestamp = 0;
    TimestampMethod method{};
    bool operator==(const FollowUp&) const = default;
};

/// Values have the size that value_size() says.
[[nodiscard]] ClassOfService decode_class_of_service(std::span<const std::byte> value);
[[nodiscard]] DirectMeasurement decode_direct_measurement(std::span<const std::byte> value);
[[nodiscard]] TimestampInformation decode_timestamp_information(std::span<const std::byte> value);
[[nodiscard]] FollowUp decode_follow_up(std::span<const std::byte> value);
void encode(const ClassOfService& meaning, std::span<std::byte> value);
void encode(const DirectMeasurement& meaning, std::span<std::byte> value);
void encode(const TimestampInformation& meaning, std::span<std::byte> value);
void encode(const FollowUp& meaning, std::span<std::byte> value);

/// Whether TLVs may be believed in authenticated mode (RFC 8972 §4.8): an HMAC TLV that is right follows all of them
/// but Extra Padding, or there is nothing but one Extra Padding. Gives false for such as do not fit.
[[nodiscard]] bool are_authentic(const Key& key, std::uint32_t sequence, std::span<const std::byte> tlvs);

/// Writes the digest into the HMAC TLV of `tlvs`, where there is one, over what stands before it.
void sign_tlvs(const Key& key, std::uint32_t sequence, std::span<std::byte> tlvs);

}  // namespace magpie::stamp
