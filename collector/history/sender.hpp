#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/history/batch.hpp"
#include "collector/history/refused_reports.hpp"
#include "collector/history/verdict.hpp"
#include "wire/sparkplug/backoff.hpp"
#include "wire/time.hpp"

namespace magpie::collector::history {

struct SenderSettings {
    Milliseconds settle{15'000};
    Milliseconds window{86'400'000};  // samples older than this are not sent
    Milliseconds first_retry{1'000};
    Milliseconds last_retry{60'000};
    std::uint32_t seed = 0;
};

/// What a sender has counted; the senders of a History count together.
struct SenderCounters {
    std::uint64_t samples = 0;  // answered 2xx; sent again they count again
    std::uint64_t outcomes[std::size(outcome_words)] = {};
    std::uint64_t retries = 0;  // batches sent once more
    LeftOut left_out;
    std::uint64_t set_aside_samples = 0;
};

/// What one shard sends, when, and what becomes of it, without a socket.
///
/// A batch that was answered 2xx is kept until its settle time has passed and the same connection has answered once
/// more after it: a store may answer before it keeps, and one that died in between has lost it. Then, and after any
/// other trouble, batches are sent again; a store takes exact repeats. What the store refuses is halved until the
/// report at fault is found, and that alone is set aside, where it can be looked at; but only while the store takes an
/// empty request, for one that answers 400 to everything must not cost the city its history. Batches settle in the
/// order in which they came.
///
/// One thread; owned by the History.
class Sender {
  public:
    Sender(const SenderSettings& settings, BatchEncoder& encoder, SenderCounters& counters, RefusedReports& set_aside);

    /// What is to be sent, at the end.
    [[nodiscard]] std::deque<Batch>& queue() { return queue_; }

    /// The body of the next request, if one is due. The answer to it comes before the next is asked for.
    [[nodiscard]] std::optional<std::string> due(const Now& now);
    void answered(const Verdict& verdict, std::string_view words, const Now& now);
    /// The connection has ended between two requests.
    void connection_lost();
    /// Lets go of all that it holds; but of what is under way the answer is waited for.
    void give_up();
    /// Moves out what has settled.
    void take_settled(const Now& now, std::vector<Batch>& settled);

    [[nodiscard]] bool under_way() const { return under_way_ != Request::none; }
    /// Of the samples it holds, in whatever state.
    [[nodiscard]] std::size_t bytes() const;
    /// When the oldest report it holds came.
    [[nodiscard]] std::optional<Monotonic> oldest() const;
    /// Why nothing is taken, in the store's words; empty since it took something.
    [[nodiscard]] const std::string& trouble() const { return trouble_; }

  private:
    enum class Request : std::uint8_t { none, batch, probe };
    struct Kept {
        Batch batch;
        Monotonic answered{};
    };

    void refused(const Now& now);
    void keep_front(const Now& now);
    void count_left_out();
    [[nodiscard]] bool wants_sign_of_life(const Now& now) const;

    SenderSettings settings_;
    BatchEncoder& encoder_;
    SenderCounters& counters_;
    RefusedReports& set_aside_;
    sparkplug::Backoff backoff_;
    std::deque<Batch> queue_;
    std::deque<Kept> kept_;
    Request under_way_ = Request::none;
    bool doubted_ = false;  // the front was refused: does the store take anything?
    std::uint64_t samples_under_way_ = 0;
    LeftOut left_out_under_way_;
    UtcMs earliest_under_way_{};
    Monotonic retry_at_{};
    Monotonic alive_{};  // this connection answered 2xx last
    std::string trouble_;
    std::string refusal_;
};

}  // namespace magpie::collector::history
