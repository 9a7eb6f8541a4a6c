#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "collector/alerts/alert.hpp"
#include "collector/blocks/block_book.hpp"
#include "collector/console/console.hpp"
#include "collector/console/console_pages.hpp"
#include "collector/history/history.hpp"
#include "collector/ingest/ingest.hpp"
#include "collector/neighbours/neighbours.hpp"
#include "collector/reports/report_shelf.hpp"
#include "collector/session/host_session.hpp"
#include "collector/suspicion/suspicion.hpp"
#include "collector/throughput/token_book.hpp"
#include "platform/http/client.hpp"
#include "platform/http/credentials.hpp"
#include "platform/http/server.hpp"

namespace magpie::collector {

/// Everything magpie-collector can be told; the TOML key stands beside its field. `collector/config/collector.toml`
/// explains each to the reader.
struct Config {
    /// mqtt.server, ca_file, certificate_file, key_file, host_id, areas, keep_alive_seconds; pair.instance
    SessionSettings session;
    http::Settings http{.address = "127.0.0.1", .port = 9600};  // http.address, port, connections
    http::CertificateFiles http_certificate;                    // http.certificate_file, key_file; empty: no TLS
    std::string tokens_file;                                    // http.tokens_file; empty: open to all
    std::string advertised;                                     // http.advertised; empty: address and port
    std::string database = "/var/lib/magpie-collector/collector.sqlite";  // database.path
    std::string orders_ca_file;   // orders.ca_file, else mqtt.ca_file; empty: no order is taken
    std::string orders_crl_file;  // orders.crl_file; empty: nodes hear from nobody which signers were revoked
    /// limits.nodes, metrics_per_node, texts_per_node, message_bytes; quota.bytes_per_second, messages_per_second,
    /// births_per_minute, new_series_per_hour; foreign.map; ingest.reorder_seconds,
    /// ahead_seconds, behind_seconds, move_after_seconds, silent_intervals; acknowledge.every_seconds,
    /// late_per_second; rebirth.per_second, burst
    ingest::Settings ingest;
    std::optional<http::Url> history_url;       // history.url; none: no history
    http::CredentialFiles history_credentials;  // history.ca_file, certificate_file, key_file, token_file
    Milliseconds history_timeout{30'000};       // history.timeout_seconds
    /// history.shards, batch_seconds, settle_seconds, window_seconds, memory_bytes
    history::Settings history;
    std::vector<http::Url> alert_urls;  // alerts.urls, to POST to
    alerts::Settings alerts;            // alerts.urls, labels, clear_seconds, runbook_url
    NeighbourSettings neighbours;       // neighbours.enabled, distance_meters, every_seconds
    /// suspicion.enabled, least_members, share, window_seconds, clear_seconds, every_seconds, settle_seconds
    SuspicionSettings suspicion;
    BlockSettings blocks;                           // blocks.poles, patience_seconds
    TokenSettings throughput;                       // throughput.longest_seconds, way_seconds
    ConsoleFiles console_files;                     // console.directory, coverage_file, sites_file
    std::optional<http::Url> console_history_url;   // console.history_url; none: history is not shown
    ConsoleSettings console;                        // console.events, event_days
    ReportShelf::Settings reports;                  // reports.directory, kept_per_node; mqtt.ca_file
    std::vector<std::string> watched_certificates;  // identity.watch
    std::string log_level = "info";                 // log_level
};

/// Whose ends are looked after: the collector's own certificates, and those it is told to watch.
[[nodiscard]] std::vector<std::string> certificate_files(const Config& config);

/// Reads a configuration; the error is one line a problem, each with the name of the file and the line.
[[nodiscard]] tl::expected<Config, std::vector<std::string>> parse_config(std::string_view text,
                                                                          std::string_view file_name);

}  // namespace magpie::collector
