#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "wire/modbus/quantity.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// Whether a value can be believed: magpie_pole_value_quality. Where several are true the first of these is told:
/// stale (what was known is not known of now), absent (the sensor says that it has none), out of range (no street has
/// it), jumped, stuck.
enum class Quality : std::uint8_t { good, stale, out_of_range, stuck, jumped, absent };

/// The value itself is told, with its flag, for these.
[[nodiscard]] constexpr bool is_told(Quality quality) {
    return quality == Quality::good || quality == Quality::stuck || quality == Quality::jumped;
}

/// What can be in a street, and how it can move there. In the unit of the catalogue.
struct StreetRow {
    modbus::Quantity quantity;
    double low;
    double high;
    /// A living sensor does not give exactly the same for longer; zero: it may. At `rests_low` and below, and at
    /// `rests_high` and above, it always may.
    std::chrono::minutes stuck_after;
    double rests_low;
    double rests_high;
    /// From one reading to another a value moves by less than `step` + `rate` a second; step 0: by any amount.
    double step;
    double rate;
};

[[nodiscard]] const StreetRow& street(modbus::Quantity quantity);

/// Judges the values of one quantity of one sensor, one reading after the other. A value; takes `now`.
class ValueJudge {
  public:
    /// A jump that holds for so many readings is the truth.
    static constexpr unsigned readings_to_believe = 3;

    explicit ValueJudge(modbus::Quantity quantity) : row_(&street(quantity)) {}

    /// `suspect`: the sensor says itself that it is stuck; `cannot_be`: that it cannot measure this.
    void hear(std::optional<double> value, bool suspect, bool cannot_be, const Now& now);

    /// Of the last reading, as if it were fresh; staleness is the sensor's.
    [[nodiscard]] Quality quality() const { return quality_; }
    /// What is told; nothing for what is not.
    [[nodiscard]] std::optional<double> value() const { return is_told(quality_) ? value_ : std::nullopt; }

  private:
    struct Seen {
        double value;
        Monotonic at;
    };

    [[nodiscard]] Quality judge(double value, bool suspect, bool cannot_be, const Now& now);
    [[nodiscard]] bool is_near(const Seen& before, double value, const Now& now) const;
    [[nodiscard]] bool has_jumped(double value, const Now& now);
    [[nodiscard]] bool stands_still(double value, const Now& now);

    const StreetRow* row_;
    Quality quality_ = Quality::absent;
    std::optional<double> value_;
    std::optional<Seen> believed_;
    std::optional<Seen> jumped_to_;
    unsigned held_ = 0;
    std::optional<Seen> same_since_;
};

}  // namespace magpie::agent
