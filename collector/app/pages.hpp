#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "collector/app/collector.hpp"
#include "collector/database/database.hpp"
#include "collector/exposition/endpoints.hpp"
#include "collector/orders/order_desk.hpp"
#include "platform/clock/clock.hpp"
#include "platform/mqtt/paho_client.hpp"

namespace magpie::collector {

/// Where the pages come from; `scrapes` tells how many were served. All outlive the pages.
[[nodiscard]] PageSources page_sources(const Collector& collector, const mqtt::PahoClient& client,
                                       const Database& database, const OrderDesk& desk, const platform::Clock& clock,
                                       std::function<std::uint64_t()> scrapes, std::string advertised);

}  // namespace magpie::collector
