#pragma once

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/nl80211.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent/ieee80211/mac_address.hpp"
#include "agent/netlink/message.hpp"
#include "agent/netlink/station.hpp"
#include "agent/netlink/survey.hpp"
#include "agent/netlink/wiphy.hpp"

/// Messages of nl80211 as the kernel writes them (net/wireless/nl80211.c), attribute by attribute in its order.
namespace magpie::fakes::nl80211 {

using Bytes = std::vector<std::byte>;
using agent::netlink::MessageWriter;

inline constexpr std::uint16_t family = 28;

/// One whole message; `write` is handed its writer.
template <typename Write>
Bytes message(std::uint8_t command, Write write) {
    MessageWriter writer;
    const auto start = writer.begin_message(family, NLM_F_MULTI);
    writer.header(genlmsghdr{.cmd = command, .version = 1, .reserved = 0});
    write(writer);
    writer.end_message(start);
    return {writer.written().begin(), writer.written().end()};
}

inline Bytes one_after_the_other(std::initializer_list<Bytes> messages) {
    Bytes bytes;
    for (const auto& message : messages) {
        bytes.insert(bytes.end(), message.begin(), message.end());
    }
    return bytes;
}

/// A nest; `write` fills it.
template <typename Write>
void nest(MessageWriter& writer, unsigned type, Write write) {
    const auto start = writer.begin_nest(type);
    write();
    writer.end_nest(start);
}

inline std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

inline void write_address(MessageWriter& writer, unsigned type, const agent::MacAddress& address) {
    writer.bytes(type, std::as_bytes(std::span(address.bytes)));
}

inline void write_index(MessageWriter& writer, int interface) {
    writer.number(NL80211_ATTR_IFINDEX, static_cast<std::uint32_t>(interface));
}

inline std::uint32_t width_number(std::uint32_t mhz) {
    switch (mhz) {
        case 40:
            return NL80211_CHAN_WIDTH_40;
        case 80:
            return NL80211_CHAN_WIDTH_80;
        case 160:
            return NL80211_CHAN_WIDTH_160;
        case 320:
            return NL80211_CHAN_WIDTH_320;
        default:
            return NL80211_CHAN_WIDTH_20;
    }
}

inline void write_channel(MessageWriter& writer, const agent::netlink::WorkingChannel& channel) {
    writer.number(NL80211_ATTR_WIPHY_FREQ, channel.mhz);
    writer.number(NL80211_ATTR_WIPHY_FREQ_OFFSET, channel.offset_khz);
    writer.number(NL80211_ATTR_CHANNEL_WIDTH, width_number(channel.width_mhz));
    writer.number(NL80211_ATTR_CENTER_FREQ1, channel.center_mhz);
}

inline void write_frequency(MessageWriter& writer, const agent::netlink::WiphyFrequency& frequency) {
    writer.number(NL80211_FREQUENCY_ATTR_FREQ, frequency.mhz);
    writer.number(NL80211_FREQUENCY_ATTR_OFFSET, frequency.offset_khz);
    if (frequency.disabled) {
        writer.flag(NL80211_FREQUENCY_ATTR_DISABLED);
    }
    if (frequency.radar) {
        writer.flag(NL80211_FREQUENCY_ATTR_RADAR);
    }
    if (frequency.dfs_state) {
        writer.number(NL80211_FREQUENCY_ATTR_DFS_STATE, static_cast<std::uint32_t>(*frequency.dfs_state));
        writer.number<std::uint32_t>(NL80211_FREQUENCY_ATTR_DFS_TIME, 1000);
    }
    writer.number<std::uint32_t>(NL80211_FREQUENCY_ATTR_MAX_TX_POWER, 2000);
}

/// One part of a split dump: some of the radio's frequencies, all as of one band.
inline Bytes wiphy(std::uint32_t index, const std::string& name,
                   std::span<const agent::netlink::WiphyFrequency> frequencies,
                   std::uint8_t command = NL80211_CMD_NEW_WIPHY) {
    return message(command, [&](MessageWriter& writer) {
        writer.number(NL80211_ATTR_WIPHY, index);
        writer.text(NL80211_ATTR_WIPHY_NAME, name);
        writer.number<std::uint32_t>(NL80211_ATTR_GENERATION, 3);
        if (frequencies.empty()) {
            return;
        }
        nest(writer, NL80211_ATTR_WIPHY_BANDS, [&] {
            nest(writer, NL80211_BAND_5GHZ, [&] {
                nest(writer, NL80211_BAND_ATTR_FREQS, [&] {
                    for (unsigned position = 0; position < frequencies.size(); ++position) {
                        nest(writer, position, [&] { write_frequency(writer, frequencies[position]); });
                    }
                });
            });
        });
    });
}

inline std::uint32_t type_number(agent::netlink::InterfaceType type) {
    using agent::netlink::InterfaceType;
    switch (type) {
        case InterfaceType::station:
            return NL80211_IFTYPE_STATION;
        case InterfaceType::ap:
            return NL80211_IFTYPE_AP;
        case InterfaceType::ap_vlan:
            return NL80211_IFTYPE_AP_VLAN;
        case InterfaceType::monitor:
            return NL80211_IFTYPE_MONITOR;
        case InterfaceType::mesh_point:
            return NL80211_IFTYPE_MESH_POINT;
        case InterfaceType::ad_hoc:
            return NL80211_IFTYPE_ADHOC;
        case InterfaceType::other:
            return NL80211_IFTYPE_P2P_DEVICE;
    }
    return NL80211_IFTYPE_UNSPECIFIED;
}

inline void write_links(MessageWriter& writer, const std::vector<agent::netlink::MloLink>& links) {
    nest(writer, NL80211_ATTR_MLO_LINKS, [&] {
        for (const auto& link : links) {
            nest(writer, link.id + 1U, [&] {
                writer.number<std::uint8_t>(NL80211_ATTR_MLO_LINK_ID, link.id);
                write_address(writer, NL80211_ATTR_MAC, link.bssid);
                if (!link.ssid.empty()) {
                    writer.bytes(NL80211_ATTR_SSID, bytes_of(link.ssid));
                }
                if (link.channel) {
                    write_channel(writer, *link.channel);
                }
            });
        }
    });
}

inline Bytes wifi_interface(const agent::netlink::WifiInterface& interface,
                            std::uint8_t command = NL80211_CMD_NEW_INTERFACE) {
    return message(command, [&](MessageWriter& writer) {
        if (interface.index) {
            write_index(writer, *interface.index);
            writer.text(NL80211_ATTR_IFNAME, interface.name);
        }
        writer.number(NL80211_ATTR_WIPHY, interface.wiphy);
        writer.number(NL80211_ATTR_IFTYPE, type_number(interface.type));
        writer.number(NL80211_ATTR_WDEV, interface.wdev);
        write_address(writer, NL80211_ATTR_MAC, interface.address);
        writer.number<std::uint32_t>(NL80211_ATTR_GENERATION, 5);
        writer.number<std::uint8_t>(NL80211_ATTR_4ADDR, 0);
        if (interface.channel) {
            write_channel(writer, *interface.channel);
        }
        if (interface.transmit_power_dbm) {
            const auto mbm = static_cast<std::int32_t>(*interface.transmit_power_dbm * 100);
            writer.number(NL80211_ATTR_WIPHY_TX_POWER_LEVEL, static_cast<std::uint32_t>(mbm));
        }
        if (!interface.ssid.empty()) {
            writer.bytes(NL80211_ATTR_SSID, bytes_of(interface.ssid));
        }
        if (!interface.links.empty()) {
            write_links(writer, interface.links);
        }
    });
}

inline Bytes regulatory(const agent::netlink::Regulatory& domain) {
    return message(NL80211_CMD_GET_REG, [&](MessageWriter& writer) {
        writer.text(NL80211_ATTR_REG_ALPHA2, {domain.country.data(), domain.country.size()});
        if (domain.dfs_region != 0) {
            writer.number(NL80211_ATTR_DFS_REGION, domain.dfs_region);
        }
        if (domain.wiphy) {
            writer.number(NL80211_ATTR_WIPHY, *domain.wiphy);
        }
    });
}

inline Bytes survey(int interface, const agent::netlink::Survey& survey) {
    return message(NL80211_CMD_NEW_SURVEY_RESULTS, [&](MessageWriter& writer) {
        const auto time = [&](unsigned type, const std::optional<agent::netlink::Survey::Time>& value) {
            if (value) {
                writer.number(type, value->count());
            }
        };
        write_index(writer, interface);
        nest(writer, NL80211_ATTR_SURVEY_INFO, [&] {
            if (survey.mhz != 0) {
                writer.number(NL80211_SURVEY_INFO_FREQUENCY, survey.mhz);
                writer.number(NL80211_SURVEY_INFO_FREQUENCY_OFFSET, survey.offset_khz);
            }
            if (survey.noise_dbm) {
                writer.number(NL80211_SURVEY_INFO_NOISE, static_cast<std::uint8_t>(*survey.noise_dbm));
            }
            if (survey.in_use) {
                writer.flag(NL80211_SURVEY_INFO_IN_USE);
            }
            time(NL80211_SURVEY_INFO_TIME, survey.active);
            time(NL80211_SURVEY_INFO_TIME_BUSY, survey.busy);
            time(NL80211_SURVEY_INFO_TIME_EXT_BUSY, survey.extension_busy);
            time(NL80211_SURVEY_INFO_TIME_RX, survey.receive);
            time(NL80211_SURVEY_INFO_TIME_TX, survey.transmit);
            time(NL80211_SURVEY_INFO_TIME_SCAN, survey.scan);
            time(NL80211_SURVEY_INFO_TIME_BSS_RX, survey.own_receive);
        });
    });
}

inline void write_width(MessageWriter& writer, unsigned mhz) {
    switch (mhz) {
        case 40:
            return writer.flag(NL80211_RATE_INFO_40_MHZ_WIDTH);
        case 80:
            return writer.flag(NL80211_RATE_INFO_80_MHZ_WIDTH);
        case 160:
            return writer.flag(NL80211_RATE_INFO_160_MHZ_WIDTH);
        case 320:
            return writer.flag(NL80211_RATE_INFO_320_MHZ_WIDTH);
        default:
            return;
    }
}

/// What stands within the nest of a rate.
inline void write_rate(MessageWriter& writer, const agent::netlink::Rate& rate) {
    using agent::netlink::RateMode;
    const auto hundreds = static_cast<std::uint32_t>(rate.bits_per_second / 1e5);
    writer.number(NL80211_RATE_INFO_BITRATE32, hundreds);
    if (hundreds <= 0xffff) {
        writer.number(NL80211_RATE_INFO_BITRATE, static_cast<std::uint16_t>(hundreds));
    }
    write_width(writer, rate.width_mhz);
    const auto mcs = static_cast<std::uint8_t>(rate.mcs.value_or(0));
    const auto streams = static_cast<std::uint8_t>(rate.streams.value_or(1));
    const auto of = [&](unsigned mcs_type, unsigned streams_type) {
        writer.number(mcs_type, mcs);
        writer.number(streams_type, streams);
    };
    switch (rate.mode) {
        case RateMode::legacy:
            return;
        case RateMode::ht:
            return writer.number(NL80211_RATE_INFO_MCS, static_cast<std::uint8_t>(mcs + 8 * (streams - 1)));
        case RateMode::vht:
            return of(NL80211_RATE_INFO_VHT_MCS, NL80211_RATE_INFO_VHT_NSS);
        case RateMode::he:
            return of(NL80211_RATE_INFO_HE_MCS, NL80211_RATE_INFO_HE_NSS);
        case RateMode::eht:
            return of(NL80211_RATE_INFO_EHT_MCS, NL80211_RATE_INFO_EHT_NSS);
    }
}

/// What stands within NL80211_ATTR_STA_INFO.
inline void write_station(MessageWriter& writer, const agent::netlink::Station& station) {
    const auto number = [&](unsigned type, const auto& value) {
        if (value) {
            writer.number(type, *value);
        }
    };
    const auto time = [&]<typename Number>(unsigned type, const auto& value, Number) {
        if (value) {
            writer.number(type, static_cast<Number>(value->count()));
        }
    };
    const auto dbm = [&](unsigned type, const std::optional<int>& value) {
        if (value) {
            writer.number(type, static_cast<std::uint8_t>(*value));
        }
    };
    const auto bytes = [&](unsigned narrow, unsigned wide, const std::optional<std::uint64_t>& value) {
        if (value) {
            writer.number(narrow, static_cast<std::uint32_t>(*value));
        }
        if (value && !station.narrow_bytes) {
            writer.number(wide, *value);
        }
    };
    const auto rate = [&](unsigned type, const std::optional<agent::netlink::Rate>& value) {
        if (value) {
            nest(writer, type, [&] { write_rate(writer, *value); });
        }
    };
    time(NL80211_STA_INFO_CONNECTED_TIME, station.connected, std::uint32_t{});
    time(NL80211_STA_INFO_INACTIVE_TIME, station.inactive, std::uint32_t{});
    time(NL80211_STA_INFO_ASSOC_AT_BOOTTIME, station.associated_at, std::uint64_t{});
    bytes(NL80211_STA_INFO_RX_BYTES, NL80211_STA_INFO_RX_BYTES64, station.receive_bytes);
    bytes(NL80211_STA_INFO_TX_BYTES, NL80211_STA_INFO_TX_BYTES64, station.transmit_bytes);
    time(NL80211_STA_INFO_RX_DURATION, station.receive_airtime, std::uint64_t{});
    time(NL80211_STA_INFO_TX_DURATION, station.transmit_airtime, std::uint64_t{});
    dbm(NL80211_STA_INFO_SIGNAL, station.signal_dbm);
    dbm(NL80211_STA_INFO_SIGNAL_AVG, station.signal_average_dbm);
    rate(NL80211_STA_INFO_TX_BITRATE, station.transmit_rate);
    rate(NL80211_STA_INFO_RX_BITRATE, station.receive_rate);
    number(NL80211_STA_INFO_RX_PACKETS, station.receive_packets);
    number(NL80211_STA_INFO_TX_PACKETS, station.transmit_packets);
    number(NL80211_STA_INFO_TX_RETRIES, station.transmit_retries);
    number(NL80211_STA_INFO_TX_FAILED, station.transmit_failed);
    if (station.expected_throughput_bits_per_second) {
        writer.number(NL80211_STA_INFO_EXPECTED_THROUGHPUT,
                      static_cast<std::uint32_t>(*station.expected_throughput_bits_per_second / 1e3));
    }
    const nl80211_sta_flag_update flags{1U << NL80211_STA_FLAG_AUTHORIZED,
                                        station.authorized ? 1U << NL80211_STA_FLAG_AUTHORIZED : 0};
    writer.bytes(NL80211_STA_INFO_STA_FLAGS, std::as_bytes(std::span(&flags, 1)));
}

inline Bytes station(int interface, const agent::netlink::Station& station,
                     std::uint8_t command = NL80211_CMD_NEW_STATION) {
    return message(command, [&](MessageWriter& writer) {
        write_index(writer, interface);
        write_address(writer, NL80211_ATTR_MAC, station.address);
        writer.number<std::uint32_t>(NL80211_ATTR_GENERATION, 7);
        nest(writer, NL80211_ATTR_STA_INFO, [&] { write_station(writer, station); });
    });
}

/// A network on the air; its elements as bytes.
struct Network {
    agent::MacAddress bssid;
    std::uint32_t mhz = 0;
    std::int32_t signal_mbm = -6500;
    std::uint32_t seen_ms_ago = 100;
    std::uint16_t capability = 0x0011;  // ESS, privacy
    std::uint16_t beacon_interval = 100;
    Bytes beacon{};
    Bytes probe_response{};
};

inline Bytes network(int interface, const Network& network) {
    return message(NL80211_CMD_NEW_SCAN_RESULTS, [&](MessageWriter& writer) {
        writer.number<std::uint32_t>(NL80211_ATTR_GENERATION, 9);
        write_index(writer, interface);
        nest(writer, NL80211_ATTR_BSS, [&] {
            write_address(writer, NL80211_BSS_BSSID, network.bssid);
            if (!network.probe_response.empty()) {
                writer.flag(NL80211_BSS_PRESP_DATA);
            }
            const auto& latest = network.probe_response.empty() ? network.beacon : network.probe_response;
            writer.bytes(NL80211_BSS_INFORMATION_ELEMENTS, latest);
            if (!network.beacon.empty()) {
                writer.bytes(NL80211_BSS_BEACON_IES, network.beacon);
            }
            writer.number(NL80211_BSS_BEACON_INTERVAL, network.beacon_interval);
            writer.number(NL80211_BSS_CAPABILITY, network.capability);
            writer.number(NL80211_BSS_FREQUENCY, network.mhz);
            writer.number<std::uint32_t>(NL80211_BSS_FREQUENCY_OFFSET, 0);
            writer.number(NL80211_BSS_SEEN_MS_AGO, network.seen_ms_ago);
            writer.number(NL80211_BSS_SIGNAL_MBM, static_cast<std::uint32_t>(network.signal_mbm));
        });
    });
}

}  // namespace magpie::fakes::nl80211
