#pragma once

#include <cstddef>
#include <cstdint>

namespace magpie::fleet {

/// Chance that repeats: splitmix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). Eight
/// bytes, because every pole of a large city has some of its own; the same throws with every compiler.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15U;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
        return mixed ^ (mixed >> 31);
    }
    /// From 0 to just below 1.
    double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }
    double between(double low, double high) { return low + (high - low) * unit(); }
    /// 0 to count - 1; `count` is not 0.
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
    /// Mean 0, deviation 1: the sum of four throws, which never lies beyond 3.5.
    double normal() {
        constexpr double deviation = 0.57735026918962576;  // of the sum: sqrt(4 / 12)
        return (unit() + unit() + unit() + unit() - 2) / deviation;
    }

  private:
    std::uint64_t state_;
};

}  // namespace magpie::fleet
