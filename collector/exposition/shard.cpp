#include "collector/exposition/shard.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include <nlohmann/json.hpp>

namespace magpie::collector {

namespace {

struct Load {
    std::size_t nodes = 0;
    std::size_t series = 0;
    std::size_t bytes = 0;

    void add(const Load& other) {
        nodes += other.nodes;
        series += other.series;
        bytes += other.bytes;
    }
};

constexpr std::size_t value_bytes = 22;  // few values have more digits
constexpr std::size_t own_line_bytes = 80;

Load load_of(const Fleet& fleet, const Node& node) {
    if (node.serial == 0) {
        return {};
    }
    Load load;
    if (node.kind != NodeKind::device && node.life != Life::expected) {
        load = {.nodes = 1, .series = 3};
    }
    // A row has it among its entries.
    if (node.row == Node::none && fleet.node_info(node)) {
        load.nodes = 1;
        load.series += 1;
        load.bytes += node.info.size();
    }
    if (node.life == Life::up) {
        load.series += node.devices.size();
    }
    load.bytes += load.series * (own_line_bytes + node.text_size);
    if (node.row != Node::none) {
        const auto& plan = fleet.shapes()[node.shape].plan;
        load.series += plan.entries.size();
        load.bytes += plan.line_bytes + plan.entries.size() * (node.text_size + value_bytes) + node.info.size();
    }
    return load;
}

bool fits(const std::vector<Load>& shards, std::size_t count, std::size_t headers, const ShardLimits& limits,
          std::size_t fifths) {
    std::vector<Load> folded(count);
    for (std::size_t i = 0; i < shards.size(); ++i) {
        folded[i % count].add(shards[i]);
    }
    return std::ranges::all_of(folded, [&](const Load& load) {
        return load.nodes <= 1 ||
               (load.series * 5 <= limits.series * fifths && (load.bytes + headers) * 5 <= limits.bytes * fifths);
    });
}

}  // namespace

tl::expected<Shard, std::string> parse_shard(std::string_view text) {
    const auto wrong = [] {
        return tl::make_unexpected("shard must be i/N with 0 <= i < N <= " + std::to_string(most_shards));
    };
    const auto number = [](std::string_view digits, std::uint32_t& value) {
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return error == std::errc{} && end == digits.data() + digits.size();
    };
    const auto slash = text.find('/');
    Shard shard;
    if (slash == std::string_view::npos || !number(text.substr(0, slash), shard.index) ||
        !number(text.substr(slash + 1), shard.count)) {
        return wrong();
    }
    if (shard.count > most_shards || shard.index >= shard.count) {
        return wrong();
    }
    return shard;
}

std::uint32_t shard_count(const Fleet& fleet, std::uint32_t before, const ShardLimits& limits) {
    std::size_t headers = 0;
    for (const auto& family : fleet.families()) {
        headers += family.header.size();
    }
    std::vector<Load> finest(most_shards);
    for (const auto& node : fleet.nodes()) {
        finest[node.hash % most_shards].add(load_of(fleet, node));
    }
    std::uint32_t count = 1;
    while (count < most_shards && !fits(finest, count, headers, limits, 4)) {
        count *= 2;
    }
    while (count < before && count < most_shards && !fits(finest, count, headers, limits, 2)) {
        count *= 2;
    }
    return count;
}

std::string service_discovery(std::string_view host_and_port, std::uint32_t shards) {
    auto targets = nlohmann::json::array();
    for (std::uint32_t i = 0; i < shards; ++i) {
        const auto shard = std::to_string(i) + "/" + std::to_string(shards);
        targets.push_back(
            {{"targets", nlohmann::json::array({std::string(host_and_port)})},
             {"labels", {{"__metrics_path__", "/metrics"}, {"__param_shard", shard}, {"__meta_magpie_shard", shard}}}});
    }
    return targets.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace magpie::collector
