#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "agent/gpio/contact.hpp"
#include "agent/sources/pole/sensors.hpp"

namespace magpie::agent {

struct DoorSettings {
    bool active_is_open = true;
    Milliseconds debounce{50};
    Milliseconds period{10000};  // between two reports, for it is read with each
};

/// The door of the cabinet by a contact at the board itself. Lives on the loop's thread; owned by the PoleSource.
class DoorContact {
  public:
    DoorContact(std::unique_ptr<Contact> contact, DoorSettings settings)
        : contact_(std::move(contact)), settings_(settings) {}

    [[nodiscard]] int descriptor() const { return contact_->descriptor(); }
    /// Opens the contact where it is not open: once a minute.
    [[nodiscard]] std::optional<tl::expected<SensorReading, ContactError>> read(const Now& now);

  private:
    void count(bool open, const Now& now);

    std::unique_ptr<Contact> contact_;
    DoorSettings settings_;
    std::optional<Monotonic> next_open_{};
    std::optional<bool> was_open_{};
    Monotonic last_change_{};
    std::uint64_t openings_ = 0;
};

}  // namespace magpie::agent
