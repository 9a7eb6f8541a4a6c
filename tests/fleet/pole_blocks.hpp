#pragma once

#include <cstdint>
#include <vector>

#include "agent/block_check/block_checks.hpp"
#include "agent/probe/outcome.hpp"
#include "tests/fleet/city.hpp"
#include "wire/time.hpp"

namespace magpie::fleet {

/// How a pole finds out whether blocked addresses are still reached: by the rules a real one has, and from a city whose
/// wall closes one to three seconds after it was asked for; at a leaking pole it never does. Owned by the Pole, and
/// outlives its agent.
class PoleBlocks {
  public:
    explicit PoleBlocks(const Site& site);

    /// What becomes of it with the power.
    void forgets();
    [[nodiscard]] agent::BlockChecks& checks() { return checks_; }
    /// Does what is due; true when something was found.
    [[nodiscard]] bool tick(bool leaks, bool cut_off, const Now& now);
    /// When tick() is due.
    [[nodiscard]] Monotonic deadline() const;

  private:
    struct Asked {
        Monotonic ends{};
        std::uint64_t number = 0;
        agent::probe::State state{};
    };

    [[nodiscard]] static agent::BlockChecks new_checks();

    Milliseconds wall_takes_;
    agent::BlockChecks checks_ = new_checks();
    std::vector<Asked> asked_;
    bool verifying_ = false;
    Monotonic closes_{};  // the wall, for what is being verified
};

}  // namespace magpie::fleet
