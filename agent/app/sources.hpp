#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "agent/app/block_line.hpp"
#include "agent/app/bus_thread.hpp"
#include "agent/app/check_line.hpp"
#include "agent/app/loop.hpp"
#include "agent/config/config.hpp"
#include "agent/netlink/netlink.hpp"
#include "agent/page/report_queue.hpp"
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
    std::unique_ptr<page::ReportQueue> reports;      // that go to the collector, of the pole page and of checks
    CheckLine* checks = nullptr;                     // of a source in `all`

    /// Those of them whom commands of the collector are for.
    void answer(Beginning& beginning) const;
};

/// `route` and `generic` speak NETLINK_ROUTE and NETLINK_GENERIC and outlive the sources. `log` is told of firmware
/// that no sensor node will get.
[[nodiscard]] Sources make_sources(const Config& config, Netlink& route, Netlink& generic, const Now& begun,
                                   const log::Log& log);

/// All that needs the loop: the gateway to sensors that speak MQTT; probes of targets, what a path carries, visits to
/// networks of neighbours, paths measured by STAMP and who is answered, blocked addresses; and the pole page, which
/// looks at what all others have seen, and runs checks with the configuration in `config_file`. Each where it is
/// configured. All but `sources` outlive it.
void add_lines(const std::string& config_file, const Config& config, boost::asio::io_context& loop, std::uint32_t seed,
               const platform::Clock& clock, const log::Log& log, Sources& sources);

}  // namespace magpie::agent
