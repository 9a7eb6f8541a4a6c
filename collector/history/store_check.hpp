#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "platform/http/client.hpp"
#include "wire/sparkplug/backoff.hpp"
#include "wire/time.hpp"

namespace magpie::collector::history {

/// What may be wrong with how a store is set; each is a value of the label `reason`.
enum class StoreFault : std::uint8_t {
    dedup_interval,       // it drops samples of a series that are near each other
    no_dedup,             // what is sent twice is stored twice
    retention,            // it keeps less than the window
    out_of_order_window,  // it takes less than the window
    receiver_off,
    unknown_store,  // it could not be asked: no fault
};
inline constexpr std::string_view store_fault_words[] = {"dedup_interval",      "no_dedup",     "retention",
                                                         "out_of_order_window", "receiver_off", "unknown_store"};

struct StoreFinding {
    StoreFault fault{};
    std::string words;  // what it is, and what it costs
    friend bool operator==(const StoreFinding&, const StoreFinding&) = default;
};

/// What a store said of itself.
struct StoreReport {
    std::string_view store;  // what it is
    std::vector<StoreFinding> findings;
    friend bool operator==(const StoreReport&, const StoreReport&) = default;
};

/// Asks a store what it is and how it is set: at start, and again each time it was away, for another may have come
/// back. Prometheus is asked by its API, VictoriaMetrics by its own metrics; what is neither, or hides behind a proxy,
/// is unknown. Without a socket. One thread; owned by the History.
class StoreCheck {
  public:
    /// `write_path`: where samples go; it tells where else the store answers.
    StoreCheck(std::string_view write_path, Milliseconds window);

    /// The path that is to be asked now, if one is. The answer to it comes before the next is asked for.
    [[nodiscard]] std::optional<std::string> due(const Now& now);
    void answered(const tl::expected<http::Answer, http::Failure>& answer, const Now& now);
    void store_went_away();
    /// A request to write was answered: if it is to be asked, then now.
    void store_is_there();

    /// What the store said last.
    [[nodiscard]] const StoreReport& report() const { return report_; }
    /// Times it was asked to the end.
    [[nodiscard]] std::uint64_t rounds() const { return rounds_; }
    [[nodiscard]] bool found(StoreFault fault) const;
    /// Why there was no answer; empty since there was one.
    [[nodiscard]] std::string_view trouble() const { return trouble_; }

  private:
    enum class Question : std::uint8_t { flags, config, runtime, metrics, metrics_of_root, none };

    [[nodiscard]] Question read(std::string_view body);
    [[nodiscard]] Question read_metrics(std::string_view body);
    void find(StoreFault fault, std::string words) { next_.findings.push_back({fault, std::move(words)}); }
    void begin();
    void finish();

    std::string base_;  // of the paths
    Milliseconds window_;
    sparkplug::Backoff backoff_;
    Question question_ = Question::flags;
    bool under_way_ = false;
    bool begin_again_ = false;
    Monotonic ask_at_{};
    StoreReport next_;
    StoreReport report_;
    std::uint64_t rounds_ = 0;
    std::string_view trouble_;
};

}  // namespace magpie::collector::history
