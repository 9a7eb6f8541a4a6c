#include "agent/capture/read/ours.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "agent/ieee80211/own_text.hpp"
#include "agent/internet/ip_text.hpp"
#include "wire/sparkplug/topic.hpp"

namespace magpie::agent {

namespace {

/// As many as an agent may be configured with.
constexpr std::size_t most_networks = 8;
constexpr std::size_t most_access_points = 256;
constexpr std::size_t most_addresses = 16;

/// A name may have the sign in it, what stands behind it has not.
std::optional<std::pair<std::string, std::string>> halves(const std::string& text) {
    const auto sign = text.rfind('=');
    if (sign == std::string::npos) {
        return std::nullopt;
    }
    return std::pair(text.substr(0, sign), text.substr(sign + 1));
}

bool add_network(const std::string& text, Ours& ours) {
    const auto parts = halves(text);
    const auto security = parts ? parse_security(parts->second) : std::nullopt;
    if (!security || parts->first.empty() || parts->first.size() > capture::Text32{}.size()) {
        return false;
    }
    ours.networks.push_back({.ssid = capture::text32(parts->first), .security = *security});
    return ours.networks.size() <= most_networks;
}

bool add_access_point(const std::string& text, Ours& ours) {
    const auto point = parse_own_access_point(text);
    if (point) {
        ours.access_points.push_back(*point);
    }
    return point && ours.access_points.size() <= most_access_points;
}

bool add_resolver(const std::string& text, Ours& ours) {
    const auto parts = halves(text);
    const auto address = parts ? parse_ip_address(parts->second) : std::nullopt;
    if (!address || !sparkplug::is_magpie_id(parts->first) || parts->first == "other") {
        return false;
    }
    auto& names = ours.resolver_names;
    const auto name = std::ranges::find(names, parts->first);
    const auto index = static_cast<std::uint8_t>(name - names.begin());
    if (name == names.end()) {
        names.push_back(parts->first);
    }
    ours.resolvers.push_back(
        {.address = address->bytes, .v6 = static_cast<std::uint8_t>(address->v6), .resolver = index});
    return names.size() <= capture::most_resolvers && ours.resolvers.size() <= most_addresses;
}

}  // namespace

std::vector<capture::Record> Ours::said() const {
    std::vector<capture::Record> records(networks.begin(), networks.end());
    records.insert(records.end(), access_points.begin(), access_points.end());
    records.insert(records.end(), resolvers.begin(), resolvers.end());
    records.emplace_back(capture::Settled{});
    return records;
}

tl::expected<Ours, std::string> parse_ours(const std::vector<std::string>& networks,
                                           const std::vector<std::string>& access_points,
                                           const std::vector<std::string>& resolvers) {
    Ours ours;
    const auto adds = [&](auto add) { return [&ours, add](const std::string& text) { return add(text, ours); }; };
    if (!std::ranges::all_of(networks, adds(add_network))) {
        return tl::unexpected(
            std::string("--own wants SSID=SECURITY, which is open, owe, personal or enterprise; at most 8"));
    }
    if (!std::ranges::all_of(access_points, adds(add_access_point))) {
        return tl::unexpected(std::string(
            "--bssid wants one like 02:00:00:00:01:00, or the first bits of several like 02:00:00/24; at most 256"));
    }
    if (!std::ranges::all_of(resolvers, adds(add_resolver))) {
        return tl::unexpected(std::string(
            "--resolver wants NAME=ADDRESS, the name of a-z, 0-9 and -, and not other; at most 4 names, 16 addresses"));
    }
    return ours;
}

}  // namespace magpie::agent
