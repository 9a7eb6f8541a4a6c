#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agent/netlink/netlink.hpp"
#include "agent/report/readings.hpp"
#include "agent/sources/wifi/wifi_reader.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

enum class ScanTime : std::uint8_t { never, night, always };

struct ScanSettings {
    ScanTime when = ScanTime::night;
    // The night, in hours of UTC; over midnight where it ends at a smaller hour than it begins.
    unsigned from_hour = 17;
    unsigned until_hour = 20;
    /// From the beginning of a round over all channels to that of the next.
    Milliseconds interval = std::chrono::minutes(30);
};

/// Why a scan that was due was put off. Each is a reason of magpie_wifi_scans_skipped_total.
enum class Obstacle : std::uint8_t {
    clock,       ///< nobody knows whether it is night
    hours,       ///< it is not
    radar,       ///< the radio must listen for radar on its channel, or may have to
    clients,     ///< a client was active a moment ago, or who is there is not known
    busy,        ///< there are clients, and the channel is busy
    unmeasured,  ///< there are clients, and how busy the channel is was not believable
    refused,     ///< by the kernel or the driver
};

[[nodiscard]] std::string_view word(Obstacle obstacle);

/// When a radio that serves may leave its channel to listen to others: one channel at a time, some 100 ms each, a round
/// over all channels after the other. With no client on it nobody misses it. With clients it may go only while all of
/// them have been still for 10 s and the channel was busy for less than a fifth of the last interval: a client that
/// sleeps misses a beacon at most. From a channel with radar detection it may never go. One thread; owned by the wifi
/// source.
class ScanPlan {
  public:
    explicit ScanPlan(const ScanSettings& settings) : settings_(settings) {}

    /// The frequency in MHz that the radio is to listen on now: ask the kernel, and say what became of it. `busy`:
    /// share of the last interval, where it was believable.
    [[nodiscard]] std::optional<std::uint32_t> next(const Radio& radio, const std::vector<Network>& networks,
                                                    std::optional<double> busy, const Now& now);
    void started(std::uint32_t wiphy, Monotonic now);
    /// True when it was the last one of a round in which others were started.
    [[nodiscard]] bool refused(std::uint32_t wiphy, NetlinkError error);

    /// A scan was started so long ago that the event of its end must have been lost.
    [[nodiscard]] bool is_overdue(std::uint32_t wiphy, Monotonic now) const;
    /// A scan of the radio is over, whoever asked for it. True when it was the last one of a round.
    [[nodiscard]] bool ended(std::uint32_t wiphy);

    /// Radios that are not among these have gone.
    void keep(const std::vector<Radio>& radios);
    void write(Readings& readings) const;

  private:
    struct Known {
        std::string name;
        std::vector<std::uint32_t> left;      // MHz; of this round, the next one last
        std::optional<Monotonic> next_round;  // not before; none: at once
        std::optional<Monotonic> last_start;  // of a scan
        bool under_way = false;
        std::set<Obstacle> met;  // since a scan was started
        std::map<Obstacle, std::uint64_t> skipped;
        std::uint64_t scans = 0;
        std::uint64_t scans_before = 0;  // this round
    };

    [[nodiscard]] std::optional<Obstacle> obstacle(const Radio& radio, const std::vector<Network>& networks,
                                                   std::optional<double> busy, const Now& now) const;
    static void skip(Known& known, Obstacle obstacle);

    ScanSettings settings_;
    std::map<std::uint32_t, Known> radios_;  // by wiphy
};

}  // namespace magpie::agent
