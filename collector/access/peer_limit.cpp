#include "collector/access/peer_limit.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string_view>

namespace magpie::collector {

std::size_t PeerLimit::set_of(const http::Peer& peer) {
    return std::hash<std::string_view>{}({reinterpret_cast<const char*>(peer.data()), peer.size()}) % sets;
}

std::optional<Milliseconds> PeerLimit::wait(Monotonic full, const Now& now) const {
    const auto after = std::max(full, now.mono) + settings_.refill - now.mono;
    const auto over = after - settings_.burst * settings_.refill;
    return over > Milliseconds{0} ? std::optional(over) : std::nullopt;
}

std::optional<Milliseconds> PeerLimit::take(const http::Peer& peer, const Now& now) {
    auto& set = table_[set_of(peer)];
    auto bucket = std::ranges::find(set, peer, &Bucket::peer);
    if (bucket == set.end()) {
        bucket = std::ranges::min_element(set, {}, &Bucket::full);  // the fullest: least is forgotten
        *bucket = {.peer = peer, .full = {}};
    }
    if (const auto over = wait(bucket->full, now)) {
        return over;
    }
    bucket->full = std::max(bucket->full, now.mono) + settings_.refill;
    return std::nullopt;
}

std::optional<Milliseconds> PeerLimit::wait(const http::Peer& peer, const Now& now) const {
    const auto& set = table_[set_of(peer)];
    const auto bucket = std::ranges::find(set, peer, &Bucket::peer);
    return bucket == set.end() ? std::nullopt : wait(bucket->full, now);
}

}  // namespace magpie::collector
