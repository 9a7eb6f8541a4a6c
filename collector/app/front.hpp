#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <tl/expected.hpp>

#include "collector/access/access.hpp"
#include "collector/app/console_connections.hpp"
#include "collector/app/pages.hpp"
#include "collector/config/config.hpp"
#include "collector/console/console_pages.hpp"
#include "collector/exposition/block_pages.hpp"
#include "collector/exposition/endpoints.hpp"
#include "collector/exposition/order_pages.hpp"
#include "collector/exposition/quarantine_pages.hpp"
#include "collector/exposition/throughput_pages.hpp"
#include "collector/identity/certificate_ends.hpp"
#include "collector/orders/order_desk.hpp"
#include "collector/orders/signer_list.hpp"
#include "platform/clock/clock.hpp"
#include "platform/http/server.hpp"
#include "platform/http/server_certificate.hpp"
#include "platform/log/log.hpp"

namespace magpie::collector {

/// What the collector shows, what it can be told, and by whom: pages and orders behind access and TLS on one port. On
/// the loop; owned by main(), and what it shows outlives it.
class Front {
  public:
    struct Shown {
        Collector& collector;
        const mqtt::PahoClient& client;
        Database& database;
        SignerList& signers;
        ConsoleConnections& console;
    };

    /// Listens from here on. The error is a sentence.
    [[nodiscard]] static tl::expected<std::unique_ptr<Front>, std::string> open(boost::asio::io_context& loop,
                                                                                const Config& config,
                                                                                const Shown& shown,
                                                                                const platform::Clock& clock,
                                                                                const log::Log& log);

  private:
    Front(const Config& config, const Shown& shown, const platform::Clock& clock, const log::Log& log, Access access);

    [[nodiscard]] http::Response answer(const http::Request& request);
    [[nodiscard]] std::optional<std::size_t> takes(const http::Request& request) const;
    [[nodiscard]] WayCounts counts();

    const platform::Clock& clock_;
    Access access_;
    const ReportShelf* reports_;  // null: none are kept
    CertificateEnds certificate_ends_;
    std::optional<http::ServerCertificate> certificate_;
    OrderDesk desk_;
    OrderPages order_pages_;
    BlockPages block_pages_;
    ThroughputPages throughput_pages_;
    QuarantinePages quarantine_pages_;
    ConsolePages console_pages_;
    Endpoints endpoints_;
    std::unique_ptr<http::Server> server_;  // last: it calls the others
};

}  // namespace magpie::collector
