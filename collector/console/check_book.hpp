#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/console/check_message.hpp"
#include "collector/console/inventory.hpp"
#include "wire/check/check_topic.hpp"
#include "wire/time.hpp"

namespace magpie::collector::console {

enum class CheckState : std::uint8_t { asked, running, done, refused, silent };
inline constexpr std::string_view check_state_words[] = {"asked", "running", "done", "refused", "silent"};

/// The last check that a pole was asked for.
struct Check {
    std::string id;
    UtcMs asked{};
    Monotonic asked_at{};
    Monotonic heard_at{};
    CheckState state = CheckState::asked;
    std::string reason{};  // why it was refused
    struct Layer {
        std::string name;
        std::string json;
    };
    std::vector<Layer> layers{};  // in the order in which they came, each as it was told last
    std::string result{};         // JSON; empty: none yet
};

/// Why a message was not taken.
enum class UntakenCheck : std::uint8_t { size, format, unasked };
inline constexpr std::string_view untaken_check_words[] = {"size", "format", "unasked"};

/// Which poles were asked for a check, and what they said. Bounded; a value that takes `now`; owned by the Console.
class CheckBook {
  public:
    static constexpr std::size_t most_checks = 500;
    static constexpr std::size_t most_under_way = 100;
    static constexpr std::size_t most_layers = 64;
    /// Of all layers of a check as they are kept: twice what a whole result may have.
    static constexpr std::size_t most_bytes = 2 * check::longest_message;
    /// Longer than a check takes, from when it was asked for and from its last word.
    static constexpr Milliseconds patience{65'000};

    enum class Asked : std::uint8_t { taken, under_way, too_many };
    /// `id` is a check::is_check_id(). One at a time of a pole.
    Asked ask(const PoleName& pole, const std::string& id, const Now& now);
    void heard(const PoleName& pole, std::string_view payload, const Now& now);
    /// Whose patience is over; a few times a second.
    void look(const Now& now);

    /// Nothing where none was asked for, or it was long ago.
    [[nodiscard]] const Check* find(const PoleName& pole) const;

    /// How those ended that have, by CheckState.
    [[nodiscard]] const std::array<std::uint64_t, std::size(check_state_words)>& ended() const { return ended_; }
    [[nodiscard]] const std::array<std::uint64_t, std::size(untaken_check_words)>& untaken() const { return untaken_; }

  private:
    void refuse(UntakenCheck why) { ++untaken_[static_cast<std::size_t>(why)]; }
    void take_layer(Check& check, CheckMessage message);
    void end(Check& check, CheckState state);
    void make_room();

    std::map<PoleName, Check> checks_;
    std::size_t under_way_ = 0;
    std::array<std::uint64_t, std::size(check_state_words)> ended_{};
    std::array<std::uint64_t, std::size(untaken_check_words)> untaken_{};
};

/// As docs/openapi.yaml describes it.
[[nodiscard]] std::string check_text(const Check& check);

}  // namespace magpie::collector::console
