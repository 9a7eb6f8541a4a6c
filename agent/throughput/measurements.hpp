#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "agent/path/reachability_window.hpp"
#include "agent/path/targets.hpp"
#include "agent/report/readings.hpp"
#include "agent/throughput/byte_budget.hpp"
#include "agent/throughput/job.hpp"
#include "agent/throughput/night.hpp"
#include "agent/throughput/result.hpp"
#include "wire/report/throughput_token.hpp"
#include "wire/time.hpp"

namespace magpie::agent::throughput {

/// A server of iperf3.
struct Server {
    std::string name{};
    TargetClass far = TargetClass::hub;
    std::string host{};  // a name, an address, or `default_gateway`
    AddressFamily family = AddressFamily::any;
    std::uint16_t port = 5201;
    std::vector<unsigned> streams{1, 4};                                // each once
    std::vector<Direction> directions{Direction::up, Direction::down};  // each once
};

struct MeasurementSettings {
    std::vector<Server> servers{};
    std::chrono::seconds duration{10};
    std::uint64_t run_bytes = 500'000'000;
    std::uint64_t daily_bytes = 4'000'000'000;
    bool nightly = true;
    Night night{};
};

/// How long all that is measured in one turn takes at most.
[[nodiscard]] Milliseconds longest_turn_of(const MeasurementSettings& settings);

/// What is to be done now.
struct Step {
    std::size_t server = 0;
    /// Absent: nothing but echoes, for as long as idle_for. Its address is for who carries it out.
    std::optional<Job> job{};
};

/// Decides when the node fills its line, and keeps what came of it: once a night at a moment of its own, or when the
/// collector asks for it, but in either case not before the collector has given it a turn, and never for more bytes
/// than a day may have. A value that takes `now`; owned by `app`, told by the EdgeSession.
class Measurements {
  public:
    /// How long echoes are sent before the line is filled.
    static constexpr Milliseconds idle_for{5000};

    struct Surroundings {
        std::function<bool(const std::string& budget)> keep;  // false: it is not kept, and nothing is spent
        std::function<void()> wake;                           // there is something to take()
    };

    /// `kept`: what was last given to `keep`, in this boot or another; nothing where there is none.
    Measurements(MeasurementSettings settings, Surroundings surroundings, const std::string& boot,
                 const std::optional<std::string>& kept, std::uint32_t seed, const Now& now);

    /// A command, as it came.
    void hear(std::string_view bytes, const Now& now);
    /// Looks whether it is time.
    void tick(const Now& now);
    [[nodiscard]] Monotonic deadline() const { return next_look_; }

    /// The next step of a turn; nothing while there is none, or one is under way.
    [[nodiscard]] std::optional<Step> take(const Now& now);
    void idled(const Reachability& echoes);
    void ended(const Result& result, const Reachability& echoes, const Now& now);

    [[nodiscard]] ThroughputState state() const;
    /// Something that should not wait for the next report; once.
    [[nodiscard]] bool take_news();
    void write(Readings& readings, const Now& now) const;

  private:
    struct Run {
        std::size_t server = 0;
        Direction direction = Direction::up;
        unsigned streams = 1;
        std::optional<double> bytes_per_second{};
        std::optional<UtcMs> at{};
        std::optional<Reachability> loaded{};
    };
    struct Turn {
        TokenId id{};
        Monotonic ends{};
        std::size_t next = 0;  // of runs_
        bool idled = false;    // before the server of this run
        bool busy = false;     // a step is under way
    };

    void count(std::size_t server, Outcome outcome) { ++counts_[server][static_cast<std::size_t>(outcome)]; }
    void plan_night(const Window& window, const Now& now);
    void want();
    void want_no_more();
    void finish();
    void skip_server();

    MeasurementSettings settings_;
    Surroundings surroundings_;
    std::minstd_rand random_;
    ByteBudget budget_;
    std::vector<Run> runs_;
    std::vector<Reachability> idle_;                                // of servers
    std::vector<std::array<std::uint64_t, outcome_count>> counts_;  // of servers
    std::optional<Turn> turn_;
    TokenId ended_{};
    bool waits_ = false;
    std::optional<UtcMs> planned_for_;  // the beginning of the night that has its moment
    std::optional<Monotonic> planned_;  // none: it has passed
    Monotonic next_look_{};
    bool news_ = false;
};

}  // namespace magpie::agent::throughput
