#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace magpie::agent::throughput {

/// Which way the bytes go: the label `direction`.
enum class Direction : std::uint8_t { up, down };
inline constexpr std::string_view direction_words[] = {"up", "down"};

inline constexpr unsigned most_streams = 16;
inline constexpr std::chrono::seconds longest_run{60};
inline constexpr std::uint64_t most_run_bytes = 100'000'000'000;
/// To connect and agree before a run, and for the results behind it.
inline constexpr std::chrono::seconds around_run{8};

/// One run: the only thing magpie-throughput is told. It ends with the seconds or with the bytes, whichever is first.
struct Job {
    std::string address{};  // of IPv4 or IPv6, never a name
    std::uint16_t port = 5201;
    Direction direction = Direction::up;
    unsigned streams = 1;
    std::chrono::seconds duration{10};
    std::uint64_t bytes = most_run_bytes;
    friend bool operator==(const Job&, const Job&) = default;
};

/// What stands behind the program's name.
[[nodiscard]] std::vector<std::string> arguments(const Job& job);
/// Nothing when it is not what arguments() gives: another number of words, something out of its bounds.
[[nodiscard]] std::optional<Job> parse_job(std::span<const char* const> words);

}  // namespace magpie::agent::throughput
