#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/time.hpp"

namespace magpie::agent::page {

/// What the page knows of checks: the one under way, layer by layer, and the last that came to its end. Fed with the
/// lines of `magpie-agent check --json --progress`, which are looked at as a stranger's, and with what others have
/// begun: the command line, or the collector. A value; the Desk's.
class CheckRecord {
  public:
    /// A check that has ended, whoever began it.
    struct Kept {
        std::string result;  // JSON, as `magpie-agent check --json` writes it
        UtcMs begun{};
        Milliseconds lasted{};
    };

    static constexpr std::size_t longest_line = 32 * 1024;
    static constexpr std::size_t most_layers = 64;

    void begin(const Now& now);
    void hear(std::string_view line);
    /// `whole`: it ended by itself. One that did not leaves no result.
    void end(bool whole, const Now& now);
    /// One that is there; taken where it was begun after the last that is known.
    void found(const Kept& kept, const Now& now);

    [[nodiscard]] bool running() const { return begun_.has_value(); }
    [[nodiscard]] const std::optional<std::string>& result() const { return result_; }

    /// In JSON: {"running","seconds","layers":[...],"failed","result":{...}|null,"age_seconds"}: `layers` of the check
    /// under way, `failed` if the last one that was begun did not come to its end, `result` and its age of the last
    /// that did.
    [[nodiscard]] std::string told(const Now& now) const;

  private:
    struct Layer {
        std::string name;
        std::string text;  // JSON
    };
    std::optional<Monotonic> begun_;
    std::vector<Layer> layers_;
    std::optional<std::string> coming_;  // heard, of a program that has not ended
    bool failed_ = false;
    std::optional<std::string> result_;
    std::string result_begun_;  // ISO 8601, as the result says; empty where it says nothing
    Monotonic result_at_{};
};

}  // namespace magpie::agent::page
