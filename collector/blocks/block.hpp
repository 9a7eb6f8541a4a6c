#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/fleet/fleet.hpp"
#include "wire/report/block_check.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// What one pole of the sample has found of one address.
enum class BlockVerdict : std::uint8_t {
    waiting,  // not asked yet
    asked,    // and nothing heard of it
    unreachable,
    reachable,  // it still gets through
    undecided,  // it cannot tell
    silent      // it has not answered in time
};
inline constexpr std::string_view block_verdict_words[] = {"waiting",   "asked",     "unreachable",
                                                           "reachable", "undecided", "silent"};

/// Where one address stands.
enum class BlockState : std::uint8_t {
    waiting,  // no pole has been asked
    testing,
    verified,  // every pole that can tell says that it is unreachable, and one does
    leaking,   // one at least still gets through
    undecided  // nobody can tell
};
inline constexpr std::string_view block_state_words[] = {"waiting", "testing", "verified", "leaking", "undecided"};

/// What is timed of a block, from its receipt.
enum class BlockStage : std::uint8_t { distributed, first_verified, verified };
inline constexpr std::string_view block_stage_words[] = {"distributed", "first_verified", "verified"};

/// A pole of the sample. Times are since the block was received.
struct BlockPole {
    std::string area{};
    std::string node{};
    BlockVerdict verdict = BlockVerdict::waiting;
    std::optional<Milliseconds> asked{};     // the first time
    std::optional<Milliseconds> verified{};  // nothing where something lay between that says nothing of the block
    bool timed = true;                       // whether `verified` could still be known
    BlockAnswer last{};                      // nothing while its id is 0

    // Not kept over a restart.
    std::optional<NodeIndex> index{};
    bool open = false;  // asked, and not answered since
    Monotonic asked_last{};
    Monotonic due{};  // asked again, or given up
};

/// An address that somebody has blocked, and what the poles find of it.
struct Block {
    BlockId id{};
    std::string address{};  // 4 or 16 bytes in network order
    std::vector<std::uint16_t> ports{};
    std::string by{};  // who posted it
    UtcMs received{};
    bool ended = false;                       // nobody is asked any more
    std::optional<Milliseconds> stages[3]{};  // by BlockStage
    std::vector<BlockPole> poles{};

    // Not kept over a restart.
    Monotonic begun{};
};

[[nodiscard]] BlockState state_of(const Block& block);

/// As it is kept over a restart, and back; nothing when the bytes are no block.
[[nodiscard]] std::string encode(const Block& block);
[[nodiscard]] std::optional<Block> decode_block(BlockId id, std::string_view bytes);

/// Of what a person writes, 4 or 16 bytes; nothing when it is no address, or one that nobody on the public side can
/// have (this host, loopback, link-local, multicast).
[[nodiscard]] std::optional<std::string> block_address(std::string_view text);
[[nodiscard]] std::string address_text(std::string_view bytes);

}  // namespace magpie::collector
