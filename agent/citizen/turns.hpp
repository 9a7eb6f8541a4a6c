#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "wire/time.hpp"

namespace magpie::agent::citizen {

/// When a node visits, and whom. Each interval of the clock on the wall is cut into turns, of which a node has one: by
/// a hash of its name and of the interval, so that neighbours rarely go at once, and never time and again; and within
/// the turn it begins at a moment that is as random. From interval to interval it visits one network after the other.
/// Nodes need not know of each other. A value; owned by who visits.
class Turns {
  public:
    struct Settings {
        std::string node;
        Milliseconds interval{900'000};
        unsigned turns = 8;
        std::size_t networks = 1;
    };
    explicit Turns(Settings settings);

    struct Turn {
        UtcMs begin{};
        std::size_t network = 0;
    };
    /// The next one that is to begin after `wall`.
    [[nodiscard]] Turn after(UtcMs wall) const;

  private:
    [[nodiscard]] Turn of_interval(std::int64_t number) const;

    Settings settings_;
    std::uint64_t seed_;
};

}  // namespace magpie::agent::citizen
