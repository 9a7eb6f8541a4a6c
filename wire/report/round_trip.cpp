#include "wire/report/round_trip.hpp"

#include <algorithm>

#include "wire/sparkplug/topic.hpp"

namespace magpie {

namespace {

constexpr std::string_view pings = "magpie/v1/ping/";
constexpr std::string_view pongs = "magpie/v1/pong/";
constexpr std::size_t longest_number = 10;

}  // namespace

std::string ping_topic(std::string_view area, std::string_view node) {
    return std::string(pings).append(area).append("/").append(node);
}

std::string ping_filter(std::string_view area) {
    return ping_topic(area, "+");
}

std::string pong_topic(std::string_view node) {
    return std::string(pongs).append(node);
}

std::optional<std::string_view> pinging_node(std::string_view topic) {
    if (!topic.starts_with(pings)) {
        return std::nullopt;
    }
    topic.remove_prefix(pings.size());
    const auto slash = topic.find('/');
    if (slash == std::string_view::npos || !sparkplug::is_magpie_id(topic.substr(0, slash)) ||
        !sparkplug::is_magpie_id(topic.substr(slash + 1))) {
        return std::nullopt;
    }
    return topic.substr(slash + 1);
}

bool is_ping(std::string_view payload) {
    return !payload.empty() && payload.size() <= longest_number &&
           std::ranges::all_of(payload, [](char letter) { return letter >= '0' && letter <= '9'; });
}

}  // namespace magpie
