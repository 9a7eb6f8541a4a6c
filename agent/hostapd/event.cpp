#include "agent/hostapd/event.hpp"

#include <charconv>

namespace magpie::agent::hostapd {

namespace {

struct Beginning {
    std::string_view text;
    EventType type;
};

constexpr Beginning beginnings[] = {
    {"AP-STA-CONNECTED ", EventType::connected},
    {"AP-STA-DISCONNECTED ", EventType::disconnected},
    {"deauthentication: STA=", EventType::deauthenticated},
    {"AP-STA-POSSIBLE-PSK-MISMATCH ", EventType::wrong_passphrase},
    {"AP-REJECTED-MAX-STA ", EventType::full},
    {"AP-REJECTED-BLOCKED-STA ", EventType::blocked},
    {"CTRL-EVENT-EAP-FAILURE ", EventType::eap_failed},
    {"CTRL-EVENT-EAP-FAILURE2 ", EventType::eap_failed},  // an authentication server said so
    {"CTRL-EVENT-EAP-TIMEOUT-FAILURE ", EventType::eap_timed_out},
    {"CTRL-EVENT-EAP-TIMEOUT-FAILURE2 ", EventType::eap_timed_out},
    {"CTRL-EVENT-EAP-STARTED ", EventType::eap_started},
    {"CTRL-EVENT-EAP-SUCCESS ", EventType::eap_succeeded},
    {"CTRL-EVENT-EAP-SUCCESS2 ", EventType::eap_succeeded},
};

constexpr std::string_view reason_key = " reason_code=";
constexpr std::size_t address_size = 17;

std::optional<std::uint16_t> reason_in(std::string_view text) {
    const auto place = text.find(reason_key);
    if (place == std::string_view::npos) {
        return std::nullopt;
    }
    const auto* const begin = text.data() + place + reason_key.size();
    std::uint16_t code = 0;
    const auto [end, problem] = std::from_chars(begin, text.data() + text.size(), code);
    return problem == std::errc{} ? std::optional(code) : std::nullopt;
}

}  // namespace

std::optional<Event> parse_event(std::string_view datagram) {
    // <level>text; an answer to a command has no level.
    if (datagram.size() < 3 || datagram[0] != '<' || datagram[2] != '>') {
        return std::nullopt;
    }
    const auto text = datagram.substr(3);
    for (const auto& beginning : beginnings) {
        if (text.starts_with(beginning.text)) {
            const auto rest = text.substr(beginning.text.size());
            return Event{.type = beginning.type,
                         .client = parse_mac_address(rest.substr(0, address_size)),
                         .reason = beginning.type == EventType::deauthenticated ? reason_in(rest) : std::nullopt};
        }
    }
    return std::nullopt;
}

}  // namespace magpie::agent::hostapd
