#include "agent/capture/app/listening.hpp"

#include <algorithm>
#include <utility>

namespace magpie::agent {

void Listening::add_air(std::string interface, std::unique_ptr<PacketSource> source) {
    inputs_.push_back({std::move(interface), capture::InterfaceKind::air, 0, std::move(source)});
}

void Listening::add_client(std::string interface, std::string_view ssid, MacAddress bssid,
                           std::unique_ptr<PacketSource> source) {
    const auto network = connections_.add_network(ssid, bssid);
    inputs_.push_back({std::move(interface), capture::InterfaceKind::client, network, std::move(source)});
    has_clients_ = true;
}

void Listening::add_line(std::string interface, std::unique_ptr<PacketSource> source) {
    const auto line = neighbours_.add_line(interface);
    inputs_.push_back({std::move(interface), capture::InterfaceKind::line, line, std::move(source)});
}

bool Listening::read(std::size_t most) {
    bool more = false;
    for (const auto& input : inputs_) {
        more |= input.source->read(most, [&](const CapturedFrame& frame) { take(input, frame); }) == most;
    }
    return more;
}

void Listening::take(const Input& input, const CapturedFrame& frame) {
    if (input.kind == capture::InterfaceKind::client) {
        connections_.packet(input.network, frame);
        return;
    }
    if (input.kind == capture::InterfaceKind::line) {
        neighbours_.packet(input.network, frame);
        return;
    }
    const auto heard = air_.frame(frame, input.source->link_type());
    // The part of a connection that is in the air alone.
    if (heard && has_clients_) {
        connections_.heard(*heard, frame.at);
    }
}

void Listening::hear(const capture::Record& record, CaptureTime now) {
    if (const auto* event = std::get_if<capture::ClientEvent>(&record)) {
        ++events_.by_use.at(static_cast<std::size_t>(hear_event(*event, now)));
    } else {
        air_.hear(record);
        connections_.hear(record);
    }
}

capture::EventUse Listening::hear_event(const capture::ClientEvent& event, CaptureTime now) {
    const auto name = capture::view(event.interface);
    const auto found = std::ranges::find_if(inputs_, [&](const Input& input) {
        return input.kind == capture::InterfaceKind::client && input.interface == name;
    });
    return found == inputs_.end() ? capture::EventUse::unknown_interface
                                  : connections_.told(found->network, event, now);
}

void Listening::tick(CaptureTime now, std::vector<capture::Record>& into) {
    for (const auto& input : inputs_) {
        into.emplace_back(account(input));
    }
    air_.tick(now, into);
    if (has_clients_) {
        connections_.tick(now, into);
        into.emplace_back(events_);
    }
    neighbours_.tick(now, into);
}

capture::Interface Listening::account(const Input& input) const {
    capture::Interface told{
        .name = capture::text32(input.interface), .kind = input.kind, .kernel_drops = input.source->dropped()};
    switch (input.kind) {
        case capture::InterfaceKind::air:
            told.frames = air_.frames();
            told.bad = air_.bad();
            break;
        case capture::InterfaceKind::client:
            told.frames = connections_.frames(input.network);
            told.bad = connections_.bad(input.network);
            break;
        case capture::InterfaceKind::line:
            told.frames = neighbours_.frames(input.network);
            told.bad = neighbours_.bad(input.network);
            break;
    }
    return told;
}

std::vector<int> Listening::descriptors() const {
    std::vector<int> all;
    for (const auto& input : inputs_) {
        all.push_back(input.source->descriptor());
    }
    return all;
}

std::string_view Listening::gone() const {
    const auto found = std::ranges::find_if(inputs_, [](const Input& input) { return input.source->ended(); });
    return found != inputs_.end() ? std::string_view(found->interface) : std::string_view();
}

}  // namespace magpie::agent
