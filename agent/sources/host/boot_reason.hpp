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

enum class BootReason : std::uint8_t {
    unknown,
    power,
    software,
    button,
    watchdog,
    panic,
    overheat,
    undervoltage,
    overvoltage,
};

/// The word for it, as it stands in the label `reason`.
[[nodiscard]] std::string_view word_for(BootReason reason);

/// WDIOF_* bits of a watchdog's `bootstatus` (linux/watchdog.h).
[[nodiscard]] BootReason from_watchdog_status(std::uint32_t status);
/// What a driver states in `power_on_reason` (the kernel's ABI/testing/sysfs-platform-power-on-reason) or
/// `reset_reason` (Tegra): free text, so looked through for the words it may hold.
[[nodiscard]] BootReason from_stated_reason(std::string_view text);
/// Raspberry Pi 5: /chosen/power/power_reset of the device tree, 32 bits big-endian, why the power chip was reset. The
/// older `rsts` tells nothing for certain: each reboot goes through the watchdog, and a Pi 4 shows a power-on after it.
[[nodiscard]] BootReason from_power_chip(std::string_view cell);
/// A record of pstore that the kernel wrote when it panicked, not at a mere oops.
[[nodiscard]] bool is_panic_record(std::string_view dmesg);

/// Why the board booted last. Looks once, but for records of a panic: they outlive many boots, so one counts only if it
/// was written in the quarter of an hour before this boot, which shows when the wall clock is known.
class BootReasonFinder {
  public:
    explicit BootReasonFinder(HostPaths paths) : paths_(std::move(paths)) {}

    [[nodiscard]] BootReason find(FileReader& files, const Now& now);

  private:
    [[nodiscard]] BootReason look(FileReader& files) const;
    [[nodiscard]] bool panicked_before_boot(FileReader& files, const Now& now) const;

    HostPaths paths_;
    std::optional<BootReason> found_;
    bool settled_ = false;
};

}  // namespace magpie::agent
