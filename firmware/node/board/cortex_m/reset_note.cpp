#include "firmware/node/board/cortex_m/reset_note.hpp"

#include <cstdint>

#include "firmware/node/board/cortex_m/register.hpp"

namespace magpie::node::cortex_m {

namespace {

// At the end of what linker scripts let images have, so that loader and images of any version agree.
constexpr Register note_magic{0x20001FF8};
constexpr Register note_cause{0x20001FFC};
constexpr std::uint32_t magic = 0x4D615265;

}  // namespace

void note_reset(modbus::ResetCause cause) {
    note_cause.write(static_cast<std::uint32_t>(cause));
    note_magic.write(magic);
}

modbus::ResetCause take_reset_note() {
    const std::uint32_t cause = note_cause.read();
    const bool is_there = note_magic.read() == magic && cause < modbus::reset_cause_count;
    note_reset(modbus::ResetCause::external);
    return is_there ? static_cast<modbus::ResetCause>(cause) : modbus::ResetCause::power;
}

}  // namespace magpie::node::cortex_m
