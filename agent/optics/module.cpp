#include "agent/optics/module.hpp"

#include <algorithm>
#include <cmath>

namespace magpie::agent::optics {

namespace {

constexpr std::size_t vendor_bytes = 16;

std::string text_at(Half half, std::size_t offset) {
    if (half.size() < offset + vendor_bytes) {
        return {};
    }
    std::string text;
    for (const auto byte : half.subspan(offset, vendor_bytes)) {
        const auto character = static_cast<char>(byte);
        text += character >= ' ' && character <= '~' ? character : ' ';
    }
    const auto first = text.find_first_not_of(' ');
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

void Readings::raise(Quantity quantity, Alarm alarm) {
    auto& known = alarms[static_cast<std::size_t>(quantity)];
    known = known ? std::max(*known, alarm) : alarm;
}

std::optional<Form> form_of(Half lower) {
    switch (byte_at(lower, 0)) {
        case 0x03:
        case 0x0b:  // DWDM
            return Form::sfp;
        case 0x0c:
        case 0x0d:  // QSFP+
        case 0x11:  // QSFP28
            return Form::qsfp;
        case 0x18:
        case 0x1e:  // QSFP+ and later, with CMIS
            return Form::qsfp_dd;
        case 0x19:
            return Form::osfp;
        default:
            return std::nullopt;
    }
}

Identity identity_of(Form form, Half half) {
    // Bytes as SFF-8472, SFF-8636 and CMIS number them.
    switch (form) {
        case Form::sfp:
            return {text_at(half, 20), text_at(half, 40)};
        case Form::qsfp:
            return {text_at(half, 148 - 128), text_at(half, 168 - 128)};
        default:
            return {text_at(half, 129 - 128), text_at(half, 148 - 128)};
    }
}

std::uint8_t byte_at(Half half, std::size_t offset) {
    return offset < half.size() ? static_cast<std::uint8_t>(half[offset]) : std::uint8_t{0};
}

std::uint16_t word_at(Half half, std::size_t offset) {
    return static_cast<std::uint16_t>(byte_at(half, offset) << 8U | byte_at(half, offset + 1));
}

double dbm_of(double tenths_of_microwatt) {
    constexpr double in_a_milliwatt = 10'000;
    return tenths_of_microwatt < 1 ? -40 : 10 * std::log10(tenths_of_microwatt / in_a_milliwatt);
}

}  // namespace magpie::agent::optics
