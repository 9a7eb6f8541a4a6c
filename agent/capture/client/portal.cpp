#include "agent/capture/client/portal.hpp"

#include <string_view>

namespace magpie::agent::client {

namespace {

using capture::Outcome;

/// As much of it as a first line needs.
std::string_view beginning(std::span<const std::byte> payload) {
    constexpr std::size_t most = 16;
    return {reinterpret_cast<const char*>(payload.data()), payload.size() < most ? payload.size() : most};
}

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

}  // namespace

bool begins_http_request(std::span<const std::byte> payload) {
    const auto line = beginning(payload);
    return line.starts_with("GET ") || line.starts_with("HEAD ") || line.starts_with("POST ");
}

std::optional<Outcome> http_answer(std::span<const std::byte> payload) {
    constexpr std::string_view protocol = "HTTP/1.";
    constexpr std::size_t code = protocol.size() + 2;  // behind the minor version and a space
    const auto line = beginning(payload);
    if (!line.starts_with(protocol) || line.size() < code + 3 || line[code - 1] != ' ' || !is_digit(line[code + 1]) ||
        !is_digit(line[code + 2])) {
        return std::nullopt;
    }
    switch (line[code]) {
        case '2':
            return Outcome::success;
        case '3':
            return Outcome::redirected;
        case '4':
            return Outcome::refused;
        case '5':
            return line.substr(code, 3) == "511" ? Outcome::redirected : Outcome::server_failure;
        default:
            return std::nullopt;
    }
}

}  // namespace magpie::agent::client
