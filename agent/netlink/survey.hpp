#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <tl/expected.hpp>
#include <vector>

#include "agent/netlink/message.hpp"
#include "agent/netlink/netlink.hpp"

namespace magpie::agent::netlink {

/// What a radio counted on one channel (NL80211_SURVEY_INFO_*). A time is absent where the driver did not fill it; what
/// a present one means is the driver's matter: sources/wifi/quirks.hpp.
struct Survey {
    using Time = std::chrono::duration<std::uint64_t, std::milli>;

    std::uint32_t mhz = 0;  // 0: about the whole radio
    std::uint32_t offset_khz = 0;
    bool in_use = false;
    std::optional<int> noise_dbm{};
    std::optional<Time> active{};
    std::optional<Time> busy{};
    std::optional<Time> extension_busy{};
    std::optional<Time> receive{};
    std::optional<Time> transmit{};
    std::optional<Time> scan{};
    std::optional<Time> own_receive{};  // NL80211_SURVEY_INFO_TIME_BSS_RX: frames of the own BSS
};

/// Nothing for other commands and for an entry without survey data; `malformed` when anything in it does not fit.
[[nodiscard]] tl::expected<std::optional<Survey>, NetlinkError> parse_survey(const Message& message);

/// One dump of an interface's radio. `surveys` is replaced, and empty on an error.
[[nodiscard]] tl::expected<void, NetlinkError> read_surveys(Netlink& generic, std::uint16_t family, int interface,
                                                            std::vector<std::byte>& buffer,
                                                            std::vector<Survey>& surveys);

}  // namespace magpie::agent::netlink
