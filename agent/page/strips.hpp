#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/report/readings.hpp"
#include "wire/time.hpp"

namespace magpie::agent::page {

/// The last 24 hours of what says most about a pole, in steps of five minutes: twenty series at most, the mean of what
/// was read within each step. A value that takes `now`; it lies on tmpfs as one file with a checksum, so it outlives
/// the agent and not the power.
class Strips {
  public:
    static constexpr Milliseconds step{std::chrono::minutes(5)};
    static constexpr std::size_t points = 288;
    static constexpr std::size_t most_series = 20;
    /// Of one metric: a board with thirty thermometers is not to fill the page.
    static constexpr std::size_t most_of_metric = 3;

    struct Series {
        std::string metric;                  // full name
        std::vector<std::string> labels;     // values, in the order of the catalogue's row
        std::array<float, points> values{};  // by number of the step modulo points; NaN where nothing was read
    };

    explicit Strips(std::string boot);

    /// What was kept, if it is whole and of this boot; else as new. `bytes` may be anything.
    [[nodiscard]] static Strips read(std::string_view bytes, const std::string& boot);
    [[nodiscard]] std::string written() const;

    /// What was read now (key_values()): places are given in its order. True when a step has ended, so that there is
    /// something to be kept.
    bool add(const std::vector<Reading>& key_values, const Now& now);

    [[nodiscard]] const std::vector<Series>& series() const { return series_; }
    /// The newest step that has ended; nothing before the first.
    [[nodiscard]] std::optional<std::int64_t> newest() const { return newest_; }

    /// In JSON: {"step_seconds","until" (ms since 1970, or null),"age_seconds","series":[{"metric","unit","labels",
    /// "values"}]}, the oldest value first, as many as there are steps since the first.
    [[nodiscard]] std::string told(const Now& now) const;

  private:
    struct Open {
        double sum = 0;
        unsigned count = 0;
    };
    [[nodiscard]] std::optional<std::size_t> place_of(const Reading& reading);
    void end_step(std::int64_t next);
    bool read_series(std::string_view bytes);

    std::string boot_;
    std::vector<Series> series_;
    std::vector<Open> open_;               // of the step under way, beside series_
    std::optional<std::int64_t> current_;  // the step under way
    std::optional<std::int64_t> newest_;
    std::int64_t first_ = 0;
};

}  // namespace magpie::agent::page
