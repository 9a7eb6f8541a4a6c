#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "agent/netlink/message.hpp"
#include "agent/netlink/netlink.hpp"

namespace magpie::agent::netlink {

/// The one message in `bytes`, which must outlive it.
inline Message only(const std::vector<std::byte>& bytes) {
    return Messages(bytes).next().value();
}

template <typename Result>
bool is_malformed(const Result& result) {
    return !result && result.error() == NetlinkError::malformed;
}

/// Calls `look` with the message cut at each byte behind its header, its length made to fit.
template <typename Look>
void for_each_cut(const std::vector<std::byte>& bytes, Look look) {
    for (std::uint32_t length = 16; length < bytes.size(); ++length) {
        // A buffer of exactly this size, so that a sanitizer sees what is read beyond it.
        std::vector<std::byte> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
        std::memcpy(cut.data(), &length, sizeof(length));
        look(only(cut));
    }
}

}  // namespace magpie::agent::netlink
