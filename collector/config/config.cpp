#include "collector/config/config.hpp"

#include <algorithm>
#include <utility>

#include "collector/config/foreign_map.hpp"
#include "platform/config/reader.hpp"
#include "wire/catalogue/names.hpp"
#include "wire/catalogue/urgent.hpp"
#include "wire/sparkplug/topic.hpp"
#include "wire/text.hpp"

namespace magpie::collector {

namespace {

config::Refusal magpie_id(const std::string& id) {
    return sparkplug::is_magpie_id(id) ? std::nullopt : config::Refusal("must be 1 to 32 of a-z, 0-9 and -");
}

config::Refusal instance_name(const std::string& name) {
    return name.empty() ? std::nullopt : magpie_id(name);
}

/// An area may be any group id of Sparkplug, for foreign edges have their own ways of naming.
config::Refusal area_names(const std::vector<std::string>& areas) {
    for (const auto& area : areas) {
        if (area.empty() || area.find_first_of("+#/") != std::string::npos) {
            return "must be names of areas, without +, # and /";
        }
    }
    return std::nullopt;
}

config::Refusal server_address(const std::string& server) {
    const bool good = server.starts_with("ssl://") || server.starts_with("tcp://");
    return good ? std::nullopt : config::Refusal("must be like ssl://host:8883 or tcp://host:1883");
}

/// What is not safe a minute after it was reported, poles write to their flash.
constexpr Milliseconds safe_within{60'000};

void read_history(config::Reader& read, Config& config) {
    auto history = read.table("history");
    std::string url;
    if (history.optional("url", url) && !url.empty()) {
        auto parsed = http::parse_url(url);
        if (parsed) {
            config.history.write_path = parsed->target;
            config.history_url = std::move(*parsed);
        } else {
            history.refuse("url", parsed.error());
        }
    }
    auto& files = config.history_credentials;
    history.optional("ca_file", files.ca_file);
    history.optional("certificate_file", files.certificate_file);
    history.optional("key_file", files.key_file);
    history.optional("token_file", files.token_file);
    if (files.certificate_file.empty() != files.key_file.empty()) {
        history.refuse("certificate_file", "and `key_file` go together");
    }
    if (config.history_url && !config.history_url->tls) {
        for (const auto& [key, file] : {std::pair("ca_file", &files.ca_file),
                                        {"certificate_file", &files.certificate_file},
                                        {"token_file", &files.token_file}}) {
            if (!file->empty()) {
                history.refuse(key, "is for an https:// url");
            }
        }
    }
    history.optional("shards", config.history.shards, config::between(1, 64));
    history.optional("batch_seconds", config.history.batch, config::between(0.1, 30.0));
    history.optional("settle_seconds", config.history.settle, config::between(0, 600));
    history.optional("window_seconds", config.history.window, config::between(60, 31'536'000));
    history.optional("timeout_seconds", config.history_timeout, config::between(1, 300));
    history.optional("memory_bytes", config.history.memory_bytes,
                     config::between(std::size_t{1} << 20, std::size_t{1} << 36));
    if (config.history_url &&
        config.history.batch + config.history.settle + config.ingest.acknowledge_every > safe_within) {
        history.refuse(
            "batch_seconds",
            "and `settle_seconds` and `every_seconds` of [acknowledge] are more than 60 together: poles would "
            "write every report to their flash");
    }
}

void read_console(config::Reader& read, Config& config) {
    auto console = read.table("console");
    console.optional("directory", config.console_files.directory);
    console.optional("coverage_file", config.console_files.coverage_file);
    console.optional("sites_file", config.console_files.sites_file);
    std::string url;
    if (console.optional("history_url", url) && !url.empty()) {
        auto parsed = http::parse_url(url);
        if (parsed && parsed->target.find('?') == std::string::npos) {
            config.console_history_url = std::move(*parsed);
        } else {
            console.refuse("history_url", parsed ? "must have no query" : parsed.error());
        }
    }
    console.optional("events", config.console.events.most, config::between(std::size_t{1'000}, std::size_t{1'000'000}));
    int days =
        static_cast<int>(std::chrono::duration_cast<std::chrono::hours>(config.console.events.kept).count() / 24);
    console.optional("event_days", days, config::between(1, 3'660));
    config.console.events.kept = std::chrono::hours{24 * days};
}

constexpr std::size_t most_watched = 16;

config::Refusal watched_files(const std::vector<std::string>& files) {
    if (files.size() > most_watched) {
        return "must be no more than 16";
    }
    return files.empty() ? std::nullopt : config::not_empty(files);
}

constexpr std::size_t most_alertmanagers = 8;
/// Below, Prometheus may see the end of an event later than the collector says it; above, a rise would hardly be told.
constexpr double least_clear = 30;
constexpr double most_clear = 240;

/// What identifies an alert must not be overwritten.
bool is_label_of_an_alert(std::string_view name) {
    constexpr std::string_view of_all[] = {"alertname", "area", "node", "severity", "team"};
    return std::ranges::find(of_all, name) != std::end(of_all) ||
           std::ranges::any_of(catalogue::urgent,
                               [&](const auto& row) { return std::ranges::find(row.kept, name) != row.kept.end(); });
}

void read_alert_label(config::Table& alerts, std::string_view text, Labels& labels) {
    const auto equals = text.find('=');
    const auto name = text.substr(0, equals);
    if (equals == std::string_view::npos || equals + 1 == text.size() || !catalogue::is_label_name(name) ||
        name.starts_with("__") || !is_plain_text(text)) {
        alerts.refuse("labels", "must be like \"city=seoul\"");
    } else if (is_label_of_an_alert(name) ||
               std::ranges::find(labels, name, &Labels::value_type::first) != labels.end()) {
        alerts.refuse("labels", "must not set `" + std::string(name) + "`, which an alert has already");
    } else {
        labels.emplace_back(name, text.substr(equals + 1));
    }
}

void read_alerts(config::Reader& read, Config& config) {
    auto alerts = read.table("alerts");
    std::vector<std::string> urls;
    alerts.optional("urls", urls);
    if (urls.size() > most_alertmanagers) {
        alerts.refuse("urls", "must be no more than 8");
        urls.clear();
    }
    for (const auto& url : urls) {
        auto parsed = http::parse_url(url);
        if (!parsed || parsed->target.find('?') != std::string::npos) {
            alerts.refuse("urls", "must be like \"http://alertmanager:9093\"");
            continue;
        }
        parsed->target += parsed->target.ends_with('/') ? "api/v2/alerts" : "/api/v2/alerts";
        config.alert_urls.push_back(std::move(*parsed));
        config.alerts.alertmanagers.push_back(url);
    }
    std::vector<std::string> labels;
    alerts.optional("labels", labels);
    for (const auto& label : labels) {
        read_alert_label(alerts, label, config.alerts.labels);
    }
    alerts.optional("clear_seconds", config.alerts.clear, config::between(least_clear, most_clear));
    alerts.optional("runbook_url", config.alerts.runbook_url);
}

void read_suspicion(config::Reader& read, SuspicionSettings& settings) {
    auto suspicion = read.table("suspicion");
    suspicion.optional("enabled", settings.enabled);
    suspicion.optional("least_members", settings.rules.least_members, config::between(2, 1000));
    suspicion.optional("share", settings.rules.share, config::between(0.5, 1.0));
    suspicion.optional("window_seconds", settings.rules.window, config::between(10, 3600));
    suspicion.optional("clear_seconds", settings.rules.clear, config::between(0, 3600));
    suspicion.optional("every_seconds", settings.every, config::between(1, 300));
    suspicion.optional("settle_seconds", settings.settle, config::between(0, 3600));
}

}  // namespace

std::vector<std::string> certificate_files(const Config& config) {
    auto files = config.watched_certificates;
    for (const auto* own : {&config.session.tls.certificate_file, &config.http_certificate.certificate_file}) {
        if (!own->empty()) {
            files.push_back(*own);
        }
    }
    if (!config.orders_crl_file.empty() && std::ranges::find(files, config.orders_crl_file) == files.end()) {
        files.push_back(config.orders_crl_file);
    }
    return files;
}

tl::expected<Config, std::vector<std::string>> parse_config(std::string_view text, std::string_view file_name) {
    Config config;
    config::Reader read(text, file_name);
    read.optional("log_level", config.log_level, config::one_of({"debug", "info", "warning", "error"}));

    auto mqtt = read.table("mqtt");
    mqtt.required("server", config.session.server, server_address);
    mqtt.optional("ca_file", config.session.tls.ca_file);
    mqtt.optional("certificate_file", config.session.tls.certificate_file);
    mqtt.optional("key_file", config.session.tls.key_file);
    mqtt.optional("host_id", config.session.host_id, magpie_id);
    mqtt.optional("areas", config.session.areas, area_names);
    mqtt.optional("keep_alive_seconds", config.session.keep_alive, config::between(5, 600));
    if (config.session.server.starts_with("ssl://") && config.session.tls.ca_file.empty()) {
        mqtt.refuse("ca_file", "is needed for an ssl:// server");
    }
    if (config.session.tls.certificate_file.empty() != config.session.tls.key_file.empty()) {
        mqtt.refuse("certificate_file", "and `key_file` go together");
    }

    auto pair = read.table("pair");
    pair.optional("instance", config.session.instance, instance_name);
    if (!magpie_id(config.session.host_id) && magpie_id(config.session.client_id())) {
        pair.refuse("instance", "and `host_id` must be at most 31 together: `<host_id>-<instance>` is a name");
    }

    auto http = read.table("http");
    http.optional("address", config.http.address, config::not_empty);
    http.optional("port", config.http.port);
    http.optional("connections", config.http.connections, config::between(1, 10000));
    http.optional("advertised", config.advertised);
    http.optional("certificate_file", config.http_certificate.certificate_file);
    http.optional("key_file", config.http_certificate.key_file);
    http.optional("tokens_file", config.tokens_file);
    if (config.http_certificate.certificate_file.empty() != config.http_certificate.key_file.empty()) {
        http.refuse("certificate_file", "and `key_file` go together");
    }

    read.table("identity").optional("watch", config.watched_certificates, watched_files);

    read.table("database").optional("path", config.database, config::not_empty);

    config.orders_ca_file = config.session.tls.ca_file;
    auto orders = read.table("orders");
    orders.optional("ca_file", config.orders_ca_file, config::not_empty);
    orders.optional("crl_file", config.orders_crl_file);

    auto limits = read.table("limits");
    limits.optional("nodes", config.ingest.nodes, config::between(1, 10'000'000));
    limits.optional("metrics_per_node", config.ingest.payload.metrics, config::between(1, 100'000));
    limits.optional("texts_per_node", config.ingest.texts, config::between(0, 10'000));
    limits.optional("message_bytes", config.ingest.payload.bytes, config::between(1024, 16 * 1024 * 1024));

    auto quota = read.table("quota");
    quota.optional("bytes_per_second", config.ingest.quota.bytes_per_second, config::between(1000.0, 1e9));
    quota.optional("messages_per_second", config.ingest.quota.messages_per_second, config::between(1.0, 1e6));
    quota.optional("births_per_minute", config.ingest.quota.births_per_minute, config::between(1.0, 1e6));
    quota.optional("new_series_per_hour", config.ingest.quota.new_series_per_hour, config::between(1.0, 1e9));

    auto ingest = read.table("ingest");
    ingest.optional("reorder_seconds", config.ingest.reorder_timeout, config::between(0.1, 60.0));
    ingest.optional("ahead_seconds", config.ingest.ahead, config::between(1, 3600));
    ingest.optional("behind_seconds", config.ingest.behind, config::between(10, 864000));
    ingest.optional("move_after_seconds", config.ingest.move_after, config::between(0, 864000));
    ingest.optional("silent_intervals", config.ingest.silent_intervals, config::between(2, 100));

    auto acknowledge = read.table("acknowledge");
    acknowledge.optional("every_seconds", config.ingest.acknowledge_every, config::between(0.1, 50.0));
    acknowledge.optional("late_per_second", config.ingest.late_per_second, config::between(1.0, 1'000'000.0));

    read_history(read, config);
    read_alerts(read, config);

    auto rebirth = read.table("rebirth");
    rebirth.optional("per_second", config.ingest.rebirths.per_second, config::between(0.1, 100000.0));
    rebirth.optional("burst", config.ingest.rebirths.burst, config::between(1, 100000));

    auto neighbours = read.table("neighbours");
    neighbours.optional("enabled", config.neighbours.enabled);
    neighbours.optional("distance_meters", config.neighbours.distance_meters, config::between(50.0, 10'000.0));
    neighbours.optional("every_seconds", config.neighbours.every, config::between(1, 3600));

    read_suspicion(read, config.suspicion);
    auto blocks = read.table("blocks");
    blocks.optional("poles", config.blocks.poles, config::between(1, 64));
    blocks.optional("patience_seconds", config.blocks.patience, config::between(2.0, 300.0));

    auto throughput = read.table("throughput");
    throughput.optional("longest_seconds", config.throughput.longest, config::between(10.0, 780.0));
    throughput.optional("way_seconds", config.throughput.way, config::between(1.0, 120.0));

    read_console(read, config);
    auto reports = read.table("reports");
    reports.optional("directory", config.reports.directory);
    reports.optional("kept_per_node", config.reports.kept, config::between(1, 100));
    config.reports.ca_file = config.session.tls.ca_file;
    config.session.hears_reports = !config.reports.directory.empty();
    if (config.session.hears_reports && config.reports.ca_file.empty()) {
        reports.refuse("directory", "needs `mqtt.ca_file`, to know whose nodes sign reports");
    }

    config.ingest.foreign = read_foreign_map(read);

    if (auto done = read.finish(); !done) {
        return tl::unexpected(std::move(done.error()));
    }
    return config;
}

}  // namespace magpie::collector
