#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "agent/netlink/wifi_event.hpp"
#include "agent/report/readings.hpp"

namespace magpie::agent {

/// How often what happened at which radio: magpie_wifi_events_total. A radio that has gone keeps its counts, for its
/// going is one of them. One thread; owned by the wifi source.
class EventCounts {
  public:
    void count(std::string_view radio, std::string_view type);
    /// What is urgent of a radio that is there begins at 0: nobody can tell that what begins at 1 has risen.
    void exists(std::string_view radio);
    void write(Readings& readings) const;

  private:
    [[nodiscard]] std::string_view name_of(std::string_view radio);

    std::map<std::pair<std::string, std::string_view>, std::uint64_t> counts_;  // by radio and type
    std::size_t radios_ = 0;
};

/// The word for an event, as it stands in the label `type`; join and leave are "join" and "leave".
[[nodiscard]] std::string_view word(netlink::WifiEventType type);

/// Whether an operator must know now and not at the next interval.
[[nodiscard]] bool is_urgent(netlink::WifiEventType type);

/// Whether the radio's counters went through something else than its channel.
[[nodiscard]] bool disturbs_airtime(netlink::WifiEventType type);

/// Whether the kernel has results of a scan, all or some.
[[nodiscard]] bool ends_scan(netlink::WifiEventType type);

}  // namespace magpie::agent
