#include "collector/planner/geometry.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>

namespace magpie::collector::planner {

namespace {

// GRS 80, and the parameters of EPSG:5179.
constexpr double semi_major = 6378137.0;
constexpr double flattening = 1 / 298.257222101;
constexpr double scale = 0.9996;
constexpr double origin_latitude = 38.0;
constexpr double origin_longitude = 127.5;
constexpr double false_east = 1'000'000;
constexpr double false_north = 2'000'000;

constexpr double radians = std::numbers::pi / 180;
constexpr double n = flattening / (2 - flattening);

/// Krüger's series to the fourth order of n: IOGP Guidance Note 7-2, "Transverse Mercator", JHS formulas.
constexpr double meridian = semi_major / (1 + n) * (1 + n * n / 4 + n * n * n * n / 64);
constexpr std::array<double, 4> forward{
    n / 2 - 2 * n * n / 3 + 5 * n * n * n / 16 + 41 * n * n * n * n / 180,
    13 * n* n / 48 - 3 * n* n* n / 5 + 557 * n* n* n* n / 1440,
    61 * n* n* n / 240 - 103 * n* n* n* n / 140,
    49561 * n* n* n* n / 161280,
};
constexpr std::array<double, 4> backward{
    n / 2 - 2 * n * n / 3 + 37 * n * n * n / 96 - n * n * n * n / 360,
    n* n / 48 + n* n* n / 15 - 437 * n* n* n* n / 1440,
    17 * n* n* n / 480 - 37 * n* n* n* n / 840,
    4397 * n* n* n* n / 161280,
};

double eccentricity() {
    return std::sqrt(flattening * (2 - flattening));
}

double isometric(double latitude) {
    const double e = eccentricity();
    return std::asinh(std::tan(latitude)) - e * std::atanh(e * std::sin(latitude));
}

double along_meridian(double latitude) {
    const double beta = std::atan(std::sinh(isometric(latitude)));
    double xi = beta;
    for (std::size_t i = 0; i < forward.size(); ++i) {
        xi += forward[i] * std::sin(2 * static_cast<double>(i + 1) * beta);
    }
    return meridian * xi;
}

double of_origin() {
    static const double value = along_meridian(origin_latitude * radians);
    return value;
}

}  // namespace

Point projected(Degrees degrees) {
    const double q = isometric(degrees.latitude * radians);
    const double lambda = (degrees.longitude - origin_longitude) * radians;
    const double beta = std::atan(std::sinh(q));
    const double eta0 = std::atanh(std::cos(beta) * std::sin(lambda));
    const double xi0 = std::asin(std::clamp(std::sin(beta) * std::cosh(eta0), -1.0, 1.0));
    const std::complex<double> zeta0(xi0, eta0);
    std::complex<double> zeta = zeta0;
    for (std::size_t i = 0; i < forward.size(); ++i) {
        zeta += forward[i] * std::sin(2 * static_cast<double>(i + 1) * zeta0);
    }
    return {.east = false_east + scale * meridian * zeta.imag(),
            .north = false_north + scale * (meridian * zeta.real() - of_origin())};
}

Degrees unprojected(Point point) {
    const std::complex<double> zeta(((point.north - false_north) / scale + of_origin()) / meridian,
                                    (point.east - false_east) / (scale * meridian));
    std::complex<double> zeta0 = zeta;
    for (std::size_t i = 0; i < backward.size(); ++i) {
        zeta0 -= backward[i] * std::sin(2 * static_cast<double>(i + 1) * zeta);
    }
    const double beta = std::asin(std::sin(zeta0.real()) / std::cosh(zeta0.imag()));
    const double lambda = std::asin(std::clamp(std::tanh(zeta0.imag()) / std::cos(beta), -1.0, 1.0));
    const double conformal = std::asinh(std::tan(beta));
    const double e = eccentricity();
    double q = conformal;
    for (int i = 0; i < 6; ++i) {  // each step gains a factor of e squared
        q = conformal + e * std::atanh(e * std::tanh(q));
    }
    return {.latitude = std::atan(std::sinh(q)) / radians, .longitude = origin_longitude + lambda / radians};
}

std::optional<Box> box_of(const Area& area) {
    std::optional<Box> box;
    for (const auto& ring : area.rings) {
        for (const auto& point : ring) {
            if (!box) {
                box = Box{.least = point, .most = point};
            }
            box->least = {.east = std::min(box->least.east, point.east),
                          .north = std::min(box->least.north, point.north)};
            box->most = {.east = std::max(box->most.east, point.east), .north = std::max(box->most.north, point.north)};
        }
    }
    return box;
}

double distance(Point one, Point other) {
    return std::hypot(one.east - other.east, one.north - other.north);
}

}  // namespace magpie::collector::planner
