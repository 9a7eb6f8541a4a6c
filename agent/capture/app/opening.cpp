#include "agent/capture/app/opening.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace magpie::agent {

namespace {

constexpr Milliseconds first_pause = std::chrono::seconds(1);
constexpr Milliseconds longest_pause = std::chrono::seconds(60);
/// A board's radios are there within seconds of each other; who stays away longer holds up nobody.
constexpr Milliseconds patience = std::chrono::seconds(10);

}  // namespace

Opening::Opening(const ServiceConfig& config, Open open, const log::Log& log)
    : open_(std::move(open)), log_(log), pause_(first_pause) {
    if (!config.air_interface.empty()) {
        interfaces_.push_back({config.air_interface, capture::InterfaceKind::air, nullptr, nullptr, {}});
    }
    for (const auto& client : config.clients) {
        interfaces_.push_back({client.interface, capture::InterfaceKind::client, &client, nullptr, {}});
    }
    for (const auto& line : config.lines) {
        interfaces_.push_back({line, capture::InterfaceKind::line, nullptr, nullptr, {}});
    }
}

bool Opening::attempt(const Now& now) {
    if (!std::exchange(begun_, true)) {
        begin_ = now.mono;
    }
    for (auto& each : interfaces_) {
        auto source = open_(each.interface, each.kind);
        if (source) {
            each.source = std::move(*source);
        } else if (source.error() != each.said) {
            each.said = source.error();
            log_.warning("waits for an interface", {{"reason", each.said}});
        }
    }
    next_ = now.mono + pause_;
    pause_ = std::min(pause_ * 2, longest_pause);
    const auto is_open = [](const Opened& each) { return each.source != nullptr; };
    const bool done = std::ranges::all_of(interfaces_, is_open) ||
                      (now.mono - begin_ >= patience && std::ranges::any_of(interfaces_, is_open));
    for (auto& each : interfaces_) {
        if (!done) {
            each.source.reset();  // what nobody reads fills, and would be counted as lost
        } else if (each.source) {
            log_.info("listens", {{"interface", each.interface}});
        }
    }
    return done;
}

}  // namespace magpie::agent
