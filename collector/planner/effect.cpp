#include "collector/planner/effect.hpp"

#include <cmath>
#include <limits>

#include "collector/planner/point_index.hpp"

namespace magpie::collector::planner {

namespace {

constexpr std::size_t no_site = static_cast<std::size_t>(-1);
constexpr std::size_t control = static_cast<std::size_t>(-2);

/// The nearest new site, `control` far from all, `no_site` between.
std::size_t belongs_to(Point point, std::span<const Site> sites, const PointIndex& index) {
    double nearest = std::numeric_limits<double>::infinity();
    std::size_t best = control;
    index.around(point, [&](std::size_t i) {
        const double away = distance(sites[i].at, point);
        if (away < nearest) {
            nearest = away;
            best = i;
        }
    });
    return best == control || nearest <= effect_meters ? best : no_site;
}

void add(Share& share, const WalkTest& test, double threshold_dbm) {
    ++share.tests;
    share.served += test.rssi_dbm && *test.rssi_dbm >= threshold_dbm ? 1 : 0;
}

double variance(const Share& share) {
    return share.tests > 0 ? share.value() * (1 - share.value()) / static_cast<double>(share.tests) : 0;
}

Share without(const Share& all, const Share& one) {
    return {.tests = all.tests - one.tests, .served = all.served - one.served};
}

}  // namespace

bool Effect::as_predicted() const {
    return measured && std::abs(*measured - predicted) <= 2 * standard_error;
}

Effect effect_of(std::span<const Site> poles, std::span<const Site> new_sites, std::span<const WalkTest> before,
                 std::span<const WalkTest> after, const Reaches& reaches, double threshold_dbm) {
    std::vector<Point> places;
    std::vector<Site> all(poles.begin(), poles.end());
    for (const auto& site : new_sites) {
        places.push_back(site.at);
        all.push_back(site);
    }
    const PointIndex index(std::move(places), control_meters);
    const ServedAt served_before({poles.begin(), poles.end()}, reaches);
    const ServedAt served_after(std::move(all), reaches);
    Effect effect;
    effect.sites.resize(new_sites.size());
    const auto sort_in = [&](std::span<const WalkTest> tests, Share SiteEffect::*share, Share& far,
                             double SiteEffect::*predicted, const ServedAt& served) {
        for (const auto& test : tests) {
            const auto site = belongs_to(test.at, new_sites, index);
            if (site == control) {
                add(far, test, threshold_dbm);
            } else if (site != no_site) {
                add(effect.sites[site].*share, test, threshold_dbm);
                add(effect.all.*share, test, threshold_dbm);
                const double probability = served(test.at);
                effect.sites[site].*predicted += probability;
                effect.all.*predicted += probability;
            }
        }
    };
    sort_in(before, &SiteEffect::before, effect.control_before, &SiteEffect::predicted_before, served_before);
    sort_in(after, &SiteEffect::after, effect.control_after, &SiteEffect::predicted_after, served_after);
    const auto finish = [](SiteEffect& one) {
        one.predicted_before /= one.before.tests > 0 ? static_cast<double>(one.before.tests) : 1;
        one.predicted_after /= one.after.tests > 0 ? static_cast<double>(one.after.tests) : 1;
    };
    for (auto& site : effect.sites) {
        finish(site);
    }
    finish(effect.all);
    if (effect.all.before.tests == 0 || effect.all.after.tests == 0) {
        return effect;
    }
    effect.predicted = effect.all.predicted_after - effect.all.predicted_before;
    const bool has_control = effect.control_before.tests > 0 && effect.control_after.tests > 0;
    const double drift = has_control ? effect.control_after.value() - effect.control_before.value() : 0;
    effect.measured = effect.all.after.value() - effect.all.before.value() - drift;
    std::vector<double> left_out;
    for (const auto& site : effect.sites) {
        if (site.before.tests + site.after.tests == 0) {
            continue;
        }
        const auto rest_before = without(effect.all.before, site.before);
        const auto rest_after = without(effect.all.after, site.after);
        if (rest_before.tests > 0 && rest_after.tests > 0) {
            left_out.push_back(rest_after.value() - rest_before.value());
        }
    }
    double variances = has_control ? variance(effect.control_before) + variance(effect.control_after) : 0;
    if (left_out.size() > 1) {
        const auto n = static_cast<double>(left_out.size());
        double mean = 0;
        for (const double value : left_out) {
            mean += value / n;
        }
        for (const double value : left_out) {
            variances += (n - 1) / n * (value - mean) * (value - mean);
        }
    } else {  // one site: its tests are all there is
        variances += variance(effect.all.before) + variance(effect.all.after);
    }
    effect.standard_error = std::sqrt(variances);
    return effect;
}

}  // namespace magpie::collector::planner
