#pragma once

#include <cstdint>
#include <optional>

#include "firmware/node/drivers/adm1272.hpp"
#include "firmware/node/drivers/max34451.hpp"
#include "firmware/node/drivers/pms7003.hpp"
#include "firmware/node/drivers/reading.hpp"
#include "firmware/node/drivers/tmp105.hpp"
#include "firmware/node/hal/board.hpp"

namespace magpie::node {

/// All sensors of the node but the door. Its node's, in the main loop.
class Sensors {
  public:
    explicit Sensors(const hal::Board& board);

    void open() { pms7003_.open(); }
    /// Each turn of the main loop.
    void turn(std::uint32_t now_ms) { pms7003_.turn(now_ms); }
    /// One quantity, now: at most three calls of the bus. Nothing where its sensor is absent or tells nonsense.
    [[nodiscard]] std::optional<Reading> read(modbus::Quantity quantity, std::uint32_t now_ms);

  private:
    Tmp105 tmp105_;
    Adm1272 adm1272_;
    Max34451 max34451_;
    Pms7003 pms7003_;
};

}  // namespace magpie::node
