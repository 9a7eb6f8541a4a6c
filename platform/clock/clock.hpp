#pragma once

#include "wire/time.hpp"

namespace magpie::platform {

/// The only way to the time. Held by `app` alone; everything below it takes `Now`.
class Clock {
  public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Now now() const = 0;
};

/// CLOCK_BOOTTIME and CLOCK_REALTIME of this machine; the wall clock counts as known while the kernel says it is
/// synchronised (adjtimex, no STA_UNSYNC). Any thread.
class SystemClock final : public Clock {
  public:
    [[nodiscard]] Now now() const override;
};

}  // namespace magpie::platform
