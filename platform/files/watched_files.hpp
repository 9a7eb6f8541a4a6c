#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wire/time.hpp"

namespace magpie::files {

/// Tells when files are others than those that were last taken, so that a renewal needs no restart. They are looked at
/// when somebody asks, and not more often than every few seconds. A value; its owner's thread.
class WatchedFiles {
  public:
    static constexpr Milliseconds look_every{5'000};

    /// As they are now is as they were taken.
    explicit WatchedFiles(std::vector<std::string> paths);

    /// Whether to read them. True again at every look until they are taken, for a renewal may be half done.
    [[nodiscard]] bool changed(const Now& now);
    /// What was read after changed() is good.
    void take() { taken_ = seen_; }

  private:
    /// One that is not there is all zero.
    struct Stamp {
        std::uint64_t device = 0;
        std::uint64_t inode = 0;
        std::int64_t size = 0;
        std::int64_t seconds = 0;
        std::int64_t nanoseconds = 0;
        friend bool operator==(const Stamp&, const Stamp&) = default;
    };
    [[nodiscard]] std::vector<Stamp> look() const;

    std::vector<std::string> paths_;
    std::vector<Stamp> seen_;
    std::vector<Stamp> taken_;
    Monotonic next_look_{};
};

}  // namespace magpie::files
