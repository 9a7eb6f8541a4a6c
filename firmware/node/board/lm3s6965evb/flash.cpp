#include "firmware/node/board/lm3s6965evb/flash.hpp"

#include <algorithm>
#include <cstddef>

#include "firmware/node/board/cortex_m/flash_map.hpp"
#include "firmware/node/board/lm3s6965evb/lm3s6965.hpp"

namespace magpie::node::lm3s6965 {

using namespace flash;

namespace {

/// Of the controller; the core does not fetch from flash meanwhile, so one look is the rule.
constexpr int looks = 100'000;

bool command(std::uint32_t what) {
    fmc.write(fmc_wrkey | what);
    for (int look = 0; fmc.has(what); ++look) {
        if (look == looks) {
            return false;
        }
    }
    return true;
}

}  // namespace

bool Flash::erase(std::uint32_t offset) {
    if (!cortex_m::may_change(offset, page_bytes) || offset % page_bytes != 0) {
        return false;
    }
    fma.write(offset);
    return command(fmc_erase) &&
           std::ranges::all_of(at(offset, page_bytes), [](std::uint8_t byte) { return byte == 0xFF; });
}

bool Flash::write(std::uint32_t offset, std::span<const std::uint8_t> bytes) {
    if (!cortex_m::may_change(offset, bytes.size())) {
        return false;
    }
    for (std::size_t i = 0; i < bytes.size(); i += 4) {
        fma.write(offset + i);
        fmd.write(cortex_m::word_of(bytes.subspan(i, 4)));
        if (!command(fmc_write)) {
            return false;
        }
    }
    return std::ranges::equal(at(offset, bytes.size()), bytes);
}

std::span<const std::uint8_t> Flash::at(std::uint32_t offset, std::size_t bytes) const {
    return cortex_m::flash_at(offset, bytes);
}

}  // namespace magpie::node::lm3s6965
