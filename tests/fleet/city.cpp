#include "tests/fleet/city.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "tests/fleet/dice.hpp"
#include "tests/fleet/pole_model.hpp"

namespace magpie::fleet {

const std::array<District, 25> districts{{
    {"jongno", 37.573, 126.979},       {"jung", 37.564, 126.997},     {"yongsan", 37.532, 126.990},
    {"seongdong", 37.563, 127.037},    {"gwangjin", 37.538, 127.082}, {"dongdaemun", 37.574, 127.040},
    {"jungnang", 37.606, 127.093},     {"seongbuk", 37.589, 127.017}, {"gangbuk", 37.640, 127.025},
    {"dobong", 37.669, 127.047},       {"nowon", 37.654, 127.056},    {"eunpyeong", 37.603, 126.929},
    {"seodaemun", 37.579, 126.937},    {"mapo", 37.566, 126.902},     {"yangcheon", 37.517, 126.866},
    {"gangseo", 37.551, 126.850},      {"guro", 37.495, 126.888},     {"geumcheon", 37.457, 126.895},
    {"yeongdeungpo", 37.526, 126.896}, {"dongjak", 37.512, 126.939},  {"gwanak", 37.478, 126.951},
    {"seocho", 37.484, 127.033},       {"gangnam", 37.517, 127.047},  {"songpa", 37.514, 127.106},
    {"gangdong", 37.530, 127.124},
}};

namespace {

/// Access points by site type, in the order of SiteType.
constexpr std::array<double, site_types> real_mix{4414, 838, 4156, 2672, 13235, 9048};
constexpr std::size_t poles_of_a_hub = 24;
constexpr double district_radius_m = 2000;
constexpr double hub_radius_m = 300;
constexpr double metres_a_degree = 111'320;

/// `share` from 0 to 1.
SiteType type_at(double share) {
    double all = 0;
    for (const double count : real_mix) {
        all += count;
    }
    double below = 0;
    for (std::size_t type = 0; type + 1 < site_types; ++type) {
        below += real_mix[type] / all;
        if (share < below) {
            return static_cast<SiteType>(type);
        }
    }
    return SiteType::bus;
}

/// Somewhere within `radius` metres.
void scatter(Dice& dice, double radius, double& latitude, double& longitude) {
    const double distance = radius * std::sqrt(dice.unit());
    const double angle = 2 * std::numbers::pi * dice.unit();
    longitude += distance * std::cos(angle) / (metres_a_degree * std::cos(latitude * std::numbers::pi / 180));
    latitude += distance * std::sin(angle) / metres_a_degree;
}

std::string capitalised(std::string_view name) {
    std::string text(name);
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text;
}

}  // namespace

std::string_view word(SiteType type) {
    constexpr std::array<std::string_view, site_types> words{"street", "market", "park", "bus_stop", "building", "bus"};
    return words[static_cast<std::size_t>(type)];
}

City::City(std::uint64_t seed, std::size_t poles) : seed_(seed) {
    Dice dice(seed);
    const std::size_t poles_of_a_district = (poles + districts.size() - 1) / districts.size();
    const std::size_t hubs_of_a_district = std::max<std::size_t>(1, poles_of_a_district / poles_of_a_hub);
    for (std::size_t district = 0; district < districts.size(); ++district) {
        for (std::size_t number = 1; number <= hubs_of_a_district; ++number) {
            const auto& middle = districts[district];
            Hub hub{fmt::format("{}-{}", middle.name, number), district, middle.latitude, middle.longitude, {}};
            scatter(dice, district_radius_m, hub.latitude, hub.longitude);
            hubs_.push_back(std::move(hub));
        }
    }
    // Steps of the golden ratio spread evenly however many there are, so that even a small city has the mix.
    double share = dice.unit();
    poles_.reserve(poles);
    for (std::size_t i = 0; i < poles; ++i) {
        const std::size_t district = i % districts.size();
        const std::size_t hub = district * hubs_of_a_district + i / districts.size() % hubs_of_a_district;
        share = std::fmod(share + 1 / std::numbers::phi, 1.0);
        Site site;
        site.area = districts[district].name;
        site.node = fmt::format("sim-{:05}", i + 1);
        site.type = type_at(share);
        site.name =
            fmt::format("{} {} {} (simulated)", capitalised(site.area), word(site.type), i / districts.size() + 1);
        site.model = dice.below(pole_models);
        site.latitude = hubs_[hub].latitude;
        site.longitude = hubs_[hub].longitude;
        scatter(dice, hub_radius_m, site.latitude, site.longitude);
        site.hub = hub;
        site.hub_name = hubs_[hub].name;
        site.seed = dice.next();
        hubs_[hub].poles.push_back(i);
        poles_.push_back(std::move(site));
    }
}

}  // namespace magpie::fleet
