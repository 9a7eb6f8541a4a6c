#include "agent/capture/line/neighbours.hpp"

#include <chrono>
#include <string_view>
#include <utility>

#include "agent/internet/lldp.hpp"

namespace magpie::agent {

namespace {

/// As much as there is room for, but no part of a character: what was good UTF-8 stays so.
template <std::size_t size>
capture::Text<size> field(std::string_view text) {
    if (text.size() > size) {
        std::size_t end = size;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) {
            --end;
        }
        text = text.substr(0, end);
    }
    return capture::text_of<size>(text);
}

capture::LineNeighbour told(const std::string& interface, const Lldp& lldp) {
    return {.interface = capture::text32(interface),
            .chassis = field<32>(text_of(lldp.chassis)),
            .port = field<32>(text_of(lldp.port)),
            .system = field<64>(lldp.system_name),
            .port_description = field<40>(lldp.port_description),
            .address = field<40>(address_text(lldp.management_address)),
            .vlan = lldp.port_vlan.value_or(0),
            .poe_tenths = lldp.poe_tenths_of_watt.value_or(0),
            .has_poe = lldp.poe_tenths_of_watt ? std::uint8_t{1} : std::uint8_t{0}};
}

}  // namespace

std::uint8_t LineNeighbours::add_line(std::string interface) {
    lines_.push_back({.interface = std::move(interface)});
    return static_cast<std::uint8_t>(lines_.size() - 1);
}

void LineNeighbours::packet(std::uint8_t index, const CapturedFrame& frame) {
    auto& line = lines_.at(index);
    ++line.frames;
    const auto lldp = parse_lldp(frame.bytes, frame.bytes.size() < frame.length);
    if (!lldp) {
        return;
    }
    if (!*lldp) {
        ++line.bad[static_cast<std::size_t>(lldp->error())];
        return;
    }
    const auto& said = **lldp;
    const auto neighbour = told(line.interface, said);
    const bool same =
        line.neighbour && line.neighbour->chassis == neighbour.chassis && line.neighbour->port == neighbour.port;
    if (line.neighbour && !same && frame.at < line.holds_until) {
        return;
    }
    line.neighbour = said.seconds_to_live > 0 ? std::optional(neighbour) : std::nullopt;
    line.holds_until = frame.at + std::chrono::seconds(said.seconds_to_live);
}

void LineNeighbours::tick(CaptureTime now, std::vector<capture::Record>& into) {
    for (auto& line : lines_) {
        if (line.neighbour && now >= line.holds_until) {
            line.neighbour.reset();
        }
        if (line.neighbour) {
            into.emplace_back(*line.neighbour);
        }
    }
}

}  // namespace magpie::agent
