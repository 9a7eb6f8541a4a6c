#include "firmware/node/app/filter.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <span>

namespace magpie::node {

namespace {

/// Of `values`, which it sorts; the lower one of two in the middle.
std::int32_t median(std::span<std::int32_t> values) {
    // By insertion: std::sort costs a kilobyte of flash.
    for (std::size_t i = 1; i < values.size(); ++i) {
        for (std::size_t j = i; j > 0 && values[j] < values[j - 1]; --j) {
            std::swap(values[j], values[j - 1]);
        }
    }
    return values[(values.size() - 1) / 2];
}

}  // namespace

void Filter::good(const Reading& reading) {
    failures_ = 0;
    readings_[next_] = reading.value;
    next_ = (next_ + 1) % window;
    count_ = std::min(count_ + 1, window);
    if (still_for_ == 0 || reading.raw != raw_) {
        still_for_ = 1;
    } else if (still_for_ < std::numeric_limits<std::uint16_t>::max()) {
        ++still_for_;
    }
    raw_ = reading.raw;
}

void Filter::failed() {
    if (++failures_ == most_failures) {
        *this = {};
    }
}

std::optional<std::int32_t> Filter::value() const {
    if (count_ < fewest) {
        return std::nullopt;
    }
    auto room = readings_;
    const auto values = std::span(room).first(count_);
    const auto middle = median(values);
    for (std::size_t i = 0; i < count_; ++i) {
        values[i] = std::abs(readings_[i] - middle);
    }
    const auto deviation = median(values);
    std::int32_t sum = 0;
    std::int32_t taken = 0;
    for (std::size_t i = 0; i < count_; ++i) {
        // 9 : 40 is 1 : 4.45, without a fraction.
        if (std::abs(readings_[i] - middle) * 9 <= deviation * 40) {
            sum += readings_[i] - middle;
            ++taken;
        }
    }
    // NOLINTNEXTLINE(clang-analyzer-core.DivideZero): the median itself is always among them
    return middle + (sum + (sum < 0 ? -taken : taken) / 2) / taken;
}

}  // namespace magpie::node
