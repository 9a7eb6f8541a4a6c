#include "firmware/node/drivers/sensors.hpp"

namespace magpie::node {

using modbus::Quantity;

Sensors::Sensors(const hal::Board& board)
    : tmp105_(board.i2c, board.addresses.tmp105),
      adm1272_(board.i2c, board.addresses.adm1272),
      max34451_(board.i2c, board.addresses.max34451),
      pms7003_(board.particles) {}

std::optional<Reading> Sensors::read(Quantity quantity, std::uint32_t now_ms) {
    switch (quantity) {
        case Quantity::temperature:
            return tmp105_.read(now_ms);
        case Quantity::pm2_5:
            return pms7003_.pm2_5();
        case Quantity::pm10:
            return pms7003_.pm10();
        case Quantity::supply_voltage:
            return adm1272_.voltage();
        case Quantity::supply_current:
            return adm1272_.current();
        case Quantity::humidity:
        case Quantity::noise:
        case Quantity::light:
        case Quantity::tilt:
        case Quantity::vibration:
            return max34451_.read(quantity);
        case Quantity::door:
        case Quantity::uv_index:
        case Quantity::wind_speed:
        case Quantity::wind_direction:
            break;
    }
    return std::nullopt;
}

}  // namespace magpie::node
