#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "platform/log/log.hpp"
#include "platform/service/notify.hpp"
#include "wire/time.hpp"

namespace magpie::service {

/// Tells the service manager that all is well, as often as it wants to hear that of this process, and a person, once,
/// what stands still when it is not. Lives on the loop; owned by `app`.
class Watchdog {
  public:
    Watchdog(Notify& manager, const Environment& environment, const log::Log& log);

    /// How often it wants a word; nothing when nobody watches this process.
    [[nodiscard]] std::optional<std::chrono::microseconds> every() const { return every_; }
    /// Whether the next word is due.
    [[nodiscard]] bool due(const Now& now) const;
    /// `standstill`: what no longer goes on; empty while all does, and only then the manager gets its word.
    void tell(std::string_view standstill, const Now& now);

  private:
    Notify& manager_;
    const log::Log& log_;
    std::optional<std::chrono::microseconds> every_;
    std::optional<Monotonic> told_;
    std::string said_;  // the standstill that is known
};

}  // namespace magpie::service
