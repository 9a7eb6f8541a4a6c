#include "agent/sources/capture/line_neighbours.hpp"

#include <chrono>
#include <cstddef>
#include <string_view>

#include "wire/text.hpp"

namespace magpie::agent {

namespace {

constexpr std::size_t most_lines = 8;
/// The capture says it once a second.
constexpr std::chrono::seconds silent{10};

template <std::size_t size>
std::string text(const capture::Text<size>& field) {
    return escaped(capture::view(field));
}

}  // namespace

bool NeighboursOfLines::hear(const capture::LineNeighbour& heard, const Now& now) {
    const auto interface = text(heard.interface);
    if (interface.empty() || capture::view(heard.chassis).empty()) {
        return false;
    }
    if (by_interface_.size() == most_lines && !by_interface_.contains(interface)) {
        return false;
    }
    by_interface_.insert_or_assign(interface, Said{heard, now.mono});
    return true;
}

void NeighboursOfLines::write(Readings& readings, const Now& now) {
    std::erase_if(by_interface_, [&](const auto& entry) { return now.mono - entry.second.at > silent; });
    for (const auto& [interface, said] : by_interface_) {
        const auto& neighbour = said.neighbour;
        readings.set<"link_neighbour_info">(1, interface, text(neighbour.chassis), text(neighbour.system),
                                            text(neighbour.port), text(neighbour.port_description),
                                            text(neighbour.address),
                                            neighbour.vlan == 0 ? std::string() : std::to_string(neighbour.vlan));
        if (neighbour.has_poe != 0) {
            readings.set<"link_poe_allocated_watts">(neighbour.poe_tenths / 10.0, interface);
        }
    }
}

}  // namespace magpie::agent
