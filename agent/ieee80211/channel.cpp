#include "agent/ieee80211/channel.hpp"

namespace magpie::agent {

std::string_view word(Band band) {
    switch (band) {
        case Band::ghz_2_4:
            return "2.4GHz";
        case Band::ghz_5:
            return "5GHz";
        case Band::ghz_6:
            return "6GHz";
        case Band::ghz_60:
            return "60GHz";
        case Band::sub_1_ghz:
            return "sub1GHz";
    }
    return "2.4GHz";
}

std::optional<Band> band_of(std::uint32_t mhz) {
    // From China's 755 MHz to the 928 MHz of North America, and Japan's 4.9 GHz among those of 5 GHz (annex E).
    if (mhz >= 755 && mhz <= 928) {
        return Band::sub_1_ghz;
    }
    if (mhz >= 2400 && mhz <= 2500) {
        return Band::ghz_2_4;
    }
    if (mhz >= 4900 && mhz < 5925) {
        return Band::ghz_5;
    }
    if (mhz > 5925 && mhz <= 7125) {
        return Band::ghz_6;
    }
    if (mhz >= 57'000 && mhz <= 71'000) {
        return Band::ghz_60;
    }
    return std::nullopt;
}

std::optional<unsigned> channel_of(std::uint32_t mhz) {
    if (mhz == 2484) {
        return 14;
    }
    if (mhz == 5935) {
        return 2;
    }
    if (mhz >= 2412 && mhz <= 2472) {
        return mhz % 5 == 2 ? std::optional((mhz - 2407) / 5) : std::nullopt;
    }
    if (mhz % 5 != 0) {
        return std::nullopt;
    }
    if (mhz >= 4910 && mhz <= 4980) {
        return (mhz - 4000) / 5;
    }
    // Above 181 the numbers belong to the channels of 4.9 GHz.
    if (mhz > 5000 && mhz <= 5905) {
        return (mhz - 5000) / 5;
    }
    if (mhz >= 5955 && mhz <= 7115) {
        return (mhz - 5950) / 5;
    }
    return std::nullopt;
}

std::optional<std::uint32_t> centre_of(Band band, unsigned channel) {
    if (channel > 255) {
        return std::nullopt;
    }
    std::uint32_t mhz = 0;
    if (band == Band::ghz_2_4) {
        mhz = channel == 14 ? 2484 : 2407 + 5 * channel;
    } else if (band == Band::ghz_5) {
        mhz = (channel >= 182 ? 4000 : 5000) + 5 * channel;
    } else if (band == Band::ghz_6) {
        mhz = channel == 2 ? 5935 : 5950 + 5 * channel;
    }
    return channel_of(mhz) == channel ? std::optional(mhz) : std::nullopt;
}

}  // namespace magpie::agent
