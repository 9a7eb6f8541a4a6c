#pragma once

#include <cstddef>
#include <string_view>

#include "wire/catalogue/catalogue.hpp"

namespace magpie::collector::rollup {

/// What is summed into what. A total has the area, and the labels of its row: first `site_type` or `site`, which say of
/// which nodes it is the sum, then those that are kept of the node's series.
struct Rule {
    std::string_view from;
    std::string_view to;
};

inline constexpr Rule rules[] = {
    {"magpie_wifi_clients", "magpie_rollup_clients"},
    {"magpie_wifi_clients", "magpie_rollup_site_clients"},
    {"magpie_wifi_client_receive_bytes_total", "magpie_rollup_client_receive_bytes_total"},
    {"magpie_wifi_client_transmit_bytes_total", "magpie_rollup_client_transmit_bytes_total"},
    {"magpie_wifi_client_transmit_packets_total", "magpie_rollup_client_transmit_packets_total"},
    {"magpie_wifi_client_transmit_retries_total", "magpie_rollup_client_transmit_retries_total"},
    {"magpie_wifi_client_transmit_failed_total", "magpie_rollup_client_transmit_failed_total"},
    {"magpie_wifi_client_signal_dbm", "magpie_rollup_client_signal_dbm"},
    {"magpie_client_visit_stages_total", "magpie_rollup_visit_stages_total"},
    {"magpie_wifi_channel_active_seconds_total", "magpie_rollup_channel_active_seconds_total"},
    {"magpie_wifi_channel_busy_seconds_total", "magpie_rollup_channel_busy_seconds_total"},
    {"magpie_wifi_channel_foreign_seconds_total", "magpie_rollup_channel_foreign_seconds_total"},
    {"magpie_wifi_radio_hung", "magpie_rollup_radios_hung"},
    {"magpie_wifi_refused_joins_total", "magpie_rollup_refused_joins_total"},
};

// Counted from the lives of nodes, by `state`.
inline constexpr std::string_view nodes = "magpie_rollup_nodes";
inline constexpr std::string_view site_nodes = "magpie_rollup_site_nodes";
// And from what the collector knows of each.
inline constexpr std::string_view reports_lost = "magpie_rollup_reports_lost_total";

consteval const catalogue::Metric& row(std::string_view name) {
    return catalogue::all[catalogue::find(name).value()];
}

consteval bool every_rule_fits() {
    for (const auto& rule : rules) {
        const auto& from = row(rule.from);
        const auto& to = row(rule.to);
        if (from.kind != to.kind || from.buckets.data() != to.buckets.data() ||
            (to.labels[0] != "site_type" && to.labels[0] != "site")) {
            return false;
        }
        for (std::size_t i = 1; i < to.label_count(); ++i) {
            bool kept = false;
            for (std::size_t j = 0; j < from.label_count(); ++j) {
                kept = kept || from.labels[j] == to.labels[i];
            }
            if (!kept) {
                return false;
            }
        }
    }
    return row(nodes).labels[1] == "state" && row(site_nodes).labels[1] == "state";
}
static_assert(every_rule_fits(), "a total is of its source's kind, and keeps labels that it has");

}  // namespace magpie::collector::rollup
