#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/fleet/fleet.hpp"
#include "wire/report/throughput_token.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// What becomes of turns.
enum class TurnOutcome : std::uint8_t { given, returned, expired };
inline constexpr std::string_view turn_outcome_words[] = {"given", "returned", "expired"};

struct TokenSettings {
    Milliseconds longest{300'000};  // that a node may need; who needs more gets no turn
    /// Beyond what it needs: its last report may be an interval old when it is given its turn.
    Milliseconds way{60'000};
};

/// Which node may fill its line now: of those that share a hub one at a time, and else one of an area, for the first
/// line they have in common is the one that would be measured twice. A turn ends when its node says so, or when its
/// time is over. Not when the node dies: a full line is a reason to be taken for dead, and what it sends goes on. A
/// value that takes `now`; owned by the Collector, told by Ingest what nodes say.
class TokenBook {
  public:
    /// A night has thousands that wait, and a turn takes a minute.
    static constexpr Milliseconds look_every{1000};
    /// Of nodes that somebody asked for.
    static constexpr std::size_t most_asked = 1000;

    /// The fleet outlives it.
    TokenBook(const TokenSettings& settings, const Fleet& fleet) : settings_(settings), fleet_(fleet) {}

    /// What a node says, with a birth and with a live report; `sent` is the report's own time.
    void heard(NodeIndex node, const ThroughputState& state, Monotonic sent, const Now& now);
    /// The node is none of ours any more, or its index comes back for another.
    void forget(NodeIndex node);

    enum class Asked : std::uint8_t { taken, unable, too_many };
    /// It gets a turn as soon as its hub is free, though it wants none by itself.
    [[nodiscard]] Asked ask(NodeIndex node);

    struct Send {
        NodeIndex node{};
        ThroughputToken token;
    };
    /// What is to be sent now; it holds that all of it is sent. Nothing within the longest turn after the first call,
    /// or after rest(): somebody may have one of who gave them before.
    void due(const Now& now, std::vector<Send>& sends);
    /// Another gives them from now on.
    void rest();

    struct Numbers {
        std::array<std::uint64_t, std::size(turn_outcome_words)> turns{};  // by TurnOutcome
        std::size_t measuring = 0;
        std::size_t waiting = 0;
    };
    [[nodiscard]] Numbers numbers() const;

  private:
    struct Node {
        ThroughputState state{};
        Monotonic sent{};         // on its own time line
        std::uint64_t place = 0;  // in queue_; 0: it does not wait
        bool asked = false;
    };
    struct Turn {
        TokenId id{};
        std::optional<NodeIndex> node{};
        Monotonic ends{};
    };

    void count(TurnOutcome outcome) { ++numbers_.turns[static_cast<std::size_t>(outcome)]; }
    void queue(NodeIndex index, Node& node);
    void leave_queue(Node& node);
    void expire(const Now& now);
    [[nodiscard]] std::string shared_by(NodeIndex node) const;

    TokenSettings settings_;
    const Fleet& fleet_;
    std::map<NodeIndex, Node> nodes_;           // that measure throughput
    std::map<std::string, Turn> turns_;         // by hub or area
    std::map<std::uint64_t, NodeIndex> queue_;  // who waits, the longest first
    std::size_t asked_ = 0;
    std::uint64_t last_place_ = 0;
    Monotonic next_look_{};
    TokenId last_id_{};
    std::optional<Monotonic> begun_;
    Numbers numbers_;
};

}  // namespace magpie::collector
