#include "agent/netlink/nl80211.hpp"

#include <linux/genetlink.h>
#include <linux/nl80211.h>

#include <cstring>

namespace magpie::agent::netlink {

namespace {

/// Beyond the 60 GHz band, which ends at 71 GHz, there is no Wi-Fi.
constexpr std::uint32_t highest_mhz = 100'000;
constexpr std::size_t longest_ssid = 32;

std::optional<std::uint32_t> width_of(std::uint32_t width) {
    switch (width) {
        case NL80211_CHAN_WIDTH_20_NOHT:
        case NL80211_CHAN_WIDTH_20:
            return 20;
        case NL80211_CHAN_WIDTH_40:
            return 40;
        case NL80211_CHAN_WIDTH_80:
            return 80;
        case NL80211_CHAN_WIDTH_80P80:
        case NL80211_CHAN_WIDTH_160:
            return 160;
        case NL80211_CHAN_WIDTH_320:
            return 320;
        case NL80211_CHAN_WIDTH_5:
            return 5;
        case NL80211_CHAN_WIDTH_10:
            return 10;
        case NL80211_CHAN_WIDTH_1:
            return 1;
        case NL80211_CHAN_WIDTH_2:
            return 2;
        case NL80211_CHAN_WIDTH_4:
            return 4;
        case NL80211_CHAN_WIDTH_8:
            return 8;
        case NL80211_CHAN_WIDTH_16:
            return 16;
        default:
            return std::nullopt;
    }
}

}  // namespace

bool take_mhz(const Attribute& attribute, std::uint32_t& mhz) {
    const auto number = attribute.number<std::uint32_t>();
    mhz = number.value_or(0);
    return mhz != 0 && mhz <= highest_mhz;
}

bool take_offset(const Attribute& attribute, std::uint32_t& khz) {
    const auto number = attribute.number<std::uint32_t>();
    khz = number.value_or(0);
    return number && khz < 1000;
}

bool take_address(const Attribute& attribute, MacAddress& address) {
    if (attribute.value.size() != address.bytes.size()) {
        return false;
    }
    std::memcpy(address.bytes.data(), attribute.value.data(), address.bytes.size());
    return true;
}

bool take_index(const Attribute& attribute, std::optional<int>& index) {
    const auto number = attribute.number<std::uint32_t>();
    if (!number || *number == 0 || !std::in_range<int>(*number)) {
        return false;
    }
    index = static_cast<int>(*number);
    return true;
}

bool take_ssid(const Attribute& attribute, std::string& ssid) {
    if (attribute.value.size() > longest_ssid) {
        return false;
    }
    ssid.assign(reinterpret_cast<const char*>(attribute.value.data()), attribute.value.size());
    return true;
}

bool ChannelAttributes::take(const Attribute& attribute) {
    switch (attribute.type) {
        case NL80211_ATTR_WIPHY_FREQ:
            return take_mhz(attribute, channel_.mhz);
        case NL80211_ATTR_WIPHY_FREQ_OFFSET:
            return take_offset(attribute, channel_.offset_khz);
        case NL80211_ATTR_CENTER_FREQ1:
            return take_mhz(attribute, channel_.center_mhz);
        case NL80211_ATTR_CHANNEL_WIDTH: {
            const auto number = attribute.number<std::uint32_t>();
            if (!number) {
                return false;
            }
            const auto width = width_of(*number);
            known_width_ = width.has_value();
            channel_.width_mhz = width.value_or(0);
            return true;
        }
        default:
            return true;
    }
}

std::optional<WorkingChannel> ChannelAttributes::channel() const {
    if (channel_.mhz == 0 || !known_width_) {
        return std::nullopt;
    }
    auto channel = channel_;
    if (channel.center_mhz == 0) {
        channel.center_mhz = channel.mhz;
    }
    return channel;
}

MessageWriter nl80211_question(std::uint8_t command, int interface) {
    MessageWriter question;
    question.header(genlmsghdr{.cmd = command, .version = 0, .reserved = 0});
    if (interface != 0) {
        question.number(NL80211_ATTR_IFINDEX, static_cast<std::uint32_t>(interface));
    }
    return question;
}

}  // namespace magpie::agent::netlink
