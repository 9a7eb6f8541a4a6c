#include "agent/sources/host/boot_reason.hpp"

#include <linux/watchdog.h>

#include <algorithm>
#include <array>
#include <utility>

#include "agent/files/fields.hpp"

namespace magpie::agent {

namespace {

using namespace std::chrono_literals;

/// From the panic to the start of the next kernel: reboot timers and boot loaders, and clocks that differ a little.
constexpr auto longest_reboot = 15min;
constexpr auto clock_slack = 1min;

char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

std::string_view word_for(BootReason reason) {
    switch (reason) {
        case BootReason::power:
            return "power";
        case BootReason::software:
            return "software";
        case BootReason::button:
            return "button";
        case BootReason::watchdog:
            return "watchdog";
        case BootReason::panic:
            return "panic";
        case BootReason::overheat:
            return "overheat";
        case BootReason::undervoltage:
            return "undervoltage";
        case BootReason::overvoltage:
            return "overvoltage";
        case BootReason::unknown:
            return "unknown";
    }
    return "unknown";
}

BootReason from_watchdog_status(std::uint32_t status) {
    if ((status & WDIOF_OVERHEAT) != 0) {
        return BootReason::overheat;
    }
    if ((status & WDIOF_POWERUNDER) != 0) {
        return BootReason::undervoltage;
    }
    if ((status & WDIOF_POWEROVER) != 0) {
        return BootReason::overvoltage;
    }
    return (status & WDIOF_CARDRESET) != 0 ? BootReason::watchdog : BootReason::unknown;
}

BootReason from_stated_reason(std::string_view text) {
    std::string words(trimmed(text).substr(0, 64));
    std::ranges::transform(words, words.begin(), lower);
    if (words == "sensor") {  // of temperature, in Tegra's words
        return BootReason::overheat;
    }
    static constexpr std::array<std::pair<std::string_view, BootReason>, 12> meanings{{
        {"watchdog", BootReason::watchdog},
        {"wdt", BootReason::watchdog},
        {"brown-out", BootReason::undervoltage},
        {"under-voltage", BootReason::undervoltage},
        {"over temperature", BootReason::overheat},
        {"overtemperature", BootReason::overheat},
        {"software", BootReason::software},
        {"sw_main", BootReason::software},
        {"mainswrst", BootReason::software},
        {"button", BootReason::button},
        {"power-up", BootReason::power},
        {"power_on", BootReason::power},
    }};
    for (const auto& [word, reason] : meanings) {
        if (words.find(word) != std::string::npos) {
            return reason;
        }
    }
    return BootReason::unknown;
}

BootReason from_power_chip(std::string_view cell) {
    if (cell.size() != 4) {
        return BootReason::unknown;
    }
    const auto bits = static_cast<unsigned char>(cell[3]);
    if ((bits & 2U) != 0) {
        return BootReason::undervoltage;
    }
    if ((bits & 4U) != 0) {
        return BootReason::overheat;
    }
    if ((bits & 1U) != 0) {
        return BootReason::overvoltage;
    }
    return (bits & 16U) != 0 ? BootReason::watchdog : BootReason::unknown;
}

bool is_panic_record(std::string_view dmesg) {
    return dmesg.starts_with("Panic#");
}

BootReason BootReasonFinder::find(FileReader& files, const Now& now) {
    if (!found_) {
        found_ = look(files);
    }
    if (!settled_ && now.wall_known) {
        settled_ = true;
        // A watchdog that bites after a panic is not the cause; heat and voltage are.
        if ((*found_ == BootReason::unknown || *found_ == BootReason::watchdog || *found_ == BootReason::software) &&
            panicked_before_boot(files, now)) {
            found_ = BootReason::panic;
        }
    }
    return *found_;
}

BootReason BootReasonFinder::look(FileReader& files) const {
    const auto watchdogs = paths_.sys + "/class/watchdog/";
    for (const auto& name : names_in(watchdogs, "watchdog")) {
        const auto text = files.read(watchdogs + name + "/bootstatus");
        const auto status = text ? number_of<std::uint32_t>(trimmed(*text)) : std::nullopt;
        if (const auto reason = from_watchdog_status(status.value_or(0)); reason != BootReason::unknown) {
            return reason;
        }
    }
    if (const auto cell = files.read(paths_.proc + "/device-tree/chosen/power/power_reset")) {
        if (const auto reason = from_power_chip(*cell); reason != BootReason::unknown) {
            return reason;
        }
    }
    const auto devices = paths_.sys + "/bus/platform/devices/";
    for (const auto& name : names_in(devices, "", 1024)) {
        for (const auto* file : {"/power_on_reason", "/reset_reason"}) {
            if (const auto text = files.read(devices + name + file)) {
                if (const auto reason = from_stated_reason(*text); reason != BootReason::unknown) {
                    return reason;
                }
            }
        }
    }
    return BootReason::unknown;
}

bool BootReasonFinder::panicked_before_boot(FileReader& files, const Now& now) const {
    const auto booted = now.wall - now.mono.time_since_epoch();
    const auto records = paths_.sys + "/fs/pstore/";
    return std::ranges::any_of(names_in(records, "dmesg-"), [&](const std::string& name) {
        const auto written = time_written(records + name);
        if (!written || *written < booted - longest_reboot || *written > booted + clock_slack) {
            return false;
        }
        const auto text = files.read(records + name);
        return text && is_panic_record(*text);
    });
}

}  // namespace magpie::agent
