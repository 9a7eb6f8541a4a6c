#include "wire/sparkplug/host_state.hpp"

#include <nlohmann/json.hpp>

namespace magpie::sparkplug {

namespace {

/// Far above any STATE, and far below what would let nested brackets exhaust the parser's stack.
constexpr std::size_t longest_state = 1024;

}  // namespace

std::string encode(const HostState& state) {
    return std::string(R"({"online":)") + (state.online ? "true" : "false") + R"(,"timestamp":)" +
           std::to_string(state.timestamp) + "}";
}

std::optional<HostState> decode_host_state(std::string_view bytes) {
    if (bytes.size() > longest_state) {
        return std::nullopt;
    }
    const auto json = nlohmann::json::parse(bytes, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object()) {
        return std::nullopt;
    }
    const auto online = json.find("online");
    const auto timestamp = json.find("timestamp");
    if (online == json.end() || !online->is_boolean() || timestamp == json.end() || !timestamp->is_number_unsigned()) {
        return std::nullopt;
    }
    return HostState{online->get<bool>(), timestamp->get<std::uint64_t>()};
}

}  // namespace magpie::sparkplug
