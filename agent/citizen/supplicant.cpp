#include "agent/citizen/supplicant.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace magpie::agent::citizen {

namespace {

struct Beginning {
    std::string_view text;
    Heard type;
};

constexpr Beginning beginnings[] = {
    {"CTRL-EVENT-NETWORK-NOT-FOUND", Heard::not_found},
    {"SME: Trying to authenticate with ", Heard::trying},
    {"Trying to associate with ", Heard::trying},
    {"Associated with ", Heard::associated},
    {"CTRL-EVENT-CONNECTED ", Heard::connected},
    {"CTRL-EVENT-AUTH-REJECT ", Heard::rejected},
    {"CTRL-EVENT-ASSOC-REJECT ", Heard::rejected},
    {"WPA: 4-Way Handshake failed", Heard::wrong_key},
    {"CTRL-EVENT-EAP-TLS-CERT-ERROR ", Heard::certificate},
    {"CTRL-EVENT-EAP-FAILURE ", Heard::eap_failed},
    {"CTRL-EVENT-DISCONNECTED ", Heard::disconnected},
    {"CTRL-EVENT-TERMINATING", Heard::terminating},
};
constexpr std::string_view temporarily_disabled = "CTRL-EVENT-SSID-TEMP-DISABLED ";
/// Behind the name of the network, in which anything may stand.
constexpr std::string_view why_disabled = " reason=";
/// The second message of SAE is where the passwords are seen to differ. The standard has a status for that (15, IEEE
/// 802.11-2020 12.4.8.6); hostapd 2.10 gives the one that says nothing.
constexpr std::string_view sae_confirm = " auth_type=3 auth_transaction=2 ";
constexpr std::uint16_t challenge_failure = 15;
constexpr std::uint16_t unspecified_failure = 1;

constexpr std::size_t shortest_passphrase = 8;
constexpr std::size_t longest_passphrase = 63;
constexpr std::size_t longest_password = 256;

bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

template <class Number>
std::optional<Number> number_behind(std::string_view text, std::string_view key) {
    const auto place = text.find(key);
    if (place == std::string_view::npos) {
        return std::nullopt;
    }
    Number number = 0;
    const auto [end, problem] = std::from_chars(text.data() + place + key.size(), text.data() + text.size(), number);
    return problem == std::errc{} ? std::optional(number) : std::nullopt;
}

SupplicantEvent disabled(std::string_view text) {
    const auto place = text.rfind(why_disabled);
    const auto reason = place == std::string_view::npos ? text : text.substr(place + why_disabled.size());
    if (reason == "WRONG_KEY") {
        return {.type = Heard::wrong_key};
    }
    return {.type = reason == "AUTH_FAILED" ? Heard::eap_failed : Heard::given_up};
}

std::string quoted(std::string_view text) {
    return fmt::format("\"{}\"", text);
}

std::string hexadecimal(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) {
        text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    }
    return text;
}

}  // namespace

bool is_answer(std::string_view datagram) {
    return datagram.size() < 3 || datagram[0] != '<' || datagram[2] != '>';
}

std::optional<SupplicantEvent> parse_supplicant_event(std::string_view datagram) {
    if (is_answer(datagram)) {
        return std::nullopt;
    }
    const auto text = datagram.substr(3);
    if (text.starts_with(temporarily_disabled)) {
        return disabled(text);
    }
    const auto* const found =
        std::ranges::find_if(beginnings, [&](const Beginning& one) { return text.starts_with(one.text); });
    if (found == std::end(beginnings)) {
        return std::nullopt;
    }
    SupplicantEvent event{.type = found->type};
    if (event.type == Heard::rejected) {
        event.status = number_behind<std::uint16_t>(text, " status_code=").value_or(0);
        if ((event.status == challenge_failure || event.status == unspecified_failure) &&
            text.find(sae_confirm) != std::string_view::npos) {
            event.type = Heard::wrong_key;
        }
    }
    return event;
}

std::optional<std::vector<std::pair<std::string, std::string>>> variables_of(const Network& network,
                                                                             std::string_view secret,
                                                                             const std::vector<MacAddress>& only) {
    const bool fits =
        is_printable(secret) && (network.security == Security::dot1x
                                     ? !secret.empty() && secret.size() <= longest_password
                                     : secret.size() >= shortest_passphrase && secret.size() <= longest_passphrase);
    const bool needs_secret = network.security != Security::open && network.security != Security::owe;
    if (needs_secret && !fits) {
        return std::nullopt;
    }
    std::vector<std::pair<std::string, std::string>> variables{{"ssid", hexadecimal(network.ssid)}};
    switch (network.security) {
        case Security::open:
            variables.emplace_back("key_mgmt", "NONE");
            break;
        case Security::owe:
            variables.emplace_back("key_mgmt", "OWE");
            variables.emplace_back("ieee80211w", "2");
            break;
        case Security::psk:
            variables.emplace_back("key_mgmt", "WPA-PSK");
            variables.emplace_back("psk", quoted(secret));
            break;
        case Security::sae:
            variables.emplace_back("key_mgmt", "SAE");
            variables.emplace_back("ieee80211w", "2");
            variables.emplace_back("sae_password", quoted(secret));
            break;
        case Security::dot1x:
            variables.emplace_back("key_mgmt", "WPA-EAP");
            variables.emplace_back("eap", "PEAP");
            variables.emplace_back("phase2", quoted("auth=MSCHAPV2"));
            variables.emplace_back("identity", quoted(network.identity));
            variables.emplace_back("ca_cert", quoted(network.ca_file));
            variables.emplace_back("password", quoted(secret));
            break;
    }
    if (!only.empty()) {
        std::string list;
        for (const auto& one : only) {
            // An access point is no client: its address may be said, and wpa_supplicant is on this pole.
            list += fmt::format("{}{:02x}", list.empty() ? "" : " ", fmt::join(one.bytes, ":"));
        }
        variables.emplace_back("bssid_whitelist", list);
    }
    return variables;
}

std::optional<std::uint64_t> number_of(std::string_view answer, std::string_view key) {
    while (!answer.empty()) {
        const auto line = answer.substr(0, answer.find('\n'));
        if (line.starts_with(key)) {
            return number_behind<std::uint64_t>(line, key);
        }
        answer.remove_prefix(std::min(answer.size(), line.size() + 1));
    }
    return std::nullopt;
}

}  // namespace magpie::agent::citizen
