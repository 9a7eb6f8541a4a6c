#include <utility>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "collector/access/access.hpp"
#include "collector/app/alert_connections.hpp"
#include "collector/app/collector.hpp"
#include "collector/app/command_line.hpp"
#include "collector/app/loop.hpp"
#include "collector/app/memory.hpp"
#include "collector/app/pages.hpp"
#include "collector/app/store_connections.hpp"
#include "collector/database/database.hpp"
#include "collector/exposition/endpoints.hpp"
#include "collector/exposition/order_pages.hpp"
#include "collector/orders/order_desk.hpp"
#include "platform/clock/clock.hpp"
#include "platform/http/server.hpp"
#include "platform/http/server_certificate.hpp"
#include "platform/log/log.hpp"
#include "platform/mqtt/paho_client.hpp"
#include "platform/service/private_memory.hpp"
#include "platform/tls/signed_order.hpp"

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
    city.emplace(config->session, config->ingest, client, collector::memory_in(**database, settled),
                 collector::history_store(*config, store), collector::alert_receivers(*config, alertmanagers));
    collector::restore(*city, **database, config->session.areas, clock.now());

    // HTTP -> OrderDesk -> OrderBook, within Collector -> nodes
    collector::OrderDesk desk(
        city->orders(),
        [&config](std::string_view order, const Now& now) {
            return tls::read_signed_order(order, config->orders_ca_file, now);
        },
        collector::order_memory_in(**database));
    for (const auto number : collector::restore_orders(desk, **database, clock.now())) {
        log.warning("an order that was kept is not held: its signature is not good now",
                    {{"order", static_cast<std::uint64_t>(number)}});
    }
    collector::OrderPages order_pages(desk, city->fleet());

    // Fleet -> Endpoints -> Access -> HTTP
    std::optional<collector::Endpoints> endpoints;
    endpoints.emplace(collector::page_sources(
        *city, client, **database, desk, clock, [&endpoints] { return endpoints->scrapes(); }, config->advertised));
    auto access = collector::Access::open(config->tokens_file, config->http.address, log);
    if (!access) {
        log.error(access.error());
        return 1;
    }
    auto settings = config->http;
    settings.admits = [&](const http::Peer& peer) { return access->admits(peer, clock.now()); };
    settings.takes = collector::OrderPages::takes;
    std::optional<http::ServerCertificate> certificate;
    if (!config->http_certificate.certificate_file.empty()) {
        auto read = http::ServerCertificate::read(config->http_certificate, log);
        if (!read) {
            log.error(read.error());
            return 1;
        }
        certificate = std::move(*read);
        settings.tls = [&] { return certificate->for_next(clock.now()); };
    }
    const auto server = http::Server::open(loop, settings, [&](const http::Request& request) {
        const auto now = clock.now();
        if (auto denial = access->denies(request, now)) {
            return std::move(*denial);
        }
        auto answer = order_pages.answer(request, access->who(request), now);
        return answer ? std::move(*answer) : endpoints->answer(request);
    });
    if (!server) {
        log.error(server.error());
        return 1;
    }
    log.info("listening", {{"address", config->http.address}, {"port", (*server)->port()}});

    collector::run(loop, *city, client, clock, log);
    if (const auto problem = (*database)->stop()) {
        log.error(*problem);
        return 1;
    }
    return 0;
}
