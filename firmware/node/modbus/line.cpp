#include "firmware/node/modbus/line.hpp"

namespace magpie::node {

void Line::open(const hal::SerialFormat& format) {
    release();
    is_late_ = false;
    serial_.open(format, silence_us, *this);
}

std::optional<std::span<const std::uint8_t>> Line::take() const {
    if (!waits_.load(std::memory_order_acquire)) {
        return std::nullopt;
    }
    return std::span(bytes_).first(size_);
}

void Line::release() {
    size_ = 0;
    is_spoilt_ = false;
    waits_.store(false, std::memory_order_release);
}

bool Line::is_busy() const {
    return waits_.load(std::memory_order_acquire) || serial_.is_sending();
}

void Line::count_error() {
    errors_.fetch_add(1, std::memory_order_relaxed);
}

void Line::byte_came(std::uint8_t byte) {
    // Also what follows in the same frame, when the line is free again in the middle of it.
    is_late_ = is_late_ || is_busy();
    if (!is_late_ && size_ < bytes_.size()) {
        bytes_[size_++] = byte;
    }
}

void Line::byte_was_bad() {
    count_error();
    if (is_busy()) {
        is_late_ = true;
    } else {
        is_spoilt_ = true;
    }
}

void Line::line_fell_silent() {
    if (is_late_) {
        is_late_ = false;
        count_error();
    } else if (!waits_.load(std::memory_order_acquire)) {
        if (!is_spoilt_ && size_ > 0) {
            waits_.store(true, std::memory_order_release);
            return;
        }
        size_ = 0;
        is_spoilt_ = false;
    }
}

}  // namespace magpie::node
