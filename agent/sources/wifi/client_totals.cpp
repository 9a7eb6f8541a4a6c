#include "agent/sources/wifi/client_totals.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <utility>

namespace magpie::agent {

namespace {

using Seconds = std::chrono::duration<double>;

/// With fewer, one lost frame is more than a bucket of the ratios.
constexpr std::uint64_t packets_of_a_ratio = 10;
constexpr int lowest_signal_dbm = -120;
constexpr double microseconds_per_second = 1e6;
constexpr double bits_per_byte = 8;

double as_double(std::uint64_t number) {
    return static_cast<double>(number);
}

void add_to(std::optional<std::uint64_t>& sum, const std::optional<std::uint64_t>& part) {
    if (part) {
        sum = sum.value_or(0) + *part;
    }
}

/// 0 and above is what drivers say that have not measured.
bool is_signal(const std::optional<int>& dbm) {
    return dbm && *dbm >= lowest_signal_dbm && *dbm < 0;
}

std::optional<double> signal_of(const netlink::Station& station) {
    if (is_signal(station.signal_average_dbm)) {
        return station.signal_average_dbm;
    }
    return is_signal(station.signal_dbm) ? std::optional<double>(station.signal_dbm) : std::nullopt;
}

std::optional<double> ratio(std::uint64_t part, std::uint64_t whole) {
    return std::min(1.0, as_double(part) / as_double(whole));
}

std::size_t distinct(std::vector<std::uint64_t> names) {
    std::ranges::sort(names);
    return static_cast<std::size_t>(std::unique(names.begin(), names.end()) - names.begin());
}

/// Jain, Chiu, Hawe: A Quantitative Measure of Fairness (DEC-TR-301, 1984). Nothing where nobody had anything.
std::optional<double> fairness(const std::vector<double>& shares) {
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    if (sum == 0) {
        return std::nullopt;
    }
    const double squares = std::inner_product(shares.begin(), shares.end(), shares.begin(), 0.0);
    return std::min(1.0, sum * sum / (static_cast<double>(shares.size()) * squares));
}

double median(std::vector<double>& values) {
    std::ranges::sort(values);
    const auto middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace

void ClientTotals::Sums::add(const StationCounts& counts) {
    receive_bytes += counts.receive_bytes.value_or(0);
    transmit_bytes += counts.transmit_bytes.value_or(0);
    if (counts.packets && counts.retries) {
        add_to(packets, counts.packets);
        add_to(retries, counts.retries);
    }
    add_to(failed, counts.failed);
    receive_airtime += counts.receive_airtime.value_or(0);
    transmit_airtime += counts.transmit_airtime.value_or(0);
}

void ClientTotals::Sums::add(const Sums& other) {
    receive_bytes += other.receive_bytes;
    transmit_bytes += other.transmit_bytes;
    add_to(packets, other.packets);
    add_to(retries, other.retries);
    add_to(failed, other.failed);
    receive_airtime += other.receive_airtime;
    transmit_airtime += other.transmit_airtime;
}

ClientTotals::Observation ClientTotals::observation(const netlink::Station& station, const StationCounts& counts) {
    Observation client;
    client.signal = signal_of(station);
    if (station.transmit_rate) {
        client.transmit_rate = station.transmit_rate->bits_per_second / bits_per_byte;
        client.mcs = station.transmit_rate->mcs;
        client.streams = station.transmit_rate->streams;
        client.width = 1e6 * station.transmit_rate->width_mhz;
    }
    if (station.receive_rate) {
        client.receive_rate = station.receive_rate->bits_per_second / bits_per_byte;
    }
    if (counts.packets && *counts.packets >= packets_of_a_ratio) {
        if (counts.retries) {
            client.retry_ratio = ratio(*counts.retries, *counts.packets + *counts.retries);
        }
        if (counts.failed) {
            client.failure_ratio = ratio(*counts.failed, *counts.packets);
        }
    }
    if (station.connected) {
        client.connected = Seconds(*station.connected).count();
    }
    if (station.inactive) {
        client.inactive = Seconds(*station.inactive).count();
    }
    return client;
}

void ClientTotals::add(std::uint64_t who, const netlink::Station& station, const StationCounts& counts) {
    constexpr auto& sane = catalogue::all[metric_row<"wifi_client_expected_throughput_bytes_per_second">()].sane;
    look_.present.push_back(who);
    look_.sums.add(counts);
    look_.observations.push_back(observation(station, counts));
    if (counts.receive_airtime || counts.transmit_airtime) {
        look_.airtimes.push_back(as_double(counts.receive_airtime.value_or(0) + counts.transmit_airtime.value_or(0)) /
                                 microseconds_per_second);
    }
    if (station.expected_throughput_bits_per_second) {
        const double throughput = *station.expected_throughput_bits_per_second / bits_per_byte;
        if (throughput >= sane.low && throughput <= sane.high) {
            look_.throughputs.push_back(throughput);
        }
    }
}

void ClientTotals::left(std::uint64_t who, const StationCounts& counts) {
    look_.gone.push_back(who);
    look_.sums.add(counts);
}

void ClientTotals::observe(const Observation& client, bool detail) {
    signal_.observe(client.signal);
    if (!detail) {
        return;
    }
    transmit_rate_.observe(client.transmit_rate);
    receive_rate_.observe(client.receive_rate);
    mcs_.observe(client.mcs);
    streams_.observe(client.streams);
    width_.observe(client.width);
    retry_ratio_.observe(client.retry_ratio);
    failure_ratio_.observe(client.failure_ratio);
    connected_.observe(client.connected);
    inactive_.observe(client.inactive);
}

void ClientTotals::close(std::size_t min_group, bool detail) {
    auto look = std::exchange(look_, {});
    const std::size_t enough = std::max<std::size_t>(min_group, 1);
    const bool none = look.present.empty();
    // When all have gone, what they did on their last way is theirs alone if they were few. A station that stands on
    // two interfaces is counted twice, but hides nobody.
    const bool told = distinct(none ? look.gone : look.present) >= enough;
    networks_ = look.networks;
    clients_ = none || told ? std::optional(look.present.size()) : std::nullopt;
    fairness_.reset();
    throughput_.reset();
    if (!told) {
        return;
    }
    totals_.add(look.sums);
    for (const auto& client : look.observations) {
        observe(client, detail);
    }
    // Not all clients need to have a value: those who have must be enough by themselves.
    if (look.airtimes.size() >= enough) {
        fairness_ = fairness(look.airtimes);
    }
    if (look.throughputs.size() >= enough) {
        throughput_ = median(look.throughputs);
    }
}

void ClientTotals::write(Readings& readings, std::string_view band, std::string_view ssid) const {
    readings.set<"wifi_networks">(static_cast<double>(networks_), band, ssid);
    if (clients_) {
        readings.set<"wifi_clients">(static_cast<double>(*clients_), band, ssid);
    }
    readings.count<"wifi_client_receive_bytes_total">(as_double(totals_.receive_bytes), band, ssid);
    readings.count<"wifi_client_transmit_bytes_total">(as_double(totals_.transmit_bytes), band, ssid);
    if (totals_.packets && totals_.retries) {
        readings.count<"wifi_client_transmit_packets_total">(as_double(*totals_.packets), band, ssid);
        readings.count<"wifi_client_transmit_retries_total">(as_double(*totals_.retries), band, ssid);
    }
    if (totals_.failed) {
        readings.count<"wifi_client_transmit_failed_total">(as_double(*totals_.failed), band, ssid);
    }
    // Drivers that do not count airtime say 0.
    if (totals_.receive_airtime != 0) {
        readings.count<"wifi_client_receive_airtime_seconds_total">(
            as_double(totals_.receive_airtime) / microseconds_per_second, band, ssid);
    }
    if (totals_.transmit_airtime != 0) {
        readings.count<"wifi_client_transmit_airtime_seconds_total">(
            as_double(totals_.transmit_airtime) / microseconds_per_second, band, ssid);
    }
    if (fairness_) {
        readings.set<"wifi_client_airtime_fairness_ratio">(*fairness_, band, ssid);
    }
    if (throughput_) {
        readings.set<"wifi_client_expected_throughput_bytes_per_second">(*throughput_, band, ssid);
    }
    signal_.write(readings, band, ssid);
    // Those in detail are many series: each comes with what it has to say.
    const auto write_any = [&](const auto& histogram) {
        if (!histogram.empty()) {
            histogram.write(readings, band, ssid);
        }
    };
    write_any(transmit_rate_);
    write_any(receive_rate_);
    write_any(mcs_);
    write_any(streams_);
    write_any(width_);
    write_any(retry_ratio_);
    write_any(failure_ratio_);
    write_any(connected_);
    write_any(inactive_);
}

}  // namespace magpie::agent
