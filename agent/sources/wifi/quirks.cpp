#include "agent/sources/wifi/quirks.hpp"

#include <algorithm>
#include <array>

namespace magpie::agent {

namespace {

/// time_rx is rx_bss of the firmware (wmi.c). Nothing is asked while it scans, and a chip without the service
/// BSS_CHANNEL_INFO_64 tells of its channel only what a scan saw there (mac.c). Retries only with peer_stats
/// (ath10k_sta_statistics).
constexpr Quirks ath10k(std::string_view driver) {
    return {.driver = driver, .receive_is_own = true, .time_may_stand_still = true, .retries_are_unreported = true};
}

/// time_rx as with ath10k (wmi.c); there are no retries in ath11k_mac_op_sta_statistics.
constexpr Quirks ath11k(std::string_view driver) {
    return {.driver = driver, .receive_is_own = true, .retries_are_unreported = true};
}

/// Retries only with WED (mt7915/main.c), until Linux 6.5.
constexpr Quirks mt7915(std::string_view driver) {
    return {.driver = driver, .retries_are_unreported = true};
}

/// From drivers/net/wireless of Linux 6.1 where nothing else is said. What shows in the attributes themselves needs no
/// row: iwlwifi tells times of the whole radio and no busy time (mvm/mac80211.c), other chips of MediaTek leave out
/// what they do not count (survey_flags), and the sums that an underflow of mt7915 spoils (openwrt/mt76#1135) are
/// absurd whoever tells them.
constexpr std::array table{
    // The counters are read only while the chip is awake (main.c).
    Quirks{.driver = "ath9k", .time_may_stand_still = true},

    ath10k("ath10k_ahb"),
    ath10k("ath10k_pci"),
    ath10k("ath10k_sdio"),
    ath10k("ath10k_snoc"),
    ath10k("ath10k_usb"),

    ath11k("ath11k"),  // AHB
    ath11k("ath11k_pci"),

    mt7915("mt7915e"),
    mt7915("mt7986-wmac"),
    mt7915("mt798x-wmac"),  // the same, since it drives the MT7981 as well

    // Since 6c04deae1438 a dump measures every channel for a tenth of a second, and the noise is -80 where there is
    // none; before, there is no survey (cfg80211.c). There are no retries.
    Quirks{
        .driver = "brcmfmac", .times_are_of_a_visit = true, .noise_is_made_up = true, .retries_are_unreported = true},

    // -95 whatever the air is like (kaloz/mwlwifi#116).
    Quirks{.driver = "mwlwifi", .noise_is_made_up = true},

    // Noise -92, and busy for an eighth of the time, by construction. The eighth passes: a laboratory looks for it, and
    // no pole has this driver. The time goes on only in a scan (mac80211_hwsim.c).
    Quirks{.driver = "mac80211_hwsim", .time_may_stand_still = true, .noise_is_made_up = true},
};

constexpr Quirks none;

}  // namespace

const Quirks& quirks_of(std::string_view driver) {
    const auto* const row = std::ranges::find(table, driver, &Quirks::driver);
    return row == table.end() ? none : *row;
}

}  // namespace magpie::agent
