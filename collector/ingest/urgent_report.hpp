#pragma once

#include <vector>

#include "collector/fleet/fleet.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// What Ingest writes down for the alerts: of the present, and what may hold the sign of an urgent event. It is applied
/// to the fleet already.
struct UrgentReport {
    NodeIndex node{};
    UtcMs taken{};  // by the node's clock where that is known, else when it came
    /// The node sent it at once for an event, or its list grew within a connection: what rose since these values, by
    /// slot, has happened now. Empty of another birth or whole report, for what rose unseen may have risen long ago.
    std::vector<double> before{};
    bool whole = false;
};

}  // namespace magpie::collector
