#include "collector/planner/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace magpie::collector::planner {

namespace {

/// What the recommendation weighs as a prior: how far a city's exponent, and the gain of its antennas, may be from it;
/// and how many measurements its sigma stands for.
constexpr double alpha_sd = 0.5;
constexpr double beta_sd = 6;
constexpr double sigma_samples = 10;
constexpr int rounds = 60;

double density(double deviations) {
    return std::exp(-0.5 * deviations * deviations) / std::sqrt(2 * std::numbers::pi);
}

double tail(double deviations) {
    return 0.5 * std::erfc(deviations / std::numbers::sqrt2);
}

/// phi(z) / Q(z), also far out, where both vanish.
double mills(double z) {
    return z > 8 ? z + 1 / z : density(z) / tail(z);
}

/// The sums of a weighted regression of the loss on 10 lg d.
struct Sums {
    double weight = 0;
    double x = 0;
    double xx = 0;
    double y = 0;
    double xy = 0;
};

struct Expected {
    double loss;      // given what is known of it
    double variance;  // of that
};

Expected expected(const PathSample& sample, const PathLoss& law) {
    if (!sample.not_heard) {
        return {.loss = sample.loss_db, .variance = 0};
    }
    const double mean = law.median(sample.meters, sample.gigahertz);
    const double z = (sample.loss_db - mean) / law.sigma;
    const double h = mills(z);
    return {.loss = mean + law.sigma * h, .variance = law.sigma * law.sigma * std::max(0.0, 1 + z * h - h * h)};
}

double likelihood(const PathSample& sample, const PathLoss& law) {
    const double z = (sample.loss_db - law.median(sample.meters, sample.gigahertz)) / law.sigma;
    return sample.not_heard ? tail(z) : density(z) / law.sigma;
}

/// The law that is likeliest given who belongs to it, and `prior`.
PathLoss fitted(std::span<const PathSample> samples, std::span<const double> share, const PathLoss& law,
                const PathLoss& prior) {
    Sums sums;
    std::vector<Expected> values(samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i) {
        values[i] = expected(samples[i], law);
        const double x = 10 * std::log10(samples[i].meters);
        const double y = values[i].loss - 10 * law.gamma * std::log10(samples[i].gigahertz);
        sums.weight += share[i];
        sums.x += share[i] * x;
        sums.xx += share[i] * x * x;
        sums.y += share[i] * y;
        sums.xy += share[i] * x * y;
    }
    const double precision = 1 / (law.sigma * law.sigma);
    const double of_alpha = 1 / (alpha_sd * alpha_sd);
    const double of_beta = 1 / (beta_sd * beta_sd);
    const double aa = sums.xx * precision + of_alpha;
    const double ab = sums.x * precision;
    const double bb = sums.weight * precision + of_beta;
    const double ay = sums.xy * precision + of_alpha * prior.alpha;
    const double by = sums.y * precision + of_beta * prior.beta;
    const double determinant = aa * bb - ab * ab;
    PathLoss better = law;
    better.alpha = (bb * ay - ab * by) / determinant;
    better.beta = (aa * by - ab * ay) / determinant;
    better.alpha_variance = bb / determinant;
    better.beta_variance = aa / determinant;
    better.covariance = -ab / determinant;
    double squares = sigma_samples * prior.sigma * prior.sigma;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double off = values[i].loss - better.median(samples[i].meters, samples[i].gigahertz);
        squares += share[i] * (off * off + values[i].variance);
    }
    better.sigma = std::sqrt(squares / (sigma_samples + sums.weight));
    return better;
}

}  // namespace

Calibration calibrated(Environment environment, std::span<const PathSample> all) {
    const auto prior = laws_of(environment);
    Calibration result{.laws = prior};
    std::vector<PathSample> samples;
    for (auto sample : all) {
        if (sample.environment == environment) {
            sample.meters = std::max(sample.meters, least_meters);
            samples.push_back(sample);
            result.not_heard += sample.not_heard ? 1 : 0;
        }
    }
    result.samples = samples.size();
    std::vector<double> in_sight(samples.size());
    std::vector<double> hidden(samples.size());
    const auto enough = [](const std::vector<double>& shares) {
        double sum = 0;
        for (const double share : shares) {
            sum += share;
        }
        return sum >= static_cast<double>(least_samples);
    };
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < samples.size(); ++i) {
            const double sight = sight_probability(environment, samples[i].meters);
            const double seen = sight * likelihood(samples[i], result.laws.in_sight);
            const double unseen = (1 - sight) * likelihood(samples[i], result.laws.hidden);
            // What neither law can explain says nothing of which it was.
            in_sight[i] = seen + unseen > 0 ? seen / (seen + unseen) : sight;
            hidden[i] = 1 - in_sight[i];
        }
        result.in_sight_calibrated = enough(in_sight);
        result.hidden_calibrated = enough(hidden);
        result.laws.in_sight = result.in_sight_calibrated
                                   ? fitted(samples, in_sight, result.laws.in_sight, prior.in_sight)
                                   : prior.in_sight;
        result.laws.hidden =
            result.hidden_calibrated ? fitted(samples, hidden, result.laws.hidden, prior.hidden) : prior.hidden;
    }
    return result;
}

}  // namespace magpie::collector::planner
