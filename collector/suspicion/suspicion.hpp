#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "collector/fleet/fleet.hpp"
#include "collector/suspicion/suspected_fault.hpp"
#include "collector/suspicion/verdict.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

struct SuspicionSettings {
    bool enabled = true;
    suspicion::Rules rules;
    Milliseconds every{2'000};
    /// From the connection to the broker on nothing is suspected for so long: a city comes back pole by pole.
    Milliseconds settle{90'000};
};

/// What is to blame when many nodes fall at once: the hub they name, the switch that LLDP names, or what hubs have
/// behind them. A round goes through the fleet in steps, counts by what nodes share who fell lately, and judges each
/// group; of things within each other the largest is told, and those within it are not.
///
/// A node that is down fell when it was last heard, so those of one cut fell within one report interval, whatever the
/// broker takes for their wills. One that misses two reports counts as fallen before its own death is told: that is
/// too little to call one pole dead, and enough where all of a hub do.
///
/// One thread; owned by the Collector; reads the fleet, which outlives it.
class Suspicion {
  public:
    Suspicion(const SuspicionSettings& settings, const Fleet& fleet);

    /// Goes on with the round, or begins the next; to be called some ten times a second. Who hears nothing suspects
    /// nobody: `hears` is false while the broker is not connected, and what was found before stays.
    void step(const Now& now, bool hears);

    /// Of the last complete round, those of most nodes first; a hundred at most.
    [[nodiscard]] std::vector<SuspectedFault> faults() const;
    /// How many beyond these.
    [[nodiscard]] std::size_t not_shown() const { return not_shown_; }

    /// Complete rounds so far.
    [[nodiscard]] std::uint64_t rounds() const { return rounds_; }

  private:
    static constexpr std::uint32_t none = ~std::uint32_t{0};
    static constexpr std::uint32_t several = none - 1;
    static constexpr std::size_t most_groups_of_a_node = 4;

    struct Member {  // a node, of a core a group
        std::uint32_t index;
        std::uint64_t serial;
    };
    struct Group {
        SharedKind kind{};
        std::string area{};
        std::string name{};
        std::uint32_t core = none;    // of its area
        std::uint32_t within = none;  // of a switch: the hub all its members are at, in this round
        suspicion::Verdict verdict{};
        suspicion::Tally making{};
        std::vector<Member> falling{};
        suspicion::Tally last{};  // of the last judgement
        std::vector<Member> members{};
    };
    /// What a node has a part in, as it said last.
    struct Shares {
        std::uint64_t serial = 0;  // of the node
        std::uint64_t shape = 0;
        std::size_t info = 0;                       // hash
        std::uint64_t present = ~std::uint64_t{0};  // which of Watched::lldp count
        std::array<std::uint32_t, most_groups_of_a_node> groups{};
        std::uint8_t count = 0;
    };
    /// Where a shape has what is asked for.
    struct Watched {
        std::uint64_t serial = 0;
        std::uint32_t interval = none;  // slot
        struct Lldp {
            std::uint32_t slot;
            std::uint32_t info;  // which of the node's info texts
        };
        std::vector<Lldp> lldp;  // 64 at most
    };
    enum class Stage : std::uint8_t { rest, count, judge };

    void begin();
    [[nodiscard]] bool count_nodes(const Now& now);
    void count_node(std::uint32_t index, const Now& now);
    [[nodiscard]] bool has_fallen(const Node& node, const Watched& watched, const Now& now) const;
    [[nodiscard]] bool judge_groups(const Now& now);
    void judge(std::uint32_t index, const Now& now);
    void complete(const Now& now);
    [[nodiscard]] bool is_within_another(const Group& group) const;
    [[nodiscard]] const Shares& shares_of(std::uint32_t index, const Watched* watched);
    [[nodiscard]] const Watched* watch(const Node& node);
    [[nodiscard]] std::uint32_t group(SharedKind kind, const std::string& area, std::string name);

    const SuspicionSettings settings_;
    const Fleet& fleet_;
    Stage stage_ = Stage::rest;
    bool hears_ = false;
    Now heard_since_{};  // without a gap, and by a clock that did not jump
    Milliseconds wall_ahead_{};
    Monotonic next_round_{};
    std::uint64_t rounds_ = 0;
    std::uint32_t at_ = 0;
    std::size_t of_round_ = 0;  // nodes, then groups there were when it began

    std::vector<Watched> watched_;  // by place of the shape
    std::vector<Shares> shares_;    // by place of the node
    std::vector<Group> groups_;
    std::unordered_map<std::string, std::uint32_t> by_key_;
    std::vector<std::uint32_t> cores_;
    std::uint32_t city_ = none;
    std::vector<std::uint32_t> open_;   // hubs and switches, in this round
    std::vector<std::uint32_t> shown_;  // of the last
    std::size_t not_shown_ = 0;
};

}  // namespace magpie::collector
