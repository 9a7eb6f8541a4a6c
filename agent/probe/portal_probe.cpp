#include "agent/probe/portal_probe.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace magpie::agent::probe {

namespace {

constexpr unsigned most_redirects = 5;
constexpr std::size_t longest_url = 2048;
constexpr unsigned no_content = 204;

bool is_redirect(unsigned status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool is_success(unsigned status) {
    return status >= 200 && status < 300;
}

bool is_visible(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

std::optional<std::string> redirected(std::string_view from, std::string_view location) {
    location = location.substr(0, location.find('#'));
    if (location.empty() || location.size() > longest_url || !is_visible(location)) {
        return std::nullopt;
    }
    if (location.starts_with("http://") || location.starts_with("https://")) {
        return std::string(location);
    }
    const auto scheme = from.find("://");
    if (scheme == std::string_view::npos) {
        return std::nullopt;
    }
    if (location.starts_with("//")) {
        return std::string(from.substr(0, scheme + 1)).append(location);
    }
    const auto authority = scheme + 3;
    const auto path = std::min(from.find('/', authority), from.size());
    std::string url(from.substr(0, path));
    if (location.starts_with('/')) {
        return url.append(location);
    }
    if (location.find(':') < location.find('/')) {
        return std::nullopt;  // another scheme
    }
    const auto folder = from.substr(0, from.find('?')).rfind('/');
    return std::string(folder >= authority && folder != std::string_view::npos ? from.substr(0, folder) : url)
        .append("/")
        .append(location);
}

void PortalProbe::received(const PageAnswer& answer, Nanoseconds took) {
    if (outcome_) {
        return;
    }
    took_ += took;
    Outcome outcome{.round_trip = took_, .status = answer.status};
    if (is_redirect(answer.status)) {
        auto next = redirected(url_, answer.location);
        if (next && redirects_ < most_redirects) {
            url_ = std::move(*next);
            ++redirects_;
            return;
        }
        outcome.state = next ? State::redirects : State::wrong_answer;
        outcome.captive = true;
        outcome.detail = next ? "the portal redirects for ever" : "a redirect to nowhere";
    } else if (answer.api && is_success(answer.status)) {
        const auto portal = parse_captive_portal(*answer.api);
        outcome.state = portal ? State::answered : State::wrong_answer;
        outcome.captive = portal ? std::optional(portal->captive) : std::nullopt;
        outcome.detail = !portal           ? "not what RFC 8908 wants"
                         : portal->captive ? "captive, by its API"
                                           : "open, by its API";
    } else if (redirects_ == 0 && answer.status == no_content && answer.body_bytes == 0) {
        outcome.state = State::answered;
        outcome.captive = false;
        outcome.detail = "open";
    } else if (redirects_ == 0 && !is_success(answer.status)) {
        // An error of the server itself says nothing of a portal.
        outcome.state = State::failed;
        outcome.detail = fmt::format("status {}", answer.status);
    } else {
        outcome.state = is_success(answer.status) ? State::answered : State::failed;
        outcome.captive = true;
        outcome.detail = fmt::format("captive, the portal's page has status {}", answer.status);
    }
    outcome_ = std::move(outcome);
}

void PortalProbe::failed(State state, std::string_view why) {
    if (!outcome_) {
        outcome_ = Outcome{
            .state = state, .detail = std::string(why), .captive = redirects_ > 0 ? std::optional(true) : std::nullopt};
    }
}

std::optional<CaptivePortal> parse_captive_portal(std::string_view json) {
    // A parser that is not to throw wants no more depth than its input has bytes.
    if (json.size() > most_captive_portal_bytes) {
        return std::nullopt;
    }
    const auto document = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
    if (!document.is_object()) {
        return std::nullopt;
    }
    const auto captive = document.find("captive");
    if (captive == document.end() || !captive->is_boolean()) {
        return std::nullopt;
    }
    CaptivePortal portal{.captive = captive->get<bool>()};
    if (const auto url = document.find("user-portal-url"); url != document.end() && url->is_string()) {
        portal.user_portal_url = url->get<std::string>();
    }
    if (const auto seconds = document.find("seconds-remaining"); seconds != document.end() && seconds->is_number()) {
        portal.seconds_remaining = seconds->get<double>();
    }
    return portal;
}

}  // namespace magpie::agent::probe
