#include "agent/ieee80211/own_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <string>

#include "agent/ieee80211/mac_address.hpp"

namespace magpie::agent {

namespace {

constexpr std::string_view no_octets = "00:00:00:00:00:00";

/// In the order of capture::Security.
constexpr std::array<std::string_view, 4> security_words{"open", "owe", "personal", "enterprise"};

}  // namespace

std::optional<capture::Security> parse_security(std::string_view word) {
    const auto* const found = std::ranges::find(security_words, word);
    return found == security_words.end()
               ? std::nullopt
               : std::optional(static_cast<capture::Security>(found - security_words.begin()));
}

std::optional<capture::OwnAccessPoint> parse_own_access_point(std::string_view text) {
    capture::OwnAccessPoint point;
    const auto stroke = text.find('/');
    if (stroke != std::string_view::npos) {
        const auto bits = text.substr(stroke + 1);
        const auto read = std::from_chars(bits.data(), bits.data() + bits.size(), point.bits);
        if (read.ec != std::errc() || read.ptr != bits.data() + bits.size() || point.bits < 24 || point.bits > 48) {
            return std::nullopt;
        }
    }
    std::string octets(text.substr(0, stroke));
    const auto needed = (static_cast<std::size_t>(point.bits) + 7) / 8 * 3 - 1;
    if (octets.size() < needed || octets.size() > no_octets.size() || octets.back() == ':') {
        return std::nullopt;
    }
    octets += no_octets.substr(octets.size());
    const auto address = parse_mac_address(octets);
    if (!address || address->group()) {
        return std::nullopt;
    }
    point.bssid = address->bytes;
    return point;
}

}  // namespace magpie::agent
