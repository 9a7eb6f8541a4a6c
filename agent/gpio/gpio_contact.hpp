#pragma once

#include <memory>
#include <string>
#include <utility>

#include "agent/gpio/contact.hpp"
#include "platform/files/file.hpp"

struct gpiod_chip;
struct gpiod_line;

namespace magpie::agent {

struct GpioSettings {
    std::string chip;  // "gpiochip0" or "/dev/gpiochip0"
    unsigned line = 0;
};

/// A line of a GPIO chip by libgpiod. The carrier: the only part that holds its descriptor. Lives on the loop's thread.
class GpioContact final : public Contact {
  public:
    explicit GpioContact(GpioSettings settings);

    tl::expected<void, ContactError> open() override;
    [[nodiscard]] bool is_open() const override { return line_ != nullptr; }
    [[nodiscard]] int descriptor() const override { return edges_.descriptor(); }
    tl::expected<bool, ContactError> read() override;

  private:
    struct Close {
        void operator()(gpiod_chip* chip) const;
    };

    GpioSettings settings_;
    files::File edges_;  // epoll over the line: the loop keeps one descriptor, and a chip may go and come
    std::unique_ptr<gpiod_chip, Close> chip_;
    gpiod_line* line_ = nullptr;  // the chip's
};

}  // namespace magpie::agent
