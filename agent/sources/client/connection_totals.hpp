#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string_view>

#include "agent/capture_line/growth.hpp"
#include "agent/report/readings.hpp"
#include "agent/sources/capture/own_names.hpp"
#include "wire/capture/record.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// How connections go, by name of the network: ends and times of their stages, TCP as it passes by, and the service
/// level. One thread; owned by the capture source.
class ConnectionTotals {
  public:
    /// `names` outlives it. `detail`: a histogram a stage.
    ConnectionTotals(const OwnNames& names, bool detail) : names_(names), detail_(detail) {}

    void hear(const capture::StageTotals& heard);
    /// Whether it must not wait for the next report: a DHCP server that answered lets clients wait.
    bool hear(const capture::ClientNetwork& heard, const Now& now);
    void hear(const capture::BadMinutes& heard);
    void write(Readings& readings) const;

  private:
    static constexpr std::size_t sides = 2;

    template <class Cell>
    struct Table {
        std::array<std::array<Cell, capture::outcome_count>, capture::stage_count> ends{};
        std::array<Cell, capture::stage_count> success_us{};
        std::array<std::array<Cell, capture::stage_bounds_ms.size()>, capture::stage_count> within{};  // of successes
        std::array<Cell, sides> segments{};                                                            // up, down
        std::array<Cell, sides> retransmissions{};
        std::array<Cell, sides> round_trip_us{};  // network, radio
        std::array<Cell, sides> round_trips{};
        Cell forgotten{};
        Cell good_minutes{};
        std::array<Cell, capture::stage_count> bad_minutes{};
    };
    /// What is heard under one index. Which network that is may be said later, and may change.
    struct Network {
        std::string_view name;  // empty: not said yet
        Table<Growth> growth;
        Table<double> total;
        std::optional<double> dhcp_silence;  // seconds
    };
    using Totals = Table<double>;

    [[nodiscard]] bool is_news(double dhcp_silence, double before, const Now& now);
    static void add(Totals& to, const Totals& what);
    [[nodiscard]] static Histogram histogram(const Totals& total, std::size_t stage);
    void write(Readings& readings, std::string_view name, const Totals& total) const;
    void write_silence(Readings& readings) const;
    void write_stages(Readings& readings, std::string_view name, const Totals& total) const;

    const OwnNames& names_;
    bool detail_;
    std::array<Network, capture::most_client_networks> networks_;
    std::map<std::string_view, Totals> former_;  // of indices that have become another network's
    std::optional<Monotonic> silence_told_;      // at once
};

}  // namespace magpie::agent
