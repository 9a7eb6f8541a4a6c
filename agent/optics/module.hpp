#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace magpie::agent::optics {

/// How the memory of a pluggable module is laid out, by its first byte (SFF-8024 table 4-1).
enum class Form : std::uint8_t {
    sfp,      ///< SFF-8472
    qsfp,     ///< SFF-8636
    qsfp_dd,  ///< CMIS
    osfp,     ///< CMIS
};
inline constexpr std::array<std::string_view, 4> form_words{"sfp", "qsfp", "qsfp_dd", "osfp"};

/// What a module measures of itself; the word of the label `quantity`.
enum class Quantity : std::uint8_t { temperature, supply_voltage, bias, transmit_power, receive_power };
inline constexpr std::array<std::string_view, 5> quantity_words{"temperature", "supply_voltage", "bias",
                                                                "transmit_power", "receive_power"};

/// Which limit of its maker a quantity is beyond; the word of the label `state`. The later of two counts.
enum class Alarm : std::uint8_t { low_warning, high_warning, low_alarm, high_alarm };
inline constexpr std::array<std::string_view, 4> alarm_words{"low_warning", "high_warning", "low_alarm", "high_alarm"};

struct Identity {
    std::string vendor;
    std::string part;
    friend bool operator==(const Identity&, const Identity&) = default;
};

/// Values and alarms by Quantity: degree Celsius, volts, amperes, dBm, dBm. Of several lanes it is the highest bias and
/// the weakest light. What the module does not measure is absent.
struct Readings {
    std::array<std::optional<double>, quantity_words.size()> values{};
    std::array<std::optional<Alarm>, quantity_words.size()> alarms{};

    std::optional<double>& of(Quantity quantity) { return values[static_cast<std::size_t>(quantity)]; }
    [[nodiscard]] const std::optional<double>& of(Quantity quantity) const {
        return values[static_cast<std::size_t>(quantity)];
    }
    [[nodiscard]] std::optional<Alarm> alarm(Quantity quantity) const {
        return alarms[static_cast<std::size_t>(quantity)];
    }
    /// The worse of this one and what was known.
    void raise(Quantity quantity, Alarm alarm);
};

/// A half of 128 bytes, lower or upper.
using Half = std::span<const std::byte>;

/// Nothing for modules whose layout is none of these.
[[nodiscard]] std::optional<Form> form_of(Half lower);

/// Of the lower half for SFP, of the upper half of page 0 for all others. Texts are printable ASCII without blanks at
/// their ends, whatever the memory holds; empty where a half is too short.
[[nodiscard]] Identity identity_of(Form form, Half half);

// What the layouts share.

/// Big endian; 0 beyond the end.
[[nodiscard]] std::uint16_t word_at(Half half, std::size_t offset);
[[nodiscard]] std::uint8_t byte_at(Half half, std::size_t offset);
/// Of light in tenths of a microwatt; -40 where there is none, which is the least these can tell.
[[nodiscard]] double dbm_of(double tenths_of_microwatt);

}  // namespace magpie::agent::optics
