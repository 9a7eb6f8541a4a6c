#pragma once

#include <functional>
#include <string>
#include <vector>

#include "collector/app/collector.hpp"
#include "collector/database/database.hpp"
#include "collector/orders/order_desk.hpp"
#include "platform/log/log.hpp"

namespace magpie::collector {

/// The collector's memory kept in a database. `settled` is called on the loop once a ledger is committed. The database
/// outlives the collector.
[[nodiscard]] Memory memory_in(Database& database, const log::Log& log,
                               std::function<void(const ingest::Settle&)> settled);

/// Gives back what was remembered before a restart: births and ledgers of every node, blocks, and what the console
/// keeps. Nodes of areas that are another collector's by now (`areas` are ours; empty: all) are forgotten.
void restore(Collector& collector, Database& database, const std::vector<std::string>& areas, const Now& now);

/// Orders and the audit kept in the same database.
[[nodiscard]] OrderDesk::Memory order_memory_in(Database& database);
/// After the nodes; the log says which orders are not held any more.
void restore_orders(OrderDesk& desk, Database& database, const Now& now, const log::Log& log);

}  // namespace magpie::collector
