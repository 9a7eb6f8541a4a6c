#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "agent/probe/outcome.hpp"

namespace magpie::agent::probe {

/// What a captive portal says of itself (RFC 8908).
struct CaptivePortal {
    bool captive = false;
    std::string user_portal_url{};
    std::optional<double> seconds_remaining{};
};
inline constexpr std::string_view captive_portal_type = "application/captive+json";
inline constexpr std::size_t most_captive_portal_bytes = std::size_t{16} * 1024;
/// Nothing where it is no JSON object with a boolean `captive`, or longer than that.
[[nodiscard]] std::optional<CaptivePortal> parse_captive_portal(std::string_view json);

/// What a page was, as far as a portal goes.
struct PageAnswer {
    unsigned status = 0;
    std::string location{};  // of a redirect
    std::uint64_t body_bytes = 0;
    std::optional<std::string> api{};  // the body, where it is of captive_portal_type
};

/// Where a redirect leads; nothing where it is neither an absolute http(s) URL nor a path. `from` is absolute.
[[nodiscard]] std::optional<std::string> redirected(std::string_view from, std::string_view location);

/// Asks for a page that answers 204 and nothing else: who gets another answer is in a captive portal, and is led on to
/// its page, five redirects far. Or asks the portal's API. Both are good answers, open and captive. Without clock and
/// connection; a value, owned by who asks.
class PortalProbe {
  public:
    explicit PortalProbe(std::string url) : url_(std::move(url)) {}

    /// What to get next; good until the next answer.
    [[nodiscard]] const std::string& url() const { return url_; }
    /// `took`: of this page alone.
    void received(const PageAnswer& answer, Nanoseconds took);
    /// There was no answer to the last page. Where it was not the first there is a portal that does not work.
    void failed(State state, std::string_view why);

    [[nodiscard]] const std::optional<Outcome>& outcome() const { return outcome_; }

  private:
    std::string url_;
    unsigned redirects_ = 0;
    Nanoseconds took_{0};
    std::optional<Outcome> outcome_;
};

}  // namespace magpie::agent::probe
