#pragma once

#include <array>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>

#include "wire/catalogue/catalogue.hpp"

namespace magpie::collector {

/// Counts by the value of the one label a row has.
using CountsByLabel = std::map<std::string, std::uint64_t>;

/// What the collector knows of itself: one member for each row `magpie_collector_*` of the catalogue, in its order.
struct OwnNumbers {
    std::string version;
    bool mqtt_connected = false;
    bool active = true;
    std::uint64_t takeovers = 0;
    std::uint64_t mqtt_connects = 0;
    std::uint64_t mqtt_dropped = 0;
    CountsByLabel nodes;  // by state
    std::uint64_t devices_up = 0;
    std::uint64_t series = 0;
    std::uint64_t shapes = 0;
    CountsByLabel messages;  // by verb
    std::uint64_t bytes = 0;
    std::uint64_t samples = 0;
    std::uint64_t historical_reports = 0;
    CountsByLabel refused;    // by reason
    CountsByLabel tolerated;  // by reason
    std::uint64_t quarantined_nodes = 0;
    CountsByLabel quarantines;  // by reason
    std::uint64_t counter_resets = 0;
    std::uint64_t duplicate_reports = 0;
    CountsByLabel rebirths_requested;  // by reason
    std::uint64_t rebirths_deferred = 0;
    std::uint64_t acknowledgements = 0;
    std::uint64_t publish_failures = 0;
    CountsByLabel order_nodes;  // by state
    std::uint64_t orders_sent = 0;
    CountsByLabel orders_refused;   // by reason
    CountsByLabel database_errors;  // by reason
    std::uint64_t database_pending = 0;
    CountsByLabel certificate_expires;  // by file; seconds since 1970
    CountsByLabel http_denied;          // by reason
    CountsByLabel http_closed;          // by reason
    std::array<std::uint64_t, std::size(catalogue::rows::delay_buckets) + 1>
        report_delays{};          // each observation in one bucket
    double report_delay_sum = 0;  // seconds
    std::uint64_t scrapes = 0;
    std::uint64_t history_samples = 0;
    CountsByLabel history_requests;  // by outcome
    std::uint64_t history_retries = 0;
    CountsByLabel history_refused;  // by reason
    std::uint64_t history_not_taken = 0;
    std::uint64_t history_queue_bytes = 0;
    double history_unsettled_seconds = 0;
    CountsByLabel history_store_fault;  // by reason
    std::array<std::uint64_t, std::size(catalogue::rows::send_buckets) + 1> history_send{};
    double history_send_sum = 0;  // seconds
    std::uint64_t suspected_faults_not_shown = 0;
    CountsByLabel alerts_open;     // by alert
    CountsByLabel alert_posts;     // by outcome
    CountsByLabel alerts_dropped;  // by reason
    std::array<std::uint64_t, std::size(catalogue::rows::alert_buckets) + 1> alert_delays{};
    double alert_delay_sum = 0;      // seconds
    CountsByLabel throughput_turns;  // by outcome
    CountsByLabel throughput_nodes;  // by state
    CountsByLabel pole_reports;      // by outcome
    CountsByLabel blocks;            // by state
    std::uint64_t block_leaks = 0;
    /// By value of the one label.
    struct Stage {
        std::array<std::uint64_t, std::size(catalogue::rows::block_buckets) + 1> seconds{};
        double sum = 0;
    };
    std::map<std::string, Stage> block_stages;
    CountsByLabel inventory_poles;  // by state
    std::uint64_t maintenance_windows = 0;
    CountsByLabel checks;                  // by outcome
    CountsByLabel check_messages_refused;  // by reason
};

/// A page of the collector's own metrics in the text format 0.0.4; names, help and types are the catalogue's.
[[nodiscard]] std::string own_metrics_text(const OwnNumbers& numbers);

}  // namespace magpie::collector
