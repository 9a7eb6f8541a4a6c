#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "agent/page/access.hpp"
#include "agent/page/check_record.hpp"
#include "agent/page/notes.hpp"
#include "agent/page/strips.hpp"
#include "agent/report/readings.hpp"
#include "platform/http/server.hpp"
#include "wire/time.hpp"

namespace magpie::agent::page {

/// The page itself, as it was built (dashboards/pole): one file of HTML with all that it needs.
struct BuiltPage {
    std::string_view gzip;
    std::string_view content_security_policy;
};
[[nodiscard]] BuiltPage built_page();

/// What the pole page answers to whom (docs/pole-page.md): a technician with a token sees what the node knows, has it
/// check itself, and leaves notes. There is no way to set anything. A value that takes `now`; owned by the app.
class Desk {
  public:
    struct Settings {
        std::string area;
        std::string node;
        std::string program;  // "magpie-agent X.Y"
        std::string address;  // it is reached by, as a browser writes it: "192.168.7.1", "[fd00::1]"
        std::string notes_file;
    };
    /// What the Desk can have done. All outlive it.
    struct Doors {
        /// A check has begun; what it says goes to `heard` and `ended`. False: it cannot be begun.
        std::function<bool()> begin_check;
        /// Signs a report and keeps it on its way to the collector. What is downloaded; the error is a sentence.
        std::function<tl::expected<std::string, std::string>(std::string_view report, const Now& now)> hand_in;
        std::function<std::size_t()> reports_waiting;
        /// The newest check of the last day, whoever has begun it.
        std::function<std::optional<CheckRecord::Kept>(const Now& now)> newest_check;
    };
    /// Between two looks for a check that somebody else has begun: it is looked for while somebody looks at the page.
    static constexpr Milliseconds between_looks{5'000};
    /// Between the beginnings of two checks, and between two reports: each costs the pole something.
    static constexpr Milliseconds between_checks{5'000};
    static constexpr Milliseconds between_reports{10'000};
    /// A note that is in no report is put in one after this.
    static constexpr Milliseconds notes_wait{std::chrono::minutes(10)};
    static constexpr std::size_t longest_body = 4096;

    Desk(Settings settings, Doors doors, Access access, Strips strips, BuiltPage page = built_page());

    [[nodiscard]] http::Response answer(const http::Request& request, const Now& now);
    /// How much of a body a request may have (http::Settings::takes).
    [[nodiscard]] static std::optional<std::size_t> takes(const http::Request& request);

    /// What the sources have read. True when the strips want to be kept.
    bool sample(const std::vector<Reading>& readings, const Now& now);
    void heard(std::string_view line) { check_.hear(line); }
    void ended(bool whole, const Now& now) { check_.end(whole, now); }
    /// Hands in notes that nobody has.
    void tick(const Now& now);

    [[nodiscard]] const Strips& strips() const { return strips_; }
    [[nodiscard]] const Access& access() const { return access_; }

  private:
    [[nodiscard]] bool is_for_us(const http::Request& request) const;
    [[nodiscard]] http::Response route(const http::Request& request, const Now& now);
    [[nodiscard]] http::Response with_token(const http::Request& request, const PageToken& token, const Now& now);
    [[nodiscard]] http::Response state(const PageToken& token, const Now& now) const;
    [[nodiscard]] http::Response begin_check(const Now& now);
    void look_for_check(const Now& now);
    [[nodiscard]] http::Response take_note(const http::Request& request, const PageToken& token, const Now& now);
    [[nodiscard]] http::Response make_report(const std::string& by, const Now& now);

    Settings settings_;
    Doors doors_;
    Access access_;
    Strips strips_;
    BuiltPage page_;
    Notes notes_;
    CheckRecord check_;
    std::vector<Reading> values_;
    std::optional<Monotonic> values_at_;
    std::optional<Monotonic> checked_at_;
    std::optional<Monotonic> looked_at_;
    std::optional<Monotonic> reported_at_;
    std::optional<Monotonic> noted_at_;
};

/// The text of `{"text":"..."}`; nothing where a body is something else.
[[nodiscard]] std::optional<std::string> note_in(std::string_view body);

/// The host of a Host header (RFC 9110, 7.2), without its port, in lower case; of IPv6 with its brackets.
[[nodiscard]] std::string host_in(std::string_view header);

}  // namespace magpie::agent::page
