#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

/// What becomes of a signal in a street. Recommendation ITU-R P.1411-10, 4.1.1 (site-general model below roof-tops).
namespace magpie::collector::planner {

enum class Environment : std::uint8_t { open, urban, residential };
inline constexpr std::array<std::string_view, 3> environment_names{"open", "urban", "residential"};

[[nodiscard]] std::optional<Environment> environment_named(std::string_view name);
[[nodiscard]] constexpr std::string_view name_of(Environment environment) {
    return environment_names[static_cast<std::size_t>(environment)];
}

/// L = 10 alpha lg(d/m) + beta + 10 gamma lg(f/GHz) + N(0, sigma), in dB. With how uncertain alpha and beta are once
/// they were measured: that of the recommendation's own is within its sigma.
struct PathLoss {
    double alpha = 0;
    double beta = 0;
    double gamma = 0;
    double sigma = 0;
    double alpha_variance = 0;
    double beta_variance = 0;
    double covariance = 0;

    [[nodiscard]] double median(double meters, double gigahertz) const;
    /// Of one place: that of the street and that of what is known of alpha and beta.
    [[nodiscard]] double deviation(double meters) const;
};

/// P.1411-10, Table 4.
inline constexpr PathLoss line_of_sight{.alpha = 2.12, .beta = 29.2, .gamma = 2.11, .sigma = 5.06};
inline constexpr PathLoss high_rise{.alpha = 4.00, .beta = 10.2, .gamma = 2.36, .sigma = 7.60};
inline constexpr PathLoss residential{.alpha = 3.01, .beta = 18.8, .gamma = 2.07, .sigma = 3.07};

/// How signals go in one environment: with the pole in sight, and round a corner.
struct Laws {
    PathLoss in_sight;
    PathLoss hidden;
};
[[nodiscard]] Laws laws_of(Environment environment);

/// Below it the model was not measured: who stands nearer is taken to stand there.
inline constexpr double least_meters = 5;
/// Beyond it the model was not measured; coverage ends there.
inline constexpr double most_meters = 660;

/// That a pole is in sight. In the open always; else as in 3GPP TR 38.901, Table 7.4.2-1, UMi - Street Canyon (P.1411
/// gives none that is site-general).
[[nodiscard]] double sight_probability(Environment environment, double meters);

/// One radio, as planned for.
struct Radio {
    double gigahertz = 2.437;
    double eirp_dbm = 20;
    double threshold_dbm = -67;
};

/// No place is certain: somebody stands before it, a tree has leaves.
inline constexpr double most_certain = 0.98;
/// What is less likely counts as none, and ends the range.
inline constexpr double least_likely = 0.01;

/// That a phone hears at least the threshold.
[[nodiscard]] double coverage_probability(const Laws& laws, Environment environment, const Radio& radio, double meters);

/// The same by the square of the distance: what is asked a hundred million times a plan. A value.
class Reach {
  public:
    Reach(const Laws& laws, Environment environment, const Radio& radio);

    /// 0 beyond the range.
    [[nodiscard]] float at(double squared_meters) const {
        const auto step = static_cast<std::size_t>(squared_meters * (1.0 / squared_step));
        return step < table_.size() ? table_[step] : 0.0F;
    }
    [[nodiscard]] double range() const { return range_; }

  private:
    static constexpr double squared_step = 8;

    std::vector<float> table_;
    double range_ = 0;
};

}  // namespace magpie::collector::planner
