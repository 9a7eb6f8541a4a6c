#include "agent/ieee80211/reduced_neighbours.hpp"

#include <algorithm>
#include <cstdint>

#include "agent/ieee80211/element.hpp"

namespace magpie::agent {

namespace {

constexpr std::uint8_t id_reduced_neighbour_report = 201;
constexpr std::size_t channel_head_size = 4;
/// The time to its beacon and the BSSID, which all longer entries begin with (table 9-281).
constexpr std::size_t smallest_with_bssid = 7;

}  // namespace

std::optional<MacAddress> ReducedNeighbours::next() {
    while (true) {
        if (entry_size_ != 0 && entries_.size() >= entry_size_) {
            const auto entry = entries_.first(entry_size_);
            entries_ = entries_.subspan(entry_size_);
            MacAddress bssid;
            std::ranges::transform(entry.subspan(1, bssid.bytes.size()), bssid.bytes.begin(),
                                   [](std::byte byte) { return std::to_integer<std::uint8_t>(byte); });
            return bssid;
        }
        if (channels_.size() >= channel_head_size) {
            const auto head = std::to_integer<unsigned>(channels_[0]);
            const auto entry_size = std::to_integer<std::size_t>(channels_[1]);
            const auto size = ((head >> 4) + 1) * entry_size;
            channels_ = channels_.subspan(channel_head_size);
            if (channels_.size() < size) {
                channels_ = {};
                continue;
            }
            const bool names = (head & 3) == 0 && entry_size >= smallest_with_bssid;
            entry_size_ = names ? entry_size : 0;
            entries_ = channels_.first(size);
            channels_ = channels_.subspan(size);
            continue;
        }
        const auto element = take_element(elements_);
        if (!element) {
            return std::nullopt;
        }
        if (element->id == id_reduced_neighbour_report) {
            channels_ = element->body;
        }
    }
}

}  // namespace magpie::agent
