#include "firmware/node/drivers/pms7003.hpp"

#include <algorithm>

namespace magpie::node {

namespace {

// The frame: 0x42 0x4D, length 28, 13 words, sum of all before it. Words are big-endian.
constexpr std::array<std::uint8_t, 4> start{0x42, 0x4D, 0x00, 0x1C};
constexpr std::size_t pm2_5_at = 12;
constexpr std::size_t pm10_at = 14;
constexpr std::size_t error_at = 29;
constexpr std::size_t sum_at = 30;
constexpr std::uint32_t good_for_ms = 5000;

}  // namespace

void Pms7003::open() {
    serial_.open({.baud = 9600, .parity = hal::Parity::none}, 0, *this);
}

void Pms7003::byte_came(std::uint8_t byte) {
    const auto written = written_.load(std::memory_order_relaxed);
    if (written - read_.load(std::memory_order_acquire) == ring_bytes) {
        is_torn_.store(true, std::memory_order_relaxed);
        return;
    }
    ring_[written % ring_bytes] = byte;
    written_.store(written + 1, std::memory_order_release);
}

void Pms7003::byte_was_bad() {
    is_torn_.store(true, std::memory_order_relaxed);
}

void Pms7003::turn(std::uint32_t now_ms) {
    auto read = read_.load(std::memory_order_relaxed);
    const auto written = written_.load(std::memory_order_acquire);
    if (is_torn_.load(std::memory_order_relaxed)) {
        // A byte is missing somewhere: nothing of this can be believed.
        is_torn_.store(false, std::memory_order_relaxed);
        used_ = 0;
        read = written;
    }
    for (; read != written; ++read) {
        push(ring_[read % ring_bytes], now_ms);
    }
    read_.store(read, std::memory_order_release);
    is_fresh_ = is_fresh_ && now_ms - came_ms_ < good_for_ms;
}

void Pms7003::push(std::uint8_t byte, std::uint32_t now_ms) {
    frame_[used_++] = byte;
    while (!may_be_frame()) {
        drop_first();
    }
    if (used_ == frame_bytes) {
        take_frame(now_ms);
    }
}

bool Pms7003::may_be_frame() const {
    return std::equal(frame_.begin(), frame_.begin() + static_cast<std::ptrdiff_t>(std::min(used_, start.size())),
                      start.begin());
}

void Pms7003::drop_first() {
    std::copy(frame_.begin() + 1, frame_.begin() + static_cast<std::ptrdiff_t>(used_), frame_.begin());
    --used_;
}

void Pms7003::take_frame(std::uint32_t now_ms) {
    const auto word = [this](std::size_t at) {
        return static_cast<std::uint16_t>((frame_[at] << 8U) | frame_[at + 1]);
    };
    std::uint16_t sum = 0;
    for (std::size_t i = 0; i < sum_at; ++i) {
        sum = static_cast<std::uint16_t>(sum + frame_[i]);
    }
    if (sum != word(sum_at)) {
        // The start was none perhaps, and the true one is within.
        do {
            drop_first();
        } while (!may_be_frame());
        return;
    }
    used_ = 0;
    if (frame_[error_at] == 0) {
        is_fresh_ = true;
        came_ms_ = now_ms;
        pm2_5_ = word(pm2_5_at);
        pm10_ = word(pm10_at);
        sum_ = sum;
    }
}

// The sum stands for the whole frame: clean air has the same mass for hours, but never the same counts of particles.
std::optional<Reading> Pms7003::pm2_5() const {
    return is_fresh_ ? std::optional(Reading{pm2_5_, sum_}) : std::nullopt;
}

std::optional<Reading> Pms7003::pm10() const {
    return is_fresh_ ? std::optional(Reading{pm10_, sum_}) : std::nullopt;
}

}  // namespace magpie::node
