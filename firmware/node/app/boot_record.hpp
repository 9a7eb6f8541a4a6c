#pragma once

#include <cstdint>

#include "firmware/node/hal/flash.hpp"

namespace magpie::node {

inline constexpr std::uint8_t no_slot = 0xFF;
/// How often an image on trial is started before it is given up.
inline constexpr std::uint8_t trial_starts = 3;

/// Which image starts. Written by the application (a trial begins, an image is confirmed) and by the boot loader (an
/// attempt is used, a trial has failed).
struct BootRecord {
    std::uint8_t confirmed = 0;
    std::uint8_t trial = no_slot;
    std::uint8_t attempts = 0;   // starts that the trial has left
    std::uint8_t fell_back = 0;  // 1: the last trial was given up
    friend bool operator==(const BootRecord&, const BootRecord&) = default;
};

/// Slot 0 confirmed where flash has no good record, as in a node that leaves the factory.
[[nodiscard]] BootRecord read_boot_record(const hal::Flash& flash);
/// False: flash did not take it, and the one before still counts.
[[nodiscard]] bool write_boot_record(hal::Flash& flash, const BootRecord& record);

/// For the boot loader: the slot to start now. A start of an image on trial is counted in flash first: without that
/// there is none. Where neither image has a vector table it is the confirmed slot.
[[nodiscard]] std::uint8_t slot_to_start(hal::Flash& flash);

}  // namespace magpie::node
