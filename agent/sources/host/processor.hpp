#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace magpie::agent {

/// The modes of /proc/stat (proc(5)); guest time is part of user and nice there.
inline constexpr std::array<std::string_view, 8> processor_modes{"user",   "nice", "system",  "idle",
                                                                 "iowait", "irq",  "softirq", "steal"};

/// Ticks (USER_HZ) by mode, all processors together.
using ProcessorTicks = std::array<std::uint64_t, processor_modes.size()>;

/// The first line of /proc/stat.
[[nodiscard]] std::optional<ProcessorTicks> parse_processor_ticks(std::string_view stat);

/// Tasks over 1, 5 and 15 minutes.
using LoadAverages = std::array<double, 3>;
inline constexpr std::array<std::string_view, 3> load_windows{"1m", "5m", "15m"};

/// /proc/loadavg.
[[nodiscard]] std::optional<LoadAverages> parse_load_averages(std::string_view loadavg);

/// What one process has used and holds.
struct ProcessUse {
    std::uint64_t processor_ticks = 0;
    std::uint64_t resident_pages = 0;
};

/// /proc/self/stat: utime + stime and rss (proc(5), fields 14, 15 and 24). The name in field 2 may hold anything.
[[nodiscard]] std::optional<ProcessUse> parse_process_use(std::string_view stat);

/// Keeps ticks from running backwards. The kernel's idle and iowait do by a few (proc(5)), which a store would take for
/// a restart and count the whole value once more; after a larger step back (a processor that came online anew) counting
/// goes on from there.
class MonotonicTicks {
  public:
    [[nodiscard]] std::uint64_t next(std::uint64_t ticks);

  private:
    static constexpr std::uint64_t jitter = 500;

    std::uint64_t last_ = 0;
    std::uint64_t offset_ = 0;
};

}  // namespace magpie::agent
