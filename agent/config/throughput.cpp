#include "agent/config/throughput.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <vector>

#include "agent/config/target.hpp"
#include "agent/files/fields.hpp"
#include "wire/text.hpp"

namespace magpie::agent {

namespace {

using throughput::Direction;
using throughput::Server;

constexpr std::size_t most_servers = 4;
constexpr std::size_t most_stream_counts = 3;
/// Of a turn's longest time; the rest is for the way of the collector's word.
constexpr Milliseconds for_the_way{120'000};

config::Refusal stream_counts(const std::vector<std::string>& words, std::vector<unsigned>& streams) {
    std::vector<unsigned> read;
    for (const auto& word : words) {
        const auto count = number_of<unsigned>(std::string_view(word));
        if (!count || *count == 0 || *count > throughput::most_streams) {
            return "must be numbers of streams like \"4\", each 1 to 16";
        }
        if (std::ranges::find(read, *count) != read.end()) {
            return "must name each once";
        }
        read.push_back(*count);
    }
    if (read.empty() || read.size() > most_stream_counts) {
        return "must be 1 to 3 numbers";
    }
    streams = std::move(read);
    return std::nullopt;
}

config::Refusal directions(const std::vector<std::string>& words, std::vector<Direction>& into) {
    std::vector<Direction> read;
    for (const auto& word : words) {
        const auto* const known = std::ranges::find(throughput::direction_words, word);
        if (known == std::end(throughput::direction_words)) {
            return "must be of up and down";
        }
        const auto direction = static_cast<Direction>(known - std::begin(throughput::direction_words));
        if (std::ranges::find(read, direction) != read.end()) {
            return "must name each once";
        }
        read.push_back(direction);
    }
    if (read.empty()) {
        return "must name one at least";
    }
    into = std::move(read);
    return std::nullopt;
}

Server read_server(config::Table& table) {
    Server server;
    table.required("name", server.name, target_name);
    std::string far;
    if (table.required("class", far, config::one_of({"gateway", "hub", "core", "outside"}))) {
        const auto* const known = std::ranges::find(target_class_words, far);
        server.far = static_cast<TargetClass>(known - target_class_words.begin());
    }
    table.required("host", server.host, target_host);
    std::string family = "any";
    table.optional("family", family, config::one_of({"any", "4", "6"}));
    server.family = family == "4" ? AddressFamily::v4 : family == "6" ? AddressFamily::v6 : AddressFamily::any;
    table.optional("port", server.port, config::between(1, 65535));
    std::vector<std::string> words;
    table.optional("streams", words,
                   [&](const std::vector<std::string>& given) { return stream_counts(given, server.streams); });
    table.optional("directions", words,
                   [&](const std::vector<std::string>& given) { return directions(given, server.directions); });
    return server;
}

}  // namespace

bool may_be_ordered_of_throughput(std::string_view key) {
    return key.starts_with("throughput.") && key != "throughput.run_directory";
}

ThroughputConfig read_throughput(config::Table& table) {
    ThroughputConfig config;
    auto& measured = config.measured;
    table.optional("run_directory", config.run_directory, config::not_empty);
    table.optional("seconds", measured.duration, config::between<std::int64_t>(1, throughput::longest_run.count()));
    table.optional("run_bytes", measured.run_bytes, config::between(1e6, 1e11));
    const bool daily = table.optional("daily_bytes", measured.daily_bytes, config::between(1e6, 1e13));
    if (measured.daily_bytes < measured.run_bytes) {
        table.refuse(daily ? "daily_bytes" : "run_bytes", "must hold one run (run_bytes) at least");
    }
    table.optional("nightly", measured.nightly);
    table.optional("from_hour_utc", measured.night.from_hour, config::between(0, 23));
    const bool until = table.optional("until_hour_utc", measured.night.until_hour, config::between(0, 23));
    if (measured.night.from_hour == measured.night.until_hour) {
        table.refuse(until ? "until_hour_utc" : "from_hour_utc", "must not be the hour at the other end");
    }
    auto tables = table.tables("target");
    if (tables.size() > most_servers) {
        table.refuse("target", "must be at most 4");
    }
    for (auto& one : tables) {
        auto server = read_server(one);
        if (std::ranges::find(measured.servers, server.name, &Server::name) != measured.servers.end()) {
            one.refuse("name", "must be another target's than this");
        }
        measured.servers.push_back(std::move(server));
    }
    if (throughput::longest_turn_of(measured) > longest_turn - for_the_way) {
        table.refuse("target", "takes longer than a turn may: fewer targets, streams or seconds");
    }
    return config;
}

}  // namespace magpie::agent
