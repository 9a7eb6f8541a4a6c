#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "collector/fleet/fleet.hpp"

namespace magpie::collector {

/// One part of the page: the nodes whose hash falls on `index` of `count`. A node's series are always in one shard.
struct Shard {
    std::uint32_t index = 0;
    std::uint32_t count = 1;

    [[nodiscard]] bool holds(std::uint32_t node_hash) const { return count == 1 || node_hash % count == index; }
    friend bool operator==(const Shard&, const Shard&) = default;
};

inline constexpr std::uint32_t most_shards = 4096;

/// `i/N` as in `/metrics?shard=3/16`; N at most 4096. The error is a sentence for the caller.
[[nodiscard]] tl::expected<Shard, std::string> parse_shard(std::string_view text);

/// Prometheus takes a page of any size, VictoriaMetrics refuses one above 16 MiB.
struct ShardLimits {
    std::size_t series = 100'000;
    std::size_t bytes = 14'000'000;
};

/// The least power of two so that every shard is at most four fifths full by the real hashes of the nodes (a node that
/// fills a shard alone is not split). Grows at once; comes down from `before` only when half the shards would be at
/// most two fifths full, so that a fleet at the edge does not move its series back and forth.
[[nodiscard]] std::uint32_t shard_count(const Fleet& fleet, std::uint32_t before = 1, const ShardLimits& limits = {});

/// Body of Prometheus' HTTP service discovery: one target a shard, all at the same `host:port`. No label of a target
/// names its shard, so series keep their labels when the number of shards changes; `__meta_magpie_shard` is there for
/// those who want it.
[[nodiscard]] std::string service_discovery(std::string_view host_and_port, std::uint32_t shards);

}  // namespace magpie::collector
