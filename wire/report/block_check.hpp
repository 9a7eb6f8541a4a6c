#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/time.hpp"

namespace magpie {

/// Name of the Bytes metric of the NCMD that carries it.
inline constexpr std::string_view block_check_metric = "Node Control/Verify Block";

/// Given by the collector to each address it was told of; ascending.
enum class BlockId : std::uint64_t {};

inline constexpr std::size_t most_block_ports = 8;
inline constexpr Milliseconds longest_block_patience{600'000};

/// What a node is to find out: whether this address, which was blocked, is still reached from where it stands.
struct BlockCheck {
    BlockId id{};
    std::string address;  // 4 or 16 bytes in network order
    std::vector<std::uint16_t> ports;
    Milliseconds patience{};  // how long what still answers may go on doing so
    friend bool operator==(const BlockCheck&, const BlockCheck&) = default;
};

enum class BlockOutcome : std::uint8_t { unreachable = 1, reachable = 2, undecided = 3 };

/// Why a node cannot tell.
enum class BlockDoubt : std::uint8_t {
    none,
    control,     // what must answer did not: the node itself was cut off
    no_control,  // it has none of this version of IP
    busy,        // it has as many checks as it takes at a time
    address,     // it does not ask such an address
    not_allowed  // its own system lets it not ask
};
inline constexpr std::string_view block_doubt_words[] = {"", "control", "no_control", "busy", "address", "not_allowed"};

/// What it has found.
struct BlockAnswer {
    BlockId id{};
    BlockOutcome outcome = BlockOutcome::undecided;
    BlockDoubt doubt = BlockDoubt::none;
    Milliseconds took{};  // from the command; unreachable: to the end of the first try that nothing answered
    std::uint32_t tries = 0;
    std::uint32_t answered = 0;  // tries that something answered
    friend bool operator==(const BlockAnswer&, const BlockAnswer&) = default;
};

/// A node tells of no more at a time.
inline constexpr std::size_t most_block_answers = 8;

[[nodiscard]] std::string encode(const BlockCheck& check);
/// Nothing when the bytes are no command (no id, an address of another length, a port that is none, or too many; a
/// patience that is none or above the longest).
[[nodiscard]] std::optional<BlockCheck> decode_block_check(std::string_view bytes);

[[nodiscard]] std::string encode(const BlockAnswer& answer);
/// Nothing when the bytes are no answer or contradict themselves (no id or outcome, a doubt where there is none or none
/// where there must be one, more tries answered than made, a time above the longest patience and a minute).
[[nodiscard]] std::optional<BlockAnswer> decode_block_answer(std::string_view bytes);

}  // namespace magpie
