#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collector/fleet/fleet.hpp"
#include "wire/catalogue/urgent.hpp"
#include "wire/time.hpp"

namespace magpie::collector::alerts {

struct Settings {
    std::vector<std::string> alertmanagers{};  // their names, for the log
    Labels labels{};                           // of every alert; what Prometheus calls external_labels
    std::string runbook_url{};                 // the alert's name follows; empty: no such annotation
    /// The sign must be gone for so long until it is over: longer than Prometheus takes to see it and to say so, for
    /// who tells of the end first is contradicted by the other.
    Milliseconds clear{90'000};
    std::size_t most = 1000;            // alerts at one time
    std::uint32_t most_of_a_node = 16;  // opened within ten minutes
};

/// What one Alertmanager knows of an alert.
struct Told {
    Monotonic due{};
    bool taken = false;
    bool ended = false;  // and that it is over
};

/// One alert, open or just over.
struct Alert {
    std::uint64_t id = 0;  // of this time it is open
    const catalogue::Urgent* row = nullptr;
    NodeIndex index{};
    std::uint64_t serial = 0;  // of the node
    std::string area{};
    std::string node{};
    Labels kept{};
    UtcMs starts{};
    Monotonic risen{};                       // of Sign::rise, last
    std::optional<Monotonic> false_since{};  // the sign is gone: it is sent no more
    std::optional<UtcMs> ended{};
    Monotonic ended_at{};
    bool delivered = false;  // somebody has taken it
    bool kept_back = false;  // on purpose
    std::vector<Told> told{};
};

/// An Alertmanager forgets an alert that it is not told again within this time. Six times the pause between two
/// sendings: one may be down for two minutes and calls nothing over that is not.
inline constexpr Milliseconds holds_for{180'000};
inline constexpr Milliseconds resend_every{30'000};

/// One element of what POST /api/v2/alerts takes.
[[nodiscard]] std::string to_json(const Alert& alert, const Settings& settings, const Now& now);

}  // namespace magpie::collector::alerts
