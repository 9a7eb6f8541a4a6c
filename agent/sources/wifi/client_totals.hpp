#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "agent/netlink/station.hpp"
#include "agent/report/readings.hpp"
#include "agent/sources/wifi/station_counts.hpp"

namespace magpie::agent {

/// A row of the catalogue as one group has it.
template <MetricName name>
class ClientHistogram {
  public:
    /// What the row says is not believable is no observation.
    void observe(const std::optional<double>& value) {
        constexpr auto& sane = catalogue::all[metric_row<name>()].sane;
        if (value && *value >= sane.low && *value <= sane.high) {
            histogram_.observe(*value);
        }
    }
    [[nodiscard]] bool empty() const { return histogram_.count() == 0; }
    void write(Readings& readings, std::string_view band, std::string_view ssid) const {
        readings.spread<name>(histogram_, band, ssid);
    }

  private:
    Histogram histogram_ = histogram_of<name>();
};

/// What is told of one group of clients. What a look brings is kept apart until it is closed: it becomes part of the
/// totals if it was the doing of enough clients, else it is forgotten. One thread; owned by Clients.
class ClientTotals {
  public:
    void add_network() { ++look_.networks; }
    /// `who` tells clients apart, within one look. `counts` are those of the interval.
    void add(std::uint64_t who, const netlink::Station& station, const StationCounts& counts);
    /// A client has left since the look before.
    void left(std::uint64_t who, const StationCounts& counts);

    /// The look is over.
    void close(std::size_t min_group, bool detail);

    [[nodiscard]] bool served() const { return networks_ != 0; }
    void write(Readings& readings, std::string_view band, std::string_view ssid) const;

  private:
    struct Sums {
        std::uint64_t receive_bytes = 0;
        std::uint64_t transmit_bytes = 0;
        std::optional<std::uint64_t> packets;  // of those who count retries
        std::optional<std::uint64_t> retries;
        std::optional<std::uint64_t> failed;
        std::uint64_t receive_airtime = 0;  // microseconds
        std::uint64_t transmit_airtime = 0;

        void add(const StationCounts& counts);
        void add(const Sums& other);
    };
    /// What a client is observed for, in the units of the rows.
    struct Observation {
        std::optional<double> signal;
        std::optional<double> transmit_rate;
        std::optional<double> receive_rate;
        std::optional<double> mcs;
        std::optional<double> streams;
        std::optional<double> width;
        std::optional<double> retry_ratio;
        std::optional<double> failure_ratio;
        std::optional<double> connected;
        std::optional<double> inactive;
    };
    struct Look {
        std::size_t networks = 0;
        std::vector<std::uint64_t> present;
        std::vector<std::uint64_t> gone;
        Sums sums;
        std::vector<Observation> observations;
        std::vector<double> airtimes;     // seconds
        std::vector<double> throughputs;  // bytes per second
    };

    static Observation observation(const netlink::Station& station, const StationCounts& counts);
    void observe(const Observation& client, bool detail);

    Look look_;  // in progress, with what has left before it

    std::size_t networks_ = 0;
    std::optional<std::size_t> clients_;
    Sums totals_;
    std::optional<double> fairness_;
    std::optional<double> throughput_;
    ClientHistogram<"wifi_client_signal_dbm"> signal_;
    ClientHistogram<"wifi_client_transmit_rate_bytes_per_second"> transmit_rate_;
    ClientHistogram<"wifi_client_receive_rate_bytes_per_second"> receive_rate_;
    ClientHistogram<"wifi_client_mcs"> mcs_;
    ClientHistogram<"wifi_client_streams"> streams_;
    ClientHistogram<"wifi_client_width_hertz"> width_;
    ClientHistogram<"wifi_client_retry_ratio"> retry_ratio_;
    ClientHistogram<"wifi_client_failure_ratio"> failure_ratio_;
    ClientHistogram<"wifi_client_connected_seconds"> connected_;
    ClientHistogram<"wifi_client_inactive_seconds"> inactive_;
};

}  // namespace magpie::agent
