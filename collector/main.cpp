#include <utility>

#include <functional>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "collector/app/alert_connections.hpp"
#include "collector/app/collector.hpp"
#include "collector/app/command_line.hpp"
#include "collector/app/console_connections.hpp"
#include "collector/app/front.hpp"
#include "collector/app/loop.hpp"
#include "collector/app/memory.hpp"
#include "collector/app/store_connections.hpp"
#include "collector/database/database.hpp"
#include "collector/orders/signer_list.hpp"
#include "platform/clock/clock.hpp"
#include "platform/log/log.hpp"
#include "platform/mqtt/paho_client.hpp"
#include "platform/service/private_memory.hpp"

int main(int argc, char** argv) {
    using namespace magpie;
    service::keep_memory_private();
    const platform::SystemClock clock;
    const auto config = collector::start(argc, argv, clock.now());
    if (!config) {
        return config.error();
    }
    const log::Log log(log::style_of_stderr(), log::level_named(config->log_level));
    boost::asio::io_context loop(1);

    // Database: what was known before, and what acknowledgements wait for
    auto database = collector::Database::open(
        {.store = {.path = config->database}},
        [&loop](std::function<void()> task) { boost::asio::post(loop, std::move(task)); },
        [&log](const std::string& line) { log.warning(line); });
    if (!database) {
        log.error(database.error());
        return 1;
    }

    // broker -> Paho -> HostSession -> Ingest -> Fleet, all within Collector; Ingest -> Database -> acknowledgements
    magpie::mqtt::PahoClient client(loop);
    std::optional<collector::Collector> city;
    // Ingest -> History -> store; Ingest -> Alerts -> Alertmanagers
    const auto credentials = collector::store_credentials(*config);
    if (!credentials) {
        log.error(credentials.error());
        return 1;
    }
    const auto the_collector = [&city]() -> collector::Collector& { return *city; };
    collector::StoreConnections store(loop, *config, *credentials, clock, log, the_collector);
    collector::AlertConnections alertmanagers(loop, *config, clock, the_collector);
    const auto settled = [&](const collector::ingest::Settle& settle) { city->settled(settle, clock.now()); };
    city.emplace(config->session, config->ingest, client, collector::memory_in(**database, log, settled),
                 collector::history_store(*config, store), collector::alert_receivers(*config, alertmanagers),
                 config->neighbours, config->suspicion, config->blocks, config->throughput, config->console);
    city->keep_reports(config->reports);
    collector::restore(*city, **database, config->session.areas, clock.now());

    // Fleet -> Endpoints -> Access -> HTTP; and back: HTTP -> Access -> OrderDesk -> nodes
    collector::SignerList signers(config->orders_crl_file, log);
    city->send_with_orders([&signers](const Now& now) -> const std::string& { return signers.der(now); });
    collector::ConsoleConnections console(loop, *config, *credentials);
    const auto front = collector::Front::open(loop, *config, {*city, client, **database, signers, console}, clock, log);
    if (!front) {
        log.error(front.error());
        return 1;
    }

    collector::run(loop, *city, client, clock, log);
    if (const auto problem = (*database)->stop()) {
        log.error(*problem);
        return 1;
    }
    return 0;
}
