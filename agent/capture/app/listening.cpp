#include "agent/capture/app/listening.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "agent/ieee80211/frame.hpp"
#include "agent/ieee80211/radiotap.hpp"

namespace magpie::agent {

namespace {

constexpr std::size_t fcs_size = 4;

}  // namespace

void Listening::add_air(std::string interface, std::unique_ptr<PacketSource> source) {
    inputs_.push_back({std::move(interface), capture::InterfaceKind::air, 0, std::move(source)});
}

void Listening::add_client(std::string interface, std::string_view ssid, MacAddress bssid,
                           std::unique_ptr<PacketSource> source) {
    const auto network = connections_.add_network(ssid, bssid);
    inputs_.push_back({std::move(interface), capture::InterfaceKind::client, network, std::move(source)});
    has_clients_ = true;
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
    air_.frame(frame, input.source->link_type());
    if (has_clients_) {
        pass_on(frame);
    }
}

/// The part of a connection that is in the air alone. What is wrong with a frame Air has counted.
void Listening::pass_on(const CapturedFrame& captured) {
    const auto radio = parse_radiotap(captured.bytes);
    if (!radio || radio->bad_fcs || radio->zero_length) {
        return;
    }
    const auto behind = radio->fcs_at_end ? std::min(fcs_size, captured.length) : 0;
    const auto end = std::min(captured.bytes.size(), captured.length - behind);
    if (end <= radio->length) {
        return;
    }
    const auto frame = parse_frame(captured.bytes.subspan(radio->length, end - radio->length), radio->padded);
    if (frame && (frame->type == FrameType::management ||
                  (frame->type == FrameType::data && !frame->protected_frame && !frame->body.empty()))) {
        connections_.heard(*frame, captured.at);
    }
}

void Listening::tick(CaptureTime now, std::vector<capture::Record>& into) {
    for (const auto& input : inputs_) {
        into.emplace_back(account(input));
    }
    air_.tick(now, into);
    if (has_clients_) {
        connections_.tick(now, into);
    }
}

capture::Interface Listening::account(const Input& input) const {
    const bool air = input.kind == capture::InterfaceKind::air;
    return {.name = capture::text32(input.interface),
            .kind = input.kind,
            .frames = air ? air_.frames() : connections_.frames(input.network),
            .kernel_drops = input.source->dropped(),
            .bad = air ? air_.bad() : connections_.bad(input.network)};
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
