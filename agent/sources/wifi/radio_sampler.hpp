#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent/ieee80211/channel.hpp"
#include "agent/report/readings.hpp"
#include "agent/sources/wifi/airtime.hpp"
#include "agent/sources/wifi/wifi_reader.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// Radios from look to look: their settings as they are, and totals of what was believable of their airtime. One
/// thread; owned by the wifi source.
class RadioSampler {
  public:
    /// All radios there are at `now`; those that are not among them any more are forgotten.
    void look(const std::vector<Radio>& radios, Monotonic now);
    /// A radio was off its channel: a scan, an availability check.
    void disturb(std::uint32_t wiphy);

    /// Share of the last interval in which the channel was busy, where that was believable.
    [[nodiscard]] std::optional<double> busy(std::uint32_t wiphy) const;

    void write(Readings& readings) const;

  private:
    struct Totals {
        Milliseconds active{};
        Milliseconds busy{};
        std::optional<Milliseconds> receive;
        std::optional<Milliseconds> transmit;
        std::optional<Milliseconds> own_receive;
        std::optional<Milliseconds> foreign;
        std::optional<Milliseconds> non_wifi;
    };
    struct Known {
        Radio radio;
        Airtime airtime;
        std::optional<double> busy;  // of the last interval
        std::map<Band, Totals> totals;
        std::map<Doubt, std::uint64_t> doubts;
    };

    static void add(Totals& totals, const AirtimeDelta& delta);
    static void write_settings(const Known& known, Readings& readings);
    static void write_totals(const std::string& radio, Band band, const Totals& totals, Readings& readings);

    std::map<std::uint32_t, Known> radios_;  // by wiphy
};

}  // namespace magpie::agent
