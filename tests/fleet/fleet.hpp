#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "tests/fleet/city.hpp"
#include "tests/fleet/pole.hpp"
#include "tests/fleet/weather.hpp"

namespace magpie::fleet {

/// What a storm has done.
struct StormFigures {
    std::size_t swept = 0;       // poles that were up
    std::size_t born_again = 0;  // of these
    Milliseconds last{0};        // from the storm to the last birth
};

/// All poles of a city and the weather over them, without clock, loop or sockets: everything happens inside a call, at
/// the time that `now` says. One thread; owned by main, or by a test.
class Fleet {
  public:
    struct Settings {
        PoleSettings poles;
        std::vector<Fault> faults;
        std::optional<Storm> storm;
        /// So many poles start in a tenth of a second at most, and as many may wait for their first connection at one
        /// time: thousands at once would each wait too long for it, and bury the collector under births.
        std::size_t starting_at_once = 64;
        /// A line of the log of the weather, with the time since the start.
        std::function<void(Milliseconds, const std::string&)> log = [](Milliseconds, const std::string&) {};
    };

    /// `lines` has one for each pole of the city; `now` is the time when a line says something by itself. The city
    /// outlives the fleet.
    Fleet(const City& city, Settings settings, std::vector<std::unique_ptr<Line>> lines,
          const std::function<Now()>& now);
    Fleet(const Fleet&) = delete;
    Fleet& operator=(const Fleet&) = delete;

    void start(const Now& now);
    /// Does what is due, but for at most so many poles, so that the loop may turn to its sockets.
    void tick(const Now& now, std::size_t most = 64);
    /// When tick() is due.
    [[nodiscard]] Monotonic deadline() const;
    /// All say goodbye; gone() once that is out.
    void stop(const Now& now);
    [[nodiscard]] bool gone() const;

    struct Figures {
        std::size_t poles = 0;
        std::size_t up = 0;
        std::uint64_t reports = 0;
        std::uint64_t samples = 0;
    };
    [[nodiscard]] Figures figures() const;

    /// Once the storm has come.
    [[nodiscard]] const std::optional<StormFigures>& storm() const { return storm_; }
    /// How late the latest of what was done since the last call came.
    [[nodiscard]] Milliseconds take_lag() { return std::exchange(lag_, Milliseconds{0}); }
    [[nodiscard]] const std::vector<std::unique_ptr<Pole>>& poles() const { return poles_; }

  private:
    using Due = std::pair<Monotonic, std::size_t>;  // of a pole

    void start_some(const Now& now);
    void watch(std::size_t pole);
    void stirred(std::size_t pole);
    void carry_out(const Deed& deed, const Now& now);
    void sweep(const Now& now);
    [[nodiscard]] bool storm_is_to_come() const { return settings_.storm && !storm_; }

    Settings settings_;
    std::function<Now()> now_;
    std::vector<std::unique_ptr<Line>> lines_;
    std::vector<std::unique_ptr<Pole>> poles_;
    std::vector<Deed> deeds_;
    std::size_t next_deed_ = 0;
    Monotonic started_{};
    std::optional<StormFigures> storm_;
    Monotonic swept_at_{};
    std::vector<bool> away_;  // swept and not born again, by pole
    bool stopping_ = false;
    std::size_t next_to_start_ = 0;
    Monotonic start_due_{};
    std::vector<std::size_t> opening_;
    /// A pole may stand here several times; only the entry of its deadline counts.
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
    std::vector<Monotonic> watched_;  // the earliest entry of each pole
    Milliseconds lag_{0};
};

}  // namespace magpie::fleet
