#pragma once

#include <string_view>

namespace magpie::agent {

/// What the numbers of one driver mean beyond what nl80211.h says of them.
struct Quirks {
    std::string_view driver;              // as /sys/class/ieee80211/phyN/device/driver names it
    bool receive_is_own = false;          // "receive" counts frames of the own BSS alone
    bool times_are_of_a_visit = false;    // each look tells the times of one short measurement: there is no sum
    bool time_may_stand_still = false;    // while the radio works: not a sign of a hang
    bool noise_is_made_up = false;        // a constant, or no measurement of the silence
    bool retries_are_unreported = false;  // transmit retries of 0 say nothing: whether they are counted is a matter of
                                          // kernel, firmware and set-up
};

/// The row of a driver; one without any quirk where it has none.
[[nodiscard]] const Quirks& quirks_of(std::string_view driver);

}  // namespace magpie::agent
