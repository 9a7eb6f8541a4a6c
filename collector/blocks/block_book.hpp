#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "collector/blocks/block.hpp"
#include "collector/fleet/fleet.hpp"
#include "wire/catalogue/catalogue.hpp"
#include "wire/report/block_check.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

struct BlockSettings {
    std::size_t poles = 16;         // that are asked of one address at most; one of a hub
    Milliseconds patience{15'000};  // how long a pole lets it get through before it says so
};

/// Addresses that were blocked, the sample of poles that finds out whether they still get through, and how long that
/// took. It measures and blocks nothing. A value that takes `now`; owned by the Collector, told by Ingest what nodes
/// say.
class BlockBook {
  public:
    static constexpr std::size_t most_kept = 1000;
    static constexpr std::size_t most_open = 256;
    /// A pole is asked again this long after it said that it still gets through, cannot tell, or said nothing.
    static constexpr Milliseconds again_after{30'000};
    /// Until so long after its receipt.
    static constexpr Milliseconds watched_for{3'600'000};

    /// The fleet outlives it.
    BlockBook(const BlockSettings& settings, const Fleet& fleet) : settings_(settings), fleet_(fleet) {}

    /// What was kept. What was under way goes on, within its hour.
    void restore(std::vector<Block> blocks, const Now& now);

    /// A new block of an address takes the place of the one that is open. Nothing when too many are open.
    [[nodiscard]] std::optional<BlockId> post(std::string address, std::vector<std::uint16_t> ports, std::string by,
                                              const Now& now);

    /// What a node says, with a birth and with a live report: whether it verifies blocks, and what it has found.
    void heard(NodeIndex node, bool verifies, std::span<const BlockAnswer> answers, const Now& now);
    /// The node is none of ours any more, or its index comes back for another.
    void forget(NodeIndex node);

    struct Send {
        NodeIndex node{};
        BlockCheck check;
    };
    /// What is to be sent now; it holds that all of it is sent. Gives up who does not answer.
    void due(const Now& now, std::vector<Send>& sends);

    /// What has changed since the last call and is to be kept, and what is to be kept no more.
    void take_changes(std::vector<const Block*>& changed, std::vector<BlockId>& dropped);

    [[nodiscard]] const Block* find(BlockId id) const;
    /// The newest below this one; nothing when there is none.
    [[nodiscard]] const Block* newest_below(BlockId id) const;

    struct Numbers {
        std::array<std::size_t, std::size(block_state_words)> states{};  // by BlockState
        std::size_t leaks = 0;                                           // poles of open blocks that still get through
        /// By BlockStage; the last: above all buckets.
        std::array<std::array<std::uint64_t, std::size(catalogue::rows::block_buckets) + 1>,
                   std::size(block_stage_words)>
            seconds{};
        std::array<double, std::size(block_stage_words)> seconds_sum{};
    };
    [[nodiscard]] Numbers numbers() const;

  private:
    struct Held {
        Block block;
        bool changed = false;
    };
    using Blocks = std::map<BlockId, Held>;

    [[nodiscard]] std::vector<BlockPole> sample(BlockId id) const;
    void take(Held& held, BlockPole& pole, const BlockAnswer& answer, const Now& now);
    void ask(Held& held, BlockPole& pole, const Now& now, std::vector<Send>& sends);
    void look(Held& held, const Now& now, std::vector<Send>& sends);
    void judge(Held& held);
    void reached(Held& held, BlockStage stage, Milliseconds after);
    void end(Held& held);
    void make_room();

    BlockSettings settings_;
    const Fleet& fleet_;
    Blocks blocks_;
    std::size_t open_ = 0;
    std::uint64_t last_id_ = 0;
    std::vector<bool> verifies_;  // by NodeIndex
    std::map<NodeIndex, std::size_t> under_way_;
    std::vector<BlockId> dropped_;
    Numbers observed_;
};

}  // namespace magpie::collector
