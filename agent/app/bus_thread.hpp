#pragma once

#include <memory>
#include <vector>

#include "agent/modbus/line.hpp"
#include "agent/sources/pole/bus.hpp"
#include "platform/clock/clock.hpp"

namespace magpie::agent {

/// A bus on a thread of its own: libmodbus waits for each answer, 300 ms and more for a device that is not there, and
/// the loop may not. Lives on the loop, owned by `Sources`. At its end it waits a second for the thread, so that no two
/// runs ask on one bus; a serial driver that hangs longer keeps its thread, and the process does not wait for it.
class BusThread {
  public:
    BusThread(Bus bus, std::unique_ptr<ModbusLine> line, std::unique_ptr<platform::Clock> clock);
    BusThread(const BusThread&) = delete;
    BusThread& operator=(const BusThread&) = delete;
    ~BusThread();

    /// Readable while results wait; -1 where the system gives none.
    [[nodiscard]] int descriptor() const;
    /// What has come since the last call, the oldest first.
    [[nodiscard]] std::vector<BusResult> take();

  private:
    struct Shared;
    std::shared_ptr<Shared> shared_;
};

}  // namespace magpie::agent
