#include "agent/path/uplink.hpp"

#include <cstddef>
#include <optional>

#include "agent/path/default_route.hpp"

namespace magpie::agent {

namespace {

constexpr std::size_t most_below = 8;
/// A VLAN on a bridge on a bond is as deep as anybody builds.
constexpr int deepest = 3;

bool is_radio(const std::string& directory) {
    return !names_in(directory + "/phy80211", "", 1).empty();
}

void add_lowest(const std::string& sys, const std::string& interface, int depth, std::vector<std::string>& found) {
    constexpr std::string_view prefix = "lower_";
    const auto directory = sys + "/class/net/" + interface;
    const auto below = depth < deepest ? names_in(directory, prefix, most_below) : std::vector<std::string>();
    for (const auto& name : below) {
        add_lowest(sys, name.substr(prefix.size()), depth + 1, found);
    }
    if (below.empty() && found.size() < most_below && (depth == 0 || !is_radio(directory))) {
        found.push_back(interface);
    }
}

}  // namespace

std::vector<std::string> uplink_interfaces(FileReader& files, const std::string& proc, const std::string& sys) {
    const auto v4 = files.read(proc + "/net/route");
    auto interface = v4 ? default_interface_v4(*v4) : std::nullopt;
    if (!interface) {
        const auto v6 = files.read(proc + "/net/ipv6_route");
        const auto gateway = v6 ? default_gateway_v6(*v6) : std::nullopt;
        interface = gateway ? std::optional(gateway->interface) : std::nullopt;
    }
    std::vector<std::string> found;
    if (interface) {
        add_lowest(sys, *interface, 0, found);
        if (found.empty()) {
            found.push_back(*interface);
        }
    }
    return found;
}

}  // namespace magpie::agent
