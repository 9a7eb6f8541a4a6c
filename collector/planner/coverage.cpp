#include "collector/planner/coverage.hpp"

namespace magpie::collector::planner {

namespace {

std::vector<Point> places_of(const std::vector<Site>& sites) {
    std::vector<Point> places;
    places.reserve(sites.size());
    for (const auto& site : sites) {
        places.push_back(site.at);
    }
    return places;
}

}  // namespace

ServedAt::ServedAt(std::vector<Site> sites, const Reaches& reaches)
    : sites_(std::move(sites)), reaches_(reaches), index_(places_of(sites_), most_meters) {}

double ServedAt::operator()(Point point) const {
    double unserved = 1;
    index_.around(point, [&](std::size_t i) {
        const double east = sites_[i].at.east - point.east;
        const double north = sites_[i].at.north - point.north;
        const auto& reach = reaches_[static_cast<std::size_t>(sites_[i].environment)];
        unserved *= 1 - static_cast<double>(reach.at(east * east + north * north));
    });
    return 1 - unserved;
}

}  // namespace magpie::collector::planner
