#include "firmware/node/app/hmac.hpp"

#include <algorithm>
#include <array>

namespace magpie::node {

Hmac::Hmac(std::span<const std::uint8_t> key) {
    std::array<std::uint8_t, Sha256::block_bytes> pad{};
    std::copy_n(key.begin(), std::min(key.size(), pad.size()), pad.begin());
    for (auto& byte : pad) {
        byte ^= 0x36;
    }
    inner_.add(pad);
    for (auto& byte : pad) {
        byte ^= 0x36 ^ 0x5C;
    }
    outer_.add(pad);
}

Digest Hmac::end() {
    outer_.add(inner_.end());
    return outer_.end();
}

bool are_equal(const Digest& one, const Digest& other) {
    std::uint8_t differing = 0;
    for (std::size_t i = 0; i < one.size(); ++i) {
        // Volatile, or a compiler might leave the loop where it already knows.
        const volatile std::uint8_t bits = one[i] ^ other[i];
        differing |= bits;
    }
    return differing == 0;
}

}  // namespace magpie::node
