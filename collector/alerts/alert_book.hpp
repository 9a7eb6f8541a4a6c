#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>

#include "collector/alerts/alert.hpp"
#include "collector/alerts/watch.hpp"
#include "collector/fleet/fleet.hpp"
#include "collector/ingest/urgent_report.hpp"
#include "wire/time.hpp"

namespace magpie::collector::alerts {

/// Why an alert was not told.
struct Dropped {
    std::uint64_t too_many = 0;
    std::uint64_t flood = 0;
    std::uint64_t undelivered = 0;  // over before anybody took it
};

/// Which alerts are open, and for how long: the meaning of urgent reports, without a socket.
///
/// An alert is told from the report that shows its sign until the sign is gone (a value is another one; a rise is older
/// than the row says). Then it is told no more, and called over only after `clear`, for Prometheus, which tells of it
/// under the same labels, sees the end later: a "still there" after its "over" would page twice, and so would an "over"
/// before it. A rise is told no more from `clear` before its end on, because Prometheus may forget it a scrape early.
///
/// A node that dies takes its alerts along: nothing of it can be known, so nothing is said, and Alertmanager forgets
/// them within `holds_for`. That the node is dead is an alert of its own, made of what is scraped.
///
/// One thread; owned by the Alerts.
class AlertBook {
  public:
    AlertBook(const Settings& settings, const Fleet& fleet);

    void take(const UrgentReport& report, const Now& now);
    /// What time and the fleet have changed. To be called before anything is told, for what is gone must not be. Where
    /// another collector tells of them, none that ends unheard is counted.
    void look(const Now& now, bool tells = true);

    /// By what makes them one alert.
    [[nodiscard]] std::map<std::string, Alert>& all() { return alerts_; }
    [[nodiscard]] const std::map<std::string, Alert>& all() const { return alerts_; }
    [[nodiscard]] const Dropped& dropped() const { return dropped_; }

  private:
    struct Openings {  // of a node
        Monotonic since{};
        std::uint32_t count = 0;
    };

    void raise(NodeIndex index, const Watched& watched, UtcMs taken, const Now& now);
    [[nodiscard]] bool may_open(const Node& node, const Now& now);
    void judge(Alert& alert, const Now& now);
    [[nodiscard]] bool holds(const Alert& alert, const Now& now);
    [[nodiscard]] bool is_done(const Alert& alert, const Now& now) const;

    Settings settings_;
    const Fleet& fleet_;
    Watch watch_;
    std::map<std::string, Alert> alerts_;
    std::unordered_map<std::uint64_t, Openings> openings_;  // by serial of the node
    std::uint64_t last_id_ = 0;
    Dropped dropped_;
};

}  // namespace magpie::collector::alerts
