#include "agent/config/config.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "platform/config/reader.hpp"
#include "wire/sparkplug/topic.hpp"

namespace magpie::agent {

namespace {

config::Refusal magpie_id(const std::string& id) {
    if (sparkplug::is_magpie_id(id)) {
        return std::nullopt;
    }
    return "must be 1 to 32 of a-z, 0-9 and -";
}

config::Refusal magpie_id_or_none(const std::string& id) {
    return id.empty() ? std::nullopt : magpie_id(id);
}

config::Refusal server_addresses(const std::vector<std::string>& servers) {
    if (servers.empty()) {
        return "must name at least one server";
    }
    for (const auto& server : servers) {
        if (!server.starts_with("ssl://") && !server.starts_with("tcp://")) {
            return "must be like ssl://host:8883 or tcp://host:1883";
        }
    }
    return std::nullopt;
}

config::Refusal never_or_seldom(Milliseconds interval) {
    const bool fits = interval == Milliseconds{0} || !config::between(10, 3600)(interval);
    return fits ? std::nullopt : config::Refusal("must be 0 or between 10 and 3600");
}

config::Refusal network_names(const std::vector<std::string>& ssids) {
    constexpr std::size_t most = 8;
    if (ssids.size() > most) {
        return "must be at most 8 names: each is a label of many series";
    }
    for (const auto& ssid : ssids) {
        if (ssid.empty() || ssid.size() > 32) {
            return "must be names of 1 to 32 bytes";
        }
    }
    return std::nullopt;
}

/// Reads "02:00:00:00:01:00=pole-0002"; the BSSID of a group is none.
std::optional<std::pair<MacAddress, std::string>> neighbour(std::string_view text) {
    const auto sign = text.find('=');
    const auto bssid = parse_mac_address(text.substr(0, sign));
    if (sign == std::string_view::npos || !bssid || bssid->group() || !sparkplug::is_magpie_id(text.substr(sign + 1))) {
        return std::nullopt;
    }
    return std::pair(*bssid, std::string(text.substr(sign + 1)));
}

config::Refusal neighbours(const std::vector<std::string>& texts, std::map<MacAddress, std::string>& known) {
    constexpr std::size_t most = 64;
    if (texts.size() > most) {
        return "must be at most 64";
    }
    std::map<MacAddress, std::string> read;
    for (const auto& text : texts) {
        auto one = neighbour(text);
        if (!one) {
            return "must be like 02:00:00:00:01:00=pole-0002: a BSSID and the id of its node";
        }
        if (!read.insert(std::move(*one)).second) {
            return "must name each BSSID once";
        }
    }
    known = std::move(read);
    return std::nullopt;
}

config::Refusal word(const std::string& value) {
    const bool fits = value.size() <= 32 && std::ranges::all_of(value, [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
                      });
    return fits ? std::nullopt : config::Refusal("must be a word of at most 32 of a-z, 0-9 and _");
}

void read_scan(config::Table& wifi, Config& config) {
    wifi.optional("scan", config.wifi.scan, config::one_of({"night", "never", "always"}));
    wifi.optional("scan_from_hour_utc", config.wifi.scan_from_hour_utc, config::between(0, 23));
    const bool until = wifi.optional("scan_until_hour_utc", config.wifi.scan_until_hour_utc, config::between(0, 23));
    if (config.wifi.scan_from_hour_utc == config.wifi.scan_until_hour_utc) {
        wifi.refuse(until ? "scan_until_hour_utc" : "scan_from_hour_utc", "must not be the hour at the other end");
    }
    wifi.optional("scan_interval_seconds", config.wifi.scan_interval, config::between(60, 86400));
    std::vector<std::string> known;
    wifi.optional("known_neighbours", known, [&](const std::vector<std::string>& texts) {
        return neighbours(texts, config.wifi.known_neighbours);
    });
}

}  // namespace

bool may_be_ordered(std::string_view key) {
    constexpr std::array<std::string_view, 16> keys{"log_level",
                                                    "node.site",
                                                    "node.site_type",
                                                    "node.hub",
                                                    "node.model",
                                                    "node.latitude",
                                                    "node.longitude",
                                                    "mqtt.servers",
                                                    "mqtt.keep_alive_seconds",
                                                    "mqtt.primary_host",
                                                    "mqtt.round_trip_interval_seconds",
                                                    "outbox.flash_after_seconds",
                                                    "outbox.durable",
                                                    "outbox.memory_bytes",
                                                    "outbox.flash_bytes",
                                                    "outbox.under_pressure"};
    return std::ranges::find(keys, key) != keys.end() || key.starts_with("report.") || key.starts_with("link.") ||
           (key.starts_with("wifi.") && key != "wifi.hostapd_directory") || may_be_ordered_of_capture(key) ||
           may_be_ordered_of_path(key) || may_be_ordered_of_stamp(key) || may_be_ordered_of_throughput(key) ||
           may_be_ordered_of_pole(key);
}

tl::expected<Config, std::vector<std::string>> parse_config(std::string_view text, std::string_view file_name,
                                                            const Ordered& ordered) {
    Config config;
    config.file = file_name;
    config::Reader read(text, file_name, {ordered.configuration, ordered.name, may_be_ordered});
    read.optional("state_directory", config.state_directory, config::not_empty);
    read.optional("log_level", config.log_level, config::one_of({"debug", "info", "warning", "error"}));

    auto node = read.table("node");
    node.required("area", config.node.area, magpie_id);
    node.required("id", config.node.id, magpie_id);
    node.optional("site", config.node.site);
    node.optional("site_type", config.node.site_type, word);
    node.optional("hub", config.node.hub);
    node.optional("model", config.node.model);
    const bool latitude = node.optional("latitude", config.node.latitude, config::between(-90, 90));
    const bool longitude = node.optional("longitude", config.node.longitude, config::between(-180, 180));
    config.node.has_position = latitude && longitude;
    if (latitude != longitude) {
        node.refuse(latitude ? "latitude" : "longitude", "needs both latitude and longitude");
    }

    auto mqtt = read.table("mqtt");
    mqtt.required("servers", config.mqtt.servers, server_addresses);
    mqtt.optional("ca_file", config.mqtt.tls.ca_file);
    mqtt.optional("certificate_file", config.mqtt.tls.certificate_file);
    mqtt.optional("key_file", config.mqtt.tls.key_file);
    mqtt.optional("keep_alive_seconds", config.mqtt.keep_alive, config::between(5, 600));
    mqtt.optional("primary_host", config.mqtt.primary_host, magpie_id_or_none);
    mqtt.optional("round_trip_interval_seconds", config.mqtt.round_trip_interval, never_or_seldom);
    for (const auto& server : config.mqtt.servers) {
        if (server.starts_with("ssl://") && config.mqtt.tls.ca_file.empty()) {
            mqtt.refuse("ca_file", "is needed for an ssl:// server");
            break;
        }
    }
    if (config.mqtt.tls.certificate_file.empty() != config.mqtt.tls.key_file.empty()) {
        mqtt.refuse("certificate_file", "and `key_file` go together");
    }

    auto report = read.table("report");
    report.optional("interval_seconds", config.report.interval, config::between(0.1, 3600.0));
    report.optional("whole_seconds", config.report.whole, config::between(1, 3600));

    auto outbox = read.table("outbox");
    outbox.optional("run_directory", config.outbox.run_directory);
    outbox.optional("flash_directory", config.outbox.flash_directory);
    outbox.optional("memory_bytes", config.outbox.memory_bytes, config::between(64 * 1024, 1024 * 1024 * 1024));
    outbox.optional("flash_bytes", config.outbox.flash_bytes, config::between(512 * 1024, 1024 * 1024 * 1024));
    outbox.optional("flash_after_seconds", config.outbox.flash_after, config::between(1, 3600));
    outbox.optional("durable", config.outbox.durable);
    outbox.optional("under_pressure", config.outbox.under_pressure, config::one_of({"drop", "thin"}));

    auto link = read.table("link");
    config.link = read_link(link);

    auto wifi = read.table("wifi");
    wifi.optional("enabled", config.wifi.enabled);
    wifi.optional("ssids", config.wifi.ssids, network_names);
    wifi.optional("min_group", config.wifi.min_group, config::between(1, 100));
    wifi.optional("detail", config.wifi.detail);
    wifi.optional("hostapd_directory", config.wifi.hostapd_directory, config::not_empty);
    read_scan(wifi, config);

    auto capture = read.table("capture");
    config.capture = read_capture(capture);

    auto path = read.table("path");
    config.path = read_path(path);

    auto stamp = read.table("stamp");
    config.stamp = read_stamp(stamp);

    auto throughput = read.table("throughput");
    config.throughput = read_throughput(throughput);

    auto block_check = read.table("block_check");
    config.block_check = read_block_check(block_check);
    auto citizen = read.table("citizen");
    config.citizen = read_citizen(citizen);
    auto check = read.table("check");
    config.check = read_check(check);
    auto page = read.table("page");
    config.page = read_page(page);
    if (!config.page.listen.empty() && config.mqtt.tls.ca_file.empty()) {
        mqtt.refuse("ca_file", "is needed to know whose token opens the page of `page.listen`");
    }

    auto pole = read.table("pole");
    read_pole(pole, config.pole);
    if (config.mqtt.tls.ca_file.empty() && std::ranges::any_of(config.pole.sensors, [](const PoleSensorConfig& sensor) {
            return !sensor.firmware.empty();
        })) {
        mqtt.refuse("ca_file", "is needed to know whose `pole.sensor.firmware` is");
    }
    config.gateway = read_gateway(pole);

    if (auto done = read.finish(); !done) {
        return tl::unexpected(std::move(done.error()));
    }
    return config;
}

}  // namespace magpie::agent
