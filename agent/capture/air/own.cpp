#include "agent/capture/air/own.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

#include "agent/capture/air/look_alike.hpp"

namespace magpie::agent {

namespace {

// A city has a few names and, with prefixes, a few lines of access points; the last bound is that of their list.
constexpr std::size_t most_names = 64;
constexpr std::size_t most_addresses = 65'536;
constexpr std::size_t most_spoken_for = 256;

std::uint64_t first_bits(const std::array<std::uint8_t, 6>& bytes, unsigned bits) {
    std::uint64_t number = 0;
    for (const auto byte : bytes) {
        number = number << 8 | byte;
    }
    return bits == 0 ? 0 : number >> (48 - bits);
}

}  // namespace

bool OwnName::lets_in(capture::Security way) const {
    return std::ranges::find(ways, way) != ways.end();
}

void Own::hear(const capture::Record& record) {
    if (std::holds_alternative<capture::Hello>(record)) {
        next_ = {};
    } else if (const auto* network = std::get_if<capture::OwnNetwork>(&record)) {
        const auto ssid = capture::view(network->ssid);
        auto& names = next_.names;
        auto name = std::ranges::find(names, ssid, &OwnName::ssid);
        if (ssid.empty() || (name == names.end() && names.size() == most_names)) {
            return;
        }
        if (name == names.end()) {
            name = names.insert(name, {std::string(ssid), reading_of(ssid), {}});
        }
        if (!name->lets_in(network->security)) {
            name->ways.push_back(network->security);
        }
    } else if (const auto* own = std::get_if<capture::OwnAccessPoint>(&record)) {
        if (own->bits <= 48 && next_.addresses < most_addresses) {
            next_.addresses += next_.access_points[own->bits].insert(first_bits(own->bssid, own->bits)).second ? 1 : 0;
        }
    } else if (std::holds_alternative<capture::Settled>(record)) {
        present_ = std::exchange(next_, {});
        spoken_for_.clear();
        spoken_for_before_.clear();
        ++settlements_;
    }
}

bool Own::is_named(const MacAddress& bssid) const {
    const auto whole = present_.access_points.find(48);
    return whole != present_.access_points.end() && whole->second.contains(first_bits(bssid.bytes, 48));
}

bool Own::is_access_point(const MacAddress& bssid) const {
    return std::ranges::any_of(present_.access_points,
                               [&](const auto& prefixes) {
                                   return prefixes.second.contains(first_bits(bssid.bytes, prefixes.first));
                               }) ||
           spoken_for_.contains(bssid) || spoken_for_before_.contains(bssid);
}

void Own::speak_for(const MacAddress& bssid) {
    if (!spoken_for_.insert(bssid).second || spoken_for_.size() < most_spoken_for) {
        return;
    }
    spoken_for_before_ = std::exchange(spoken_for_, {});
}

const OwnName* Own::name(std::string_view ssid) const {
    const auto name = std::ranges::find(present_.names, ssid, &OwnName::ssid);
    return name == present_.names.end() ? nullptr : &*name;
}

const OwnName* Own::looks_like(std::string_view ssid) const {
    if (present_.names.empty() || name(ssid) != nullptr) {
        return nullptr;
    }
    const auto reading = reading_of(ssid);
    const auto name = std::ranges::find(present_.names, reading, &OwnName::reading);
    return reading.empty() || name == present_.names.end() ? nullptr : &*name;
}

}  // namespace magpie::agent
