#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "wire/time.hpp"

namespace magpie::agent::citizen {

enum class Security : std::uint8_t { open, owe, psk, sae, dot1x };
inline constexpr std::array<std::string_view, 5> security_words{"open", "owe", "psk", "sae", "dot1x"};

/// A network that a citizen would join.
struct Network {
    std::string ssid;
    Security security = Security::open;
    std::string secret_file{};  // passphrase, or password of dot1x
    std::string identity{};     // dot1x
    std::string ca_file{};      // dot1x: whom to believe that he is the network, as wpa_supplicant finds it
    bool portal = false;        // one that is there is as it should be
};

/// What a visit comes through, in this order: the label `stage`.
enum class Stage : std::uint8_t { scan, association, keys, dhcp, dns, portal, page, download, visit };
inline constexpr std::array<std::string_view, 9> stage_words{"scan",   "association", "keys",     "dhcp", "dns",
                                                             "portal", "page",        "download", "visit"};

[[nodiscard]] inline std::string_view word(Stage stage) {
    return stage_words[static_cast<std::size_t>(stage)];
}

/// How one ended; `outcome` is one of a fixed set, and `success` if all went well.
struct StageEnd {
    Stage stage{};
    std::string_view outcome{};
    Milliseconds took{0};
};
inline constexpr std::string_view success = "success";

}  // namespace magpie::agent::citizen
