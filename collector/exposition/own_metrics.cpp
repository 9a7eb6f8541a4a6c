#include "collector/exposition/own_metrics.hpp"

#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace magpie::collector {

namespace {

using catalogue::Kind;
using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

/// Families in the making; each begins as a row of the catalogue. A name that is no row does not compile.
class Page {
  public:
    template <std::size_t which>
    void number(double value) {
        static_assert(catalogue::all[which].label_count() == 0);
        add(family<which>(), {}, value);
    }
    template <std::size_t which>
    void by_label(const CountsByLabel& counts) {
        static_assert(catalogue::all[which].label_count() == 1);
        auto& into = family<which>();
        for (const auto& [value, count] : counts) {
            add(into, {{std::string(catalogue::all[which].labels[0]), value}}, static_cast<double>(count));
        }
    }
    template <std::size_t which>
    void info(const std::string& value) {
        static_assert(catalogue::all[which].kind == Kind::info && catalogue::all[which].label_count() == 1);
        add(family<which>(), {{std::string(catalogue::all[which].labels[0]), value}}, 1);
    }
    template <std::size_t which, std::size_t buckets>
    void histogram(const std::array<std::uint64_t, buckets>& observed, double sum) {
        static_assert(catalogue::all[which].label_count() == 0);
        fill<which>(family<which>().metric.emplace_back(), observed, sum);
    }
    template <std::size_t which, class Part>
    void histograms(const std::map<std::string, Part>& parts) {
        static_assert(catalogue::all[which].label_count() == 1);
        auto& into = family<which>();
        for (const auto& [value, part] : parts) {
            auto& metric = into.metric.emplace_back();
            metric.label = {{std::string(catalogue::all[which].labels[0]), value}};
            fill<which>(metric, part.seconds, part.sum);
        }
    }

    [[nodiscard]] std::string text() const { return prometheus::TextSerializer().Serialize(families_); }

  private:
    template <std::size_t which, std::size_t buckets>
    static void fill(ClientMetric& metric, const std::array<std::uint64_t, buckets>& observed, double sum) {
        static_assert(catalogue::all[which].buckets.size() + 1 == buckets);
        auto& one = metric.histogram;
        std::uint64_t cumulative = 0;
        for (std::size_t i = 0; i < buckets; ++i) {
            cumulative += observed[i];
            const double bound =
                i + 1 < buckets ? catalogue::all[which].buckets[i] : std::numeric_limits<double>::infinity();
            one.bucket.push_back({cumulative, bound});
        }
        one.sample_count = cumulative;
        one.sample_sum = sum;
    }
    template <std::size_t which>
    MetricFamily& family() {
        constexpr auto& row = catalogue::all[which];
        const auto type = row.kind == Kind::counter     ? MetricType::Counter
                          : row.kind == Kind::histogram ? MetricType::Histogram
                                                        : MetricType::Gauge;
        return families_.emplace_back(MetricFamily{std::string(row.name), std::string(row.help), type, {}});
    }

