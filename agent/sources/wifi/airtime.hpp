#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>

#include "agent/netlink/survey.hpp"
#include "agent/netlink/wiphy.hpp"
#include "agent/sources/wifi/quirks.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// Why an interval of a radio's counters is not believed. Each is a reason of magpie_wifi_discarded_total.
enum class Doubt : std::uint8_t {
    channel_changed,    ///< another frequency or width than at the look before
    counter_fell,       ///< a counter went backwards
    frozen,             ///< the active time stands still
    too_much_time,      ///< more active time than half again what has passed
    too_little_time,    ///< less active time than a fifth of what has passed
    busy_above_active,  ///< busy for longer than active, and a twentieth
    parts_above_busy,   ///< receiving and sending for longer than busy, and a twentieth; or of receiving, the own part
    disturbed,          ///< a scan or an availability check went through the counters
    not_filled,         ///< the driver tells no times of its channel
};

[[nodiscard]] std::string_view word(Doubt doubt);

/// What a radio's time went to between two looks; absent where its driver does not tell. Whole milliseconds, as the
/// kernel counts, so that sums of them are exact. No part is longer than what it is a part of.
struct AirtimeDelta {
    Milliseconds active{};
    Milliseconds busy{};
    std::optional<Milliseconds> receive;  // frames of Wi-Fi, whoever's
    std::optional<Milliseconds> transmit;
    std::optional<Milliseconds> own_receive;  // frames of the own network
    std::optional<Milliseconds> foreign;      // busy, and neither own reception nor transmission
    std::optional<Milliseconds> non_wifi;     // busy, and neither reception nor transmission
};

/// The survey counters of one radio's working channel, from look to look: what is believable, and why the rest is not.
/// The first look gives nothing and is no doubt. One thread; owned by the wifi source, one a radio.
class Airtime {
  public:
    /// `channel` and `survey` of the channel in use at `now`. Nothing, and no doubt, where the look before is less than
    /// half a second ago: the interval stays open.
    [[nodiscard]] tl::expected<std::optional<AirtimeDelta>, Doubt> look(const netlink::WorkingChannel& channel,
                                                                        const netlink::Survey& survey,
                                                                        const Quirks& quirks, Monotonic now);
    /// The radio was elsewhere (scan, CAC): the interval that is open, and the next one, are not believed.
    void disturb() { disturbed_looks_ = 2; }
    /// There was nothing to look at: the next look is a first one.
    void forget() {
        before_.reset();
        frozen_looks_ = 0;
    }

    /// Looks in a row at which the active time stood still, while it was due to go on.
    [[nodiscard]] unsigned frozen_looks() const { return frozen_looks_; }

  private:
    struct Before {
        netlink::WorkingChannel channel;
        netlink::Survey survey;
        Monotonic at;
    };

    std::optional<Before> before_;
    unsigned disturbed_looks_ = 0;  // yet to come
    unsigned frozen_looks_ = 0;
};

/// The noise of a survey in dBm; nothing where it is no measurement (0 is what drivers say before their first).
[[nodiscard]] std::optional<int> believable_noise(const netlink::Survey& survey, const Quirks& quirks);

}  // namespace magpie::agent
