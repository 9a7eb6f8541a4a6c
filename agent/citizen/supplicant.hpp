#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/citizen/network.hpp"
#include "agent/ieee80211/mac_address.hpp"

namespace magpie::agent::citizen {

enum class Heard : std::uint8_t {
    not_found,    // no access point in a scan has the network
    trying,       // one has, and is spoken to
    associated,   // keys are next, where there are some
    connected,    // packets may be sent
    rejected,     // by the access point; with its status
    wrong_key,    // ours does not fit
    eap_failed,   // 802.1X says no
    certificate,  // 802.1X: who says that he is the network is not to be trusted
    given_up,     // wpa_supplicant will not try for a while, after failures of no special kind
    disconnected,
    terminating,  // wpa_supplicant ends
};

struct SupplicantEvent {
    Heard type{};
    std::uint16_t status = 0;  // rejected: status code (IEEE 802.11-2020 9.4.1.9)
};

/// One datagram of wpa_supplicant's control socket (wpa_supplicant 2.10, src/common/wpa_ctrl.h): nothing for answers
/// and for what is none of these.
[[nodiscard]] std::optional<SupplicantEvent> parse_supplicant_event(std::string_view datagram);
/// Whether it answers a command; else it is an event.
[[nodiscard]] bool is_answer(std::string_view datagram);

/// What is set of a network, variable and value as wpa_supplicant reads them. Nothing where the secret is none the
/// network can have. `only`: the access points that may be joined; all where there are none.
[[nodiscard]] std::optional<std::vector<std::pair<std::string, std::string>>> variables_of(
    const Network& network, std::string_view secret, const std::vector<MacAddress>& only);

/// The number behind `key` at the beginning of a line of an answer, as LINKSPEED= of SIGNAL_POLL; nothing where it is
/// none.
[[nodiscard]] std::optional<std::uint64_t> number_of(std::string_view answer, std::string_view key);

}  // namespace magpie::agent::citizen
