#include "collector/pair/heartbeat.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "wire/sparkplug/topic.hpp"

namespace magpie::collector {

namespace {

/// Far above any heartbeat, and far below what would let nested brackets exhaust the parser's stack.
constexpr std::size_t longest_beat = 1024;
/// Leaves room for all terms that follow.
constexpr std::uint64_t too_high = std::uint64_t{1} << 53;

}  // namespace

std::string heartbeat_topic(std::string_view host) {
    return "magpie/v1/active/" + std::string(host);
}

std::string encode(const Heartbeat& beat) {
    return R"({"instance":")" + beat.instance + R"(","term":)" + std::to_string(beat.term) + "}";
}

std::optional<Heartbeat> decode_heartbeat(std::string_view bytes) {
    if (bytes.size() > longest_beat) {
        return std::nullopt;
    }
    const auto json = nlohmann::json::parse(bytes, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object()) {
        return std::nullopt;
    }
    const auto instance = json.find("instance");
    const auto term = json.find("term");
    if (instance == json.end() || !instance->is_string() || term == json.end() || !term->is_number_unsigned() ||
        term->get<std::uint64_t>() >= too_high) {
        return std::nullopt;
    }
    auto name = instance->get<std::string>();
    if (!sparkplug::is_magpie_id(name)) {
        return std::nullopt;
    }
    return Heartbeat{std::move(name), term->get<std::uint64_t>()};
}

}  // namespace magpie::collector
