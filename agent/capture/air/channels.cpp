#include "agent/capture/air/channels.hpp"

#include <algorithm>
#include <chrono>

#include "agent/ieee80211/channel.hpp"

namespace magpie::agent {

namespace {

/// A radio that hears nothing for longer may not have listened.
constexpr std::chrono::microseconds longest_silence = std::chrono::seconds(10);
/// Of the time before the first frame on another channel: about a beacon's interval.
constexpr std::chrono::microseconds moment = std::chrono::milliseconds(100);

}  // namespace

void Channels::frame(std::uint32_t mhz, CaptureTime at, std::uint32_t airtime_us) {
    if (!channel_of(mhz)) {
        return;
    }
    if (mhz_ != 0) {
        const auto silence = mhz == mhz_ ? longest_silence : moment;
        auto& before = channels_[mhz_];
        before.listened_us +=
            static_cast<std::uint64_t>(std::clamp(at - last_, CaptureTime::duration(0), silence).count());
        before.changed = true;
    }
    if (mhz != mhz_) {
        mhz_ = mhz;
        there_since_ = at;
    }
    last_ = at;
    auto& totals = channels_[mhz];
    totals.airtime_us += airtime_us;
    totals.changed = true;
}

void Channels::tell(std::vector<capture::Record>& into) {
    for (auto& [mhz, totals] : channels_) {
        if (totals.changed) {
            totals.changed = false;
            into.emplace_back(
                capture::Channel{.mhz = mhz, .listened_us = totals.listened_us, .airtime_us = totals.airtime_us});
        }
    }
}

}  // namespace magpie::agent
