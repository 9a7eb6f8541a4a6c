#include "agent/gpio/gpio_contact.hpp"

#include <gpiod.h>
#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <ctime>

namespace magpie::agent {

namespace {

ContactError from_errno(int number) {
    switch (number) {
        case ENOENT:
        case ENODEV:
        case ENXIO:
        case ENOTTY:
        case EINVAL:
            return ContactError::no_device;
        case EACCES:
        case EPERM:
            return ContactError::permission;
        case EBUSY:
            return ContactError::busy;
        default:
            return ContactError::broken;
    }
}

}  // namespace

std::string_view reason(ContactError error) {
    switch (error) {
        case ContactError::no_device:
            return "no_device";
        case ContactError::permission:
            return "permission";
        case ContactError::busy:
            return "busy";
        case ContactError::broken:
            break;
    }
    return "broken";
}

void GpioContact::Close::operator()(gpiod_chip* chip) const {
    ::gpiod_chip_close(chip);  // and its lines
}

GpioContact::GpioContact(GpioSettings settings)
    : settings_(std::move(settings)), edges_(::epoll_create1(EPOLL_CLOEXEC)) {}

tl::expected<void, ContactError> GpioContact::open() {
    line_ = nullptr;
    chip_.reset(::gpiod_chip_open_lookup(settings_.chip.c_str()));
    if (!chip_) {
        return tl::unexpected(from_errno(errno));
    }
    auto* const line = ::gpiod_chip_get_line(chip_.get(), settings_.line);
    epoll_event readable{};
    readable.events = EPOLLIN;
    if (line == nullptr || ::gpiod_line_request_both_edges_events(line, "magpie-agent") != 0 ||
        ::epoll_ctl(edges_.descriptor(), EPOLL_CTL_ADD, ::gpiod_line_event_get_fd(line), &readable) != 0) {
        const auto problem = from_errno(errno);
        chip_.reset();
        return tl::unexpected(problem);
    }
    line_ = line;
    return {};
}

tl::expected<bool, ContactError> GpioContact::read() {
    if (line_ == nullptr) {
        return tl::unexpected(ContactError::broken);
    }
    // What a bouncing contact gives in a moment; the level is read behind it. The kernel keeps no more.
    std::array<gpiod_line_event, 16> edges{};
    const timespec at_once{};
    int level = -1;
    if (::gpiod_line_event_wait(line_, &at_once) <= 0 ||
        ::gpiod_line_event_read_multiple(line_, edges.data(), edges.size()) >= 0) {
        level = ::gpiod_line_get_value(line_);
    }
    if (level < 0) {
        const auto problem = from_errno(errno);
        line_ = nullptr;
        chip_.reset();
        return tl::unexpected(problem);
    }
    return level == 1;
}

}  // namespace magpie::agent
