#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collector/app/collector.hpp"
#include "collector/exposition/endpoints.hpp"
#include "collector/exposition/own_metrics.hpp"

namespace magpie::collector {

/// What the collector's parts have counted; the numbers of the database and of the pages are added by who holds them.
[[nodiscard]] OwnNumbers own_numbers(const Collector& collector);

/// What /readyz says: nothing while connected to the broker, else why not.
[[nodiscard]] std::optional<std::string> why_not_ready(const Collector& collector);

/// What /api/v1/refused shows.
[[nodiscard]] std::vector<RefusedMessage> refused_messages(const Collector& collector);

}  // namespace magpie::collector
