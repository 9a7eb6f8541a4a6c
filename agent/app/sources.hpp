#pragma once

#include <memory>
#include <vector>

#include "agent/app/bus_thread.hpp"
#include "agent/app/loop.hpp"
#include "agent/config/config.hpp"
#include "agent/netlink/netlink.hpp"
#include "agent/sources/pole/sensors.hpp"
#include "agent/sources/source.hpp"

namespace magpie::agent {

/// Everything the agent looks at, and what of it is heard between two looks.
struct Sources {
    std::vector<std::unique_ptr<Source>> all;
    std::vector<Watch> watches;  // of sources in `all`, and of `buses`
    std::vector<std::unique_ptr<BusThread>> buses;
    Sensors* sensors = nullptr;  // of the pole, of a source in `all`
};

/// `route` and `generic` speak NETLINK_ROUTE and NETLINK_GENERIC and outlive the sources.
[[nodiscard]] Sources make_sources(const Config& config, Netlink& route, Netlink& generic);

}  // namespace magpie::agent
