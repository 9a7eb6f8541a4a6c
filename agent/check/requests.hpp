#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "wire/time.hpp"

namespace magpie::agent::check {

/// What becomes of checks that somebody asks for over MQTT: one at a time, one in half a minute, and at most two
/// messages a second of how far it is. Without clock, process and connection; a value, owned by the agent's line.
class Requests {
  public:
    /// `on`: check.enabled.
    explicit Requests(bool on) : on_(on) {}

    /// Of the command; what is no id is passed over.
    void hear(std::string_view id, const Now& now);
    /// True once for each check that is to be begun now.
    [[nodiscard]] bool take_begin();
    /// A line of the check under way.
    void line(std::string_view json);
    /// It is over; without a result before, it broke.
    void ended(const Now& now);

    /// What is to be published next, and may be now.
    [[nodiscard]] std::optional<std::string> take_message(const Now& now);
    /// When there is one; nothing while there is none.
    [[nodiscard]] std::optional<Monotonic> deadline() const;
    [[nodiscard]] bool is_under_way() const { return !id_.empty(); }

    /// Checks by how they ended: pass, warn, fail, broken, refused.
    using Outcomes = std::array<std::uint64_t, 5>;
    static constexpr std::array<std::string_view, 5> outcome_words{"pass", "warn", "fail", "broken", "refused"};
    [[nodiscard]] const Outcomes& outcomes() const { return outcomes_; }

  private:
    void refuse(std::string_view id, std::string_view reason);

    bool on_;
    std::string id_;  // of the one under way
    bool begin_ = false;
    bool has_result_ = false;
    std::optional<Monotonic> begun_;
    std::deque<std::string> urgent_;  // refusals and results: not held back
    std::deque<std::string> layers_;
    Monotonic next_{};
    Outcomes outcomes_{};
};

}  // namespace magpie::agent::check
