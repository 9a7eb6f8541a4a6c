#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "firmware/node/drivers/reading.hpp"

namespace magpie::node {

/// Makes of the readings of one quantity a value that can be believed. Its Sampler's, in the main loop.
///
/// Of the last five readings the median is found, and how far they lie from it, by the median again (MAD). Those
/// further than 3 standard deviations of normal noise, 4.45 MAD, are outliers (Hampel's rule: two wild ones in five
/// cannot move it, and it needs no limit of its own for each quantity); the value is the mean of the others. A step is
/// followed at the third reading.
class Filter {
  public:
    static constexpr std::size_t window = 5;
    /// So many readings agree before there is a value, for two cannot outvote one another.
    static constexpr std::size_t fewest = 3;
    static constexpr unsigned most_failures = 3;

    /// A reading that could be taken, within what the quantity can be.
    void good(const Reading& reading);
    /// One that could not. The third in a row takes the value away.
    void failed();

    /// In the steps of the readings.
    [[nodiscard]] std::optional<std::int32_t> value() const;
    /// So many readings in a row with the same raw.
    [[nodiscard]] std::uint16_t still_for() const { return still_for_; }

  private:
    std::array<std::int32_t, window> readings_{};
    std::size_t count_ = 0;
    std::size_t next_ = 0;
    unsigned failures_ = 0;
    std::uint32_t raw_ = 0;
    std::uint16_t still_for_ = 0;
};

}  // namespace magpie::node
