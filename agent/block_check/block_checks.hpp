#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "agent/probe/outcome.hpp"
#include "wire/report/block_check.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// One thing that is to be asked now. Who asks says with its number how it ended.
struct BlockAsk {
    std::uint64_t number = 0;
    probe::Kind kind = probe::Kind::ping;  // or tcp
    boost::asio::ip::address address{};
    std::uint16_t port = 0;
};

struct BlockSettings {
    /// Who answers as long as the node is not cut off; one of each version of IP at most.
    std::vector<boost::asio::ip::address> controls{};
    bool private_too = false;
    /// Whom it does not ask either, as of now: itself and its brokers.
    std::function<std::vector<boost::asio::ip::address>()> own = nullptr;
    /// There is something to begin.
    std::function<void()> wake = nullptr;
};

/// Finds out whether blocked addresses are still reached from here: what to ask when, and what follows. An address is
/// unreachable once nothing of it has answered in two tries in a row, in which the control did answer: one lost packet
/// is no block, and a node that is cut off proves nothing. A value; owned by `app`, told by the EdgeSession.
class BlockChecks {
  public:
    static constexpr std::size_t most_at_once = 4;
    /// From the beginning of one try to that of the next, and how long an answer is waited for.
    static constexpr Milliseconds every{500};
    static constexpr Milliseconds answer_within{1000};

    explicit BlockChecks(BlockSettings settings) : settings_(std::move(settings)) {}

    /// A command, as it came.
    void hear(std::string_view bytes, const Now& now);
    /// To be called until there is none.
    [[nodiscard]] std::optional<BlockAsk> take(const Now& now);
    void ended(std::uint64_t number, probe::State state, const Now& now);
    /// When take() has something to give; nothing while all of it is asked or nothing is to be found out.
    [[nodiscard]] std::optional<Monotonic> deadline() const;

    /// What was found within the last minute: it is told again and again, for one report may be lost.
    [[nodiscard]] std::vector<BlockAnswer> answers(const Now& now) const;
    /// Whether something was found since the last call.
    [[nodiscard]] bool take_news();
    [[nodiscard]] std::size_t at_once() const { return checks_.size(); }

  private:
    struct Check {
        BlockCheck check;
        boost::asio::ip::address address{};
        boost::asio::ip::address control{};
        Monotonic heard{};
        Monotonic try_begun{};
        Monotonic next_try{};
        std::vector<BlockAsk> to_ask{};     // of this try
        std::vector<std::uint64_t> open{};  // asked, and nothing heard of it
        std::uint64_t control_ask = 0;
        bool answered = false;
        bool control_answered = false;
        bool asked = false;          // our own system let something of it out
        bool control_asked = false;  // and that
        std::optional<Milliseconds> silent_since{};
        std::uint32_t tries = 0;
        std::uint32_t tries_answered = 0;
    };
    struct Told {
        BlockAnswer answer;
        Monotonic at{};
    };

    void begin_try(Check& check, const Now& now);
    /// True when it is over.
    [[nodiscard]] bool judge(Check& check, const Now& now);
    void tell(const BlockAnswer& answer, const Now& now);
    void finish(const Check& check, BlockOutcome outcome, BlockDoubt doubt, Milliseconds took, const Now& now);

    BlockSettings settings_;
    std::vector<Check> checks_;
    std::vector<Told> told_;  // oldest first
    std::uint64_t last_number_ = 0;
    bool news_ = false;
};

}  // namespace magpie::agent
