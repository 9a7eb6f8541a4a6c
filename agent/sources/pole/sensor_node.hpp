#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

#include "agent/modbus/line.hpp"
#include "agent/sources/pole/sensors.hpp"

namespace magpie::agent {

/// One of our sensor nodes, by wire/modbus/register_map.hpp: what is to be read, and what it means beside the reading
/// before. A value.
class SensorNode {
  public:
    /// `without`: quantities for which this node was never given a sensor; those reserved need not be named.
    explicit SensorNode(std::set<modbus::Quantity> without = {}) : without_(std::move(without)) {}

    /// Each of another length, so that no late answer is taken for that to the next question.
    [[nodiscard]] static std::span<const RegisterRange> ranges();
    /// Of those words, the registers from input::magic to input::board.
    [[nodiscard]] static std::span<const std::uint16_t> identity_in(std::span<const std::uint16_t> words);
    /// `words` are those of all ranges, one after the other. The error is a reason of
    /// magpie_pole_sensor_failures_total: `not_a_node`, `map_version`, or `frozen` for one that answers and does not
    /// sample.
    [[nodiscard]] tl::expected<SensorReading, std::string_view> decode(std::span<const std::uint16_t> words,
                                                                       const Now& now);

  private:
    struct Identity {
        std::uint32_t uptime;
        std::uint16_t sequence;
        std::uint16_t door_openings;
        Monotonic read_at;
    };

    [[nodiscard]] bool has_restarted(const Identity& identity) const;
    [[nodiscard]] bool samples(const Identity& identity, Milliseconds sample_period, const Now& now);
    void count_openings(const Identity& identity, bool restarted);

    std::set<modbus::Quantity> without_;
    std::optional<Identity> before_;
    Monotonic sampled_at_{};
    std::uint64_t door_openings_ = 0;
};

}  // namespace magpie::agent
