#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/files/file_reader.hpp"
#include "agent/sources/host/host_paths.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// JEDEC eMMC 5.0 (JESD84-B50), 7.4.25 and 7.4.26: share of the device's life that is used, for the memory of type A
/// (SLC) and B (MLC), the upper end of a step of 10 %; 1.1 past its end. Absent where the device does not say.
struct LifeTime {
    std::optional<double> used_a;
    std::optional<double> used_b;
};

/// `life_time` in sysfs: "0x01 0x02".
[[nodiscard]] LifeTime parse_life_time(std::string_view text);
/// `pre_eol_info` in sysfs (JESD84-B50, 7.4.24): 1 normal, 2 warning, 3 urgent; nothing for what is not defined.
[[nodiscard]] std::optional<int> parse_spare_state(std::string_view text);

/// The wear of one eMMC ("mmcblk0") or raw flash under UBI ("ubi0").
struct FlashWear {
    std::string device;
    LifeTime life{};
    std::optional<int> spare_state{};
    std::optional<std::uint64_t> bad_blocks{};
    std::optional<std::uint64_t> most_erases{};
};

/// Reads wear once in ten minutes (the kernel reads an eMMC's at boot only). SD cards do not tell theirs.
class FlashDevices {
  public:
    static constexpr std::size_t most_devices = 4;

    explicit FlashDevices(const HostPaths& paths) : sys_(paths.sys) {}

    [[nodiscard]] const std::vector<FlashWear>& read(FileReader& files, const Now& now);

  private:
    std::string sys_;
    std::vector<FlashWear> wear_;
    std::optional<Monotonic> next_look_;
};

}  // namespace magpie::agent
