#pragma once

#include <csignal>
#include <optional>

#include "agent/stamp/kernel_clock.hpp"

namespace magpie::agent {

/// The clocks of a command in the foreground, and its end: SIGINT and SIGTERM, which it takes for itself. Lives on the
/// main thread, for as long as the command.
class Foreground {
  public:
    Foreground();
    Foreground(const Foreground&) = delete;
    Foreground& operator=(const Foreground&) = delete;
    ~Foreground();

    [[nodiscard]] stamp::Moment now() { return clock_.now(); }
    /// Until `descriptor` has something to say, or so late it is, or somebody wants an end. False for that.
    [[nodiscard]] bool wait(int descriptor, std::optional<stamp::Instant> until);

  private:
    sigset_t before_{};
    int signals_;
    bool told_to_end_ = false;
    stamp::KernelClock clock_;
};

}  // namespace magpie::agent
