#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "collector/access/access.hpp"
#include "collector/app/collector.hpp"
#include "collector/database/database.hpp"
#include "collector/exposition/endpoints.hpp"
#include "collector/exposition/quarantine_pages.hpp"
#include "collector/identity/certificate_ends.hpp"
#include "collector/orders/order_desk.hpp"
#include "platform/clock/clock.hpp"
#include "platform/http/server.hpp"
#include "platform/mqtt/paho_client.hpp"

namespace magpie::collector {

/// What is counted on the way to the pages.
struct WayCounts {
    std::uint64_t scrapes = 0;
    Access::Counts denied{};
    http::Server::Numbers closed{};
    CertificateEnds::Seconds certificate_ends{};
};

/// Where the pages come from. All outlive the pages.
[[nodiscard]] PageSources page_sources(const Collector& collector, const mqtt::PahoClient& client,
                                       const Database& database, const OrderDesk& desk, const platform::Clock& clock,
                                       std::function<WayCounts()> way, std::string advertised);

/// Who is in quarantine, and the way out of it. The collector outlives the pages; `audit` is told of each release.
[[nodiscard]] QuarantinePages::Surroundings quarantine_of(
    Collector& collector, std::function<void(const std::string& by, const std::string& detail, const Now& now)> audit);

}  // namespace magpie::collector
