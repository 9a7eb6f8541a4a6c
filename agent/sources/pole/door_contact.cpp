#include "agent/sources/pole/door_contact.hpp"

#include <utility>

namespace magpie::agent {

namespace {

constexpr Milliseconds between_attempts = std::chrono::minutes(1);

}  // namespace

std::optional<tl::expected<SensorReading, ContactError>> DoorContact::read(const Now& now) {
    if (!contact_->is_open()) {
        if (next_open_ && now.mono < *next_open_) {
            return std::nullopt;
        }
        next_open_ = now.mono + between_attempts;
        if (const auto opened = contact_->open(); !opened) {
            return tl::unexpected(opened.error());
        }
    }
    const auto active = contact_->read();
    if (!active) {
        return tl::unexpected(active.error());
    }
    const bool open = *active == settings_.active_is_open;
    count(open, now);
    SensorReading reading;
    reading.values.push_back({.quantity = Quantity::door, .value = open ? 1 : 0});
    reading.door_openings = openings_;
    return reading;
}

void DoorContact::count(bool open, const Now& now) {
    if (was_open_ == open) {
        return;
    }
    // A contact bounces: the level is told at once, and what follows in a moment is the same movement.
    if (was_open_ && open && now.mono - last_change_ >= settings_.debounce) {
        ++openings_;
    }
    was_open_ = open;
    last_change_ = now.mono;
}

}  // namespace magpie::agent
