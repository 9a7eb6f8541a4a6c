#include "tests/bench/pole_series.hpp"

#include <string>

namespace magpie::bench {

namespace {

/// Hands readings on until there are enough, and bumps those that change.
class Enough {
  public:
    Enough(agent::Readings& readings, unsigned variant, unsigned interval)
        : readings_(readings), variant_(variant), interval_(interval) {}

    template <agent::MetricName name, typename... Labels>
    void counts(double from, double by, const Labels&... labels) {
        if (take()) {
            readings_.count<name>(from + variant_ * 7.0 + by * moved(), labels...);
        }
    }
    template <agent::MetricName name, typename... Labels>
    void wanders(double from, double by, const Labels&... labels) {
        if (take()) {
            readings_.set<name>(from + by * (moved() % 7), labels...);
        }
    }
    template <agent::MetricName name, typename... Labels>
    void stays(double value, const Labels&... labels) {
        if (take()) {
            readings_.set<name>(value, labels...);
        }
    }

  private:
    bool take() { return taken_++ < series_of_a_pole; }
    /// In which interval a series that moves now is; 90 do.
    unsigned moved() { return moving_++ < changed_in_an_interval ? interval_ + 1 : 1; }

    agent::Readings& readings_;
    unsigned variant_;
    unsigned interval_;
    std::size_t taken_ = 0;
    std::size_t moving_ = 0;
};

void add_link(Enough& out, const std::string& name, double traffic) {
    out.stays<"link_up">(1, name);
    out.stays<"link_carrier">(1, name);
    out.counts<"link_carrier_changes_total">(3, 1, name);
    out.stays<"link_mtu_bytes">(1500, name);
    out.stays<"link_speed_bytes_per_second">(1.25e8, name);
    out.counts<"link_receive_bytes_total">(8.1e11, 1'250'000 * traffic, name);
    out.counts<"link_receive_packets_total">(9.3e8, 1700 * traffic, name);
    out.counts<"link_receive_errors_total">(120, 1, name);
    out.counts<"link_receive_dropped_total">(34'000, 3, name);
    out.counts<"link_receive_multicast_total">(2.2e7, 40, name);
    out.counts<"link_transmit_bytes_total">(6.4e10, 310'000 * traffic, name);
    out.counts<"link_transmit_packets_total">(4.1e8, 900 * traffic, name);
    out.counts<"link_transmit_errors_total">(17, 1, name);
    out.counts<"link_transmit_dropped_total">(900, 2, name);
    out.counts<"link_transmit_collisions_total">(5, 1, name);
    out.counts<"link_driver_errors_total">(11, 1, name, "frame_check_sequence_errors");
}

void add_board(Enough& out) {
    for (const auto* mode : {"user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"}) {
        out.counts<"host_cpu_seconds_total">(81'234.5, 0.37, mode);
    }
    for (const auto* window : {"1m", "5m", "15m"}) {
        out.wanders<"host_load_average">(0.42, 0.01, window);
    }
    out.wanders<"host_memory_available_bytes">(2.9e9, 151'552);
    out.wanders<"host_swap_used_bytes">(1e6, 4096);
    for (const auto* sensor : {"cpu", "rp1", "board", "modem"}) {
        out.wanders<"host_temperature_celsius">(51.3, 0.55, sensor);
    }
    out.wanders<"host_uptime_seconds">(1.2e6, 10);
    for (const auto* mount : {"/", "/boot", "/var"}) {
        out.wanders<"host_storage_available_bytes">(1.9e10, 8192, mount);
        out.stays<"host_storage_size_bytes">(3.1e10, mount);
    }
    out.counts<"host_storage_written_bytes_total">(7.7e10, 65'536, "mmcblk0");
    out.counts<"host_storage_written_bytes_total">(3.3e9, 4096, "mmcblk0boot0");
    out.wanders<"host_clock_offset_seconds">(0.000113, 0.00002);
    out.wanders<"host_clock_error_seconds">(0.0031, 0.0005);
    out.counts<"node_cpu_seconds_total">(351.2, 0.01);
    out.wanders<"node_resident_bytes">(5.2e6, 4096);
    out.wanders<"node_outbox_reports">(3, 1);
    out.wanders<"node_outbox_bytes">(7400, 1480);
    out.counts<"node_source_failures_total">(2, 1, "host", "missing");
    out.stays<"node_report_interval_seconds">(10);
    out.stays<"node_info">(1, "0.1.0", "Raspberry Pi 5 Model B Rev 1.0", "Hongdae 3", "37.556300", "126.922000",
                           "street", "mapo-1");
    out.stays<"host_boot_info">(1, "power");
    out.stays<"host_memory_size_bytes">(4.1e9);
    out.stays<"host_clock_synchronised">(1);
    for (const auto* type : {"a", "b"}) {
        out.stays<"host_flash_life_used_ratio">(0.1, "mmcblk0", type);
    }
}

}  // namespace

PoleSeries::PoleSeries(unsigned variant) : variant_(variant) {}

agent::Readings PoleSeries::readings() const {
    agent::Readings all;
    Enough out(all, variant_, interval_);
    double traffic = 1;
    for (const auto* name : {"eth0", "eth1", "wlan0", "wlan1", "br-lan"}) {
        add_link(out, name, traffic);
        traffic += 0.25;
    }
    add_board(out);
    return all;
}

agent::Report PoleSeries::next(const Now& now, bool whole) {
    ++interval_;
    return reporter_.close(readings(), now, whole, false);
}

}  // namespace magpie::bench