    static void add(MetricFamily& family, std::vector<ClientMetric::Label> labels, double value) {
        auto& metric = family.metric.emplace_back();
        metric.label = std::move(labels);
        (family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
    }

    std::vector<MetricFamily> families_;
};

consteval std::size_t row(std::string_view name) {
    return catalogue::find(name).value();
}

}  // namespace

std::string own_metrics_text(const OwnNumbers& own) {
    const auto count = [](std::uint64_t number) { return static_cast<double>(number); };
    Page page;
    page.info<row("magpie_collector_info")>(own.version);
    page.number<row("magpie_collector_mqtt_connected")>(own.mqtt_connected ? 1 : 0);
    page.number<row("magpie_collector_active")>(own.active ? 1 : 0);
    page.number<row("magpie_collector_takeovers_total")>(count(own.takeovers));
    page.number<row("magpie_collector_mqtt_connects_total")>(count(own.mqtt_connects));
    page.number<row("magpie_collector_mqtt_dropped_total")>(count(own.mqtt_dropped));
    page.by_label<row("magpie_collector_nodes")>(own.nodes);
    page.number<row("magpie_collector_devices_up")>(count(own.devices_up));
    page.number<row("magpie_collector_series")>(count(own.series));
    page.number<row("magpie_collector_shapes")>(count(own.shapes));
    page.by_label<row("magpie_collector_messages_total")>(own.messages);
    page.number<row("magpie_collector_bytes_total")>(count(own.bytes));
    page.number<row("magpie_collector_samples_total")>(count(own.samples));
    page.number<row("magpie_collector_historical_reports_total")>(count(own.historical_reports));
    page.by_label<row("magpie_collector_refused_total")>(own.refused);
    page.by_label<row("magpie_collector_tolerated_total")>(own.tolerated);
    page.number<row("magpie_collector_quarantined_nodes")>(count(own.quarantined_nodes));
    page.by_label<row("magpie_collector_quarantines_total")>(own.quarantines);
    page.number<row("magpie_collector_resets_total")>(count(own.counter_resets));
    page.number<row("magpie_collector_duplicate_reports_total")>(count(own.duplicate_reports));
    page.by_label<row("magpie_collector_rebirths_requested_total")>(own.rebirths_requested);
    page.number<row("magpie_collector_rebirths_deferred_total")>(count(own.rebirths_deferred));
    page.number<row("magpie_collector_acknowledgements_total")>(count(own.acknowledgements));
    page.number<row("magpie_collector_publish_failures_total")>(count(own.publish_failures));
    page.by_label<row("magpie_collector_order_nodes")>(own.order_nodes);
    page.number<row("magpie_collector_orders_sent_total")>(count(own.orders_sent));
    page.by_label<row("magpie_collector_orders_refused_total")>(own.orders_refused);
    page.by_label<row("magpie_collector_database_errors_total")>(own.database_errors);
    page.number<row("magpie_collector_database_pending")>(count(own.database_pending));
    page.by_label<row("magpie_collector_certificate_expires_timestamp_seconds")>(own.certificate_expires);
    page.by_label<row("magpie_collector_http_denied_total")>(own.http_denied);
    page.by_label<row("magpie_collector_http_closed_total")>(own.http_closed);
    page.histogram<row("magpie_collector_report_delay_seconds")>(own.report_delays, own.report_delay_sum);
    page.number<row("magpie_collector_scrapes_total")>(count(own.scrapes));
    page.number<row("magpie_collector_history_samples_total")>(count(own.history_samples));
    page.by_label<row("magpie_collector_history_requests_total")>(own.history_requests);
    page.number<row("magpie_collector_history_retries_total")>(count(own.history_retries));
    page.by_label<row("magpie_collector_history_refused_total")>(own.history_refused);
    page.number<row("magpie_collector_history_not_taken_total")>(count(own.history_not_taken));
    page.number<row("magpie_collector_history_queue_bytes")>(count(own.history_queue_bytes));
    page.number<row("magpie_collector_history_unsettled_seconds")>(own.history_unsettled_seconds);
    page.by_label<row("magpie_collector_history_store_fault")>(own.history_store_fault);
    page.histogram<row("magpie_collector_history_send_seconds")>(own.history_send, own.history_send_sum);
    page.number<row("magpie_collector_suspected_faults_not_shown")>(count(own.suspected_faults_not_shown));
    page.by_label<row("magpie_collector_alerts_open")>(own.alerts_open);
    page.by_label<row("magpie_collector_alert_posts_total")>(own.alert_posts);
    page.by_label<row("magpie_collector_alerts_dropped_total")>(own.alerts_dropped);
    page.histogram<row("magpie_collector_alert_delay_seconds")>(own.alert_delays, own.alert_delay_sum);
    page.by_label<row("magpie_collector_throughput_turns_total")>(own.throughput_turns);
    page.by_label<row("magpie_collector_throughput_nodes")>(own.throughput_nodes);
    page.by_label<row("magpie_collector_pole_reports_total")>(own.pole_reports);
    page.by_label<row("magpie_collector_blocks")>(own.blocks);
    page.number<row("magpie_collector_block_leaks")>(count(own.block_leaks));
    page.histograms<row("magpie_collector_block_stage_seconds")>(own.block_stages);
    page.by_label<row("magpie_collector_inventory_poles")>(own.inventory_poles);
    page.number<row("magpie_collector_maintenance_windows")>(count(own.maintenance_windows));
    page.by_label<row("magpie_collector_checks_total")>(own.checks);
    page.by_label<row("magpie_collector_check_messages_refused_total")>(own.check_messages_refused);
    return page.text();
}

}  // namespace magpie::collector
