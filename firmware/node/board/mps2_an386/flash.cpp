#include "firmware/node/board/mps2_an386/flash.hpp"

#include <algorithm>
#include <cstddef>

#include "firmware/node/board/cortex_m/flash_map.hpp"
#include "firmware/node/board/cortex_m/register.hpp"

namespace magpie::node::an386 {

bool Flash::erase(std::uint32_t offset) {
    if (!cortex_m::may_change(offset, page_bytes) || offset % page_bytes != 0) {
        return false;
    }
    for (std::uint32_t i = 0; i < page_bytes; i += 4) {
        cortex_m::Register(offset + i).write(0xFFFFFFFF);
    }
    return std::ranges::all_of(at(offset, page_bytes), [](std::uint8_t byte) { return byte == 0xFF; });
}

bool Flash::write(std::uint32_t offset, std::span<const std::uint8_t> bytes) {
    if (!cortex_m::may_change(offset, bytes.size())) {
        return false;
    }
    for (std::size_t i = 0; i < bytes.size(); i += 4) {
        const cortex_m::Register word(offset + i);
        word.write(word.read() & cortex_m::word_of(bytes.subspan(i, 4)));
    }
    return std::ranges::equal(at(offset, bytes.size()), bytes);
}

std::span<const std::uint8_t> Flash::at(std::uint32_t offset, std::size_t bytes) const {
    return cortex_m::flash_at(offset, bytes);
}

}  // namespace magpie::node::an386
