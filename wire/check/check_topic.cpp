#include "wire/check/check_topic.hpp"

#include <algorithm>

#include "wire/sparkplug/topic.hpp"

namespace magpie::check {

namespace {

constexpr std::string_view checks = "magpie/v1/check/";
constexpr std::size_t id_size = 16;

}  // namespace

std::string check_topic(std::string_view area, std::string_view node) {
    return std::string(checks).append(area).append("/").append(node);
}

std::optional<Teller> teller_of(std::string_view topic) {
    if (!topic.starts_with(checks)) {
        return std::nullopt;
    }
    topic.remove_prefix(checks.size());
    const auto slash = topic.find('/');
    if (slash == std::string_view::npos || !sparkplug::is_magpie_id(topic.substr(0, slash)) ||
        !sparkplug::is_magpie_id(topic.substr(slash + 1))) {
        return std::nullopt;
    }
    return Teller{topic.substr(0, slash), topic.substr(slash + 1)};
}

bool is_check_id(std::string_view id) {
    return id.size() == id_size &&
           std::ranges::all_of(id, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace magpie::check
