#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "agent/app/block_line.hpp"
#include "agent/app/bus_thread.hpp"
#include "agent/app/check_line.hpp"
#include "agent/app/loop.hpp"
#include "agent/config/config.hpp"
#include "agent/netlink/netlink.hpp"
#include "agent/sources/pole/sensors.hpp"
#include "agent/sources/source.hpp"
#include "agent/throughput/measurements.hpp"
#include "platform/log/log.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

struct Beginning;

/// Everything the agent looks at, and what of it is heard between two looks.
struct Sources {
    std::vector<std::unique_ptr<Source>> all;
    std::vector<Watch> watches;  // of sources in `all`, of `buses` and `blocks`
    std::vector<std::unique_ptr<BusThread>> buses;
    std::unique_ptr<BlockLine> blocks;               // null where blocked addresses are not looked for
    Sensors* sensors = nullptr;                      // of the pole, of a source in `all`
    throughput::Measurements* throughput = nullptr;  // of a source in `all`
    CheckLine* checks = nullptr;                     // of a source in `all`

    /// Those of them whom commands of the collector are for.
    void answer(Beginning& beginning) const;
};

/// `route` and `generic` speak NETLINK_ROUTE and NETLINK_GENERIC and outlive the sources. `log` is told of firmware
/// that no sensor node will get.
[[nodiscard]] Sources make_sources(const Config& config, Netlink& route, Netlink& generic, const Now& begun,
                                   const log::Log& log);

/// The gateway to sensors that speak MQTT, where one is configured. All but `sources` outlive it.
void add_gateway(const Config& config, boost::asio::io_context& loop, std::uint32_t seed, const platform::Clock& clock,
                 const log::Log& log, Sources& sources);

/// What asks the network: probes of targets, what a path carries, visits to networks of neighbours, paths measured by
/// STAMP and who is answered, blocked addresses, and checks of the pole; each where it is configured. All but `sources`
/// outlive it.
void add_path(const Config& config, boost::asio::io_context& loop, std::uint32_t seed, const platform::Clock& clock,
              const log::Log& log, Sources& sources);

}  // namespace magpie::agent
