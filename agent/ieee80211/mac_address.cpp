#include "agent/ieee80211/mac_address.hpp"

#include <charconv>

namespace magpie::agent {

std::optional<MacAddress> parse_mac_address(std::string_view text) {
    constexpr std::size_t text_size = 17;
    if (text.size() != text_size) {
        return std::nullopt;
    }
    MacAddress address;
    for (std::size_t place = 0; place < address.bytes.size(); ++place) {
        const auto* const begin = text.data() + 3 * place;
        const auto [end, error] = std::from_chars(begin, begin + 2, address.bytes[place], 16);
        if (error != std::errc() || end != begin + 2 || (place + 1 < address.bytes.size() && *end != ':')) {
            return std::nullopt;
        }
    }
    return address;
}

}  // namespace magpie::agent
