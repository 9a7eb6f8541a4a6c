#include "agent/config/pole.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "wire/sparkplug/topic.hpp"

namespace magpie::agent {

namespace {

constexpr std::size_t most_buses = 4;
constexpr std::size_t most_sensors = 16;
constexpr std::size_t most_registers = 32;

config::Refusal sensor_name(const std::string& name) {
    return sparkplug::is_magpie_id(name) ? std::nullopt : config::Refusal("must be 1 to 32 of a-z, 0-9 and -");
}

config::Refusal device_path(const std::string& path) {
    return path.starts_with("/dev/") ? std::nullopt : config::Refusal("must be like /dev/ttyS1");
}

config::Refusal baud_rate(int baud) {
    constexpr std::array<int, 9> rates{1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400};
    return std::ranges::find(rates, baud) != rates.end()
               ? std::nullopt
               : config::Refusal("must be 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200 or 230400");
}

std::optional<modbus::Quantity> quantity_named(std::string_view name) {
    const auto row = std::ranges::find(modbus::quantities, name, &modbus::QuantityRow::name);
    return row == modbus::quantities.end() ? std::nullopt : std::optional(row->quantity);
}

config::Refusal quantity(const std::string& name) {
    if (quantity_named(name)) {
        return std::nullopt;
    }
    std::string sentence = "must be one of";
    for (const auto& row : modbus::quantities) {
        sentence += " " + std::string(row.name);
    }
    return sentence;
}

config::Refusal quantities(const std::vector<std::string>& names) {
    const auto unknown =
        std::ranges::find_if(names, [](const std::string& name) { return !quantity_named(name).has_value(); });
    return unknown == names.end() ? std::nullopt : quantity(*unknown);
}

RegisterType type_named(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, RegisterType>, 6> types{{{"bit", RegisterType::bit},
                                                                              {"u16", RegisterType::u16},
                                                                              {"s16", RegisterType::s16},
                                                                              {"u32", RegisterType::u32},
                                                                              {"s32", RegisterType::s32},
                                                                              {"f32", RegisterType::f32}}};
    for (const auto& [word, type] : types) {
        if (word == name) {
            return type;
        }
    }
    return RegisterType::u16;
}

void read_door(config::Table& pole, PoleConfig& config) {
    auto door = pole.table("door_gpio");
    door.optional("chip", config.door.chip, config::not_empty);
    door.optional("line", config.door.line, config::between(0, 1023));
    std::string open = "high";
    door.optional("open", open, config::one_of({"high", "low"}));
    config.door.open_is_high = open == "high";
    door.optional("debounce_seconds", config.door.debounce, config::between(0, 10));
    if (door.exists() && config.door.chip.empty()) {
        door.refuse("chip", "is needed: like gpiochip0");
    }
}

void read_bus(config::Table& table, PoleConfig& config) {
    SerialSettings bus;
    table.required("device", bus.device, device_path);
    table.optional("baud", bus.baud, baud_rate);
    std::string parity = "even";
    table.optional("parity", parity, config::one_of({"none", "even", "odd"}));
    bus.parity = parity == "even" ? 'E' : parity == "odd" ? 'O' : 'N';
    table.optional("stop_bits", bus.stop_bits, config::between(1, 2));
    table.optional("timeout_seconds", bus.timeout, config::between(0.02, 5.0));
    table.optional("direction_by_kernel", bus.direction_by_kernel);
    const auto is_it = [&](const SerialSettings& other) { return other.device == bus.device; };
    if (!bus.device.empty() && std::ranges::any_of(config.buses, is_it)) {
        table.refuse("device", "is another bus already");
    }
    config.buses.push_back(std::move(bus));
}

void read_register(config::Table& table, PoleSensorConfig& sensor) {
    RegisterEntry entry;
    std::string name;
    const bool named = table.required("quantity", name, quantity);
    entry.quantity = quantity_named(name).value_or(entry.quantity);
    unsigned function = 4;
    table.optional("function", function, config::between(1, 4));
    entry.function = static_cast<modbus::Function>(function);
    table.required("address", entry.address);
    const bool bits = function <= 2;
    std::string type = bits ? "bit" : "u16";
    table.optional("type", type, config::one_of({"bit", "u16", "s16", "u32", "s32", "f32"}));
    entry.type = type_named(type);
    if (bits != (entry.type == RegisterType::bit)) {
        table.refuse("type", "must be bit for functions 1 and 2, and another for 3 and 4");
    }
    std::string order = "big";
    table.optional("word_order", order, config::one_of({"big", "little"}));
    entry.low_word_first = order == "little";
    table.optional("scale", entry.scale);
    table.optional("offset", entry.offset);
    table.optional("low", entry.low);
    table.optional("high", entry.high);
    std::int64_t absent = 0;
    if (table.optional("absent", absent, config::between(-2147483648.0, 4294967295.0))) {
        entry.absent = absent;
    }
    if (entry.scale == 0) {
        table.refuse("scale", "must not be 0");
    }
    if (entry.low >= entry.high) {
        table.refuse("low", "must be below `high`");
    }
    if (entry.address + words(entry.type) > 65536) {
        table.refuse("address", "must leave room for the second word");
    }
    for (const auto& other : sensor.registers) {
        if (named && other.quantity == entry.quantity) {
            table.refuse("quantity", "is in this table already");
        }
        if (other.function == entry.function && entry.address < other.address + words(other.type) &&
            other.address < entry.address + words(entry.type)) {
            table.refuse("address", "overlaps the register of " + std::string(modbus::row_of(other.quantity).name));
        }
    }
    sensor.registers.push_back(entry);
}

void read_registers(config::Table& table, PoleSensorConfig& sensor) {
    auto registers = table.tables("register");
    if (registers.size() > most_registers) {
        table.refuse("register", "must be at most " + std::to_string(most_registers));
        return;
    }
    for (auto& one : registers) {
        read_register(one, sensor);
    }
    if (sensor.is_node && !registers.empty()) {
        table.refuse("register", "is for kind = \"registers\": a node has its own map");
    }
    if (!sensor.is_node && registers.empty()) {
        table.refuse("kind", "needs at least one [[pole.sensor.register]]");
    }
}

void read_sensor(config::Table& table, PoleConfig& config) {
    PoleSensorConfig sensor;
    sensor.period = config.period;
    table.required("name", sensor.name, sensor_name);
    std::string device = config.buses.size() == 1 ? config.buses.front().device : std::string();
    table.optional("bus", device);
    const auto bus = std::ranges::find(config.buses, device, &SerialSettings::device);
    if (bus == config.buses.end() || device.empty()) {
        table.refuse("bus", "must be the device of a [[pole.bus]]");
    } else {
        sensor.bus = static_cast<std::size_t>(bus - config.buses.begin());
    }
    table.required("address", sensor.address, config::between(1, 247));
    table.optional("period_seconds", sensor.period, config::between(0.2, 3600.0));
    std::string kind = "node";
    table.optional("kind", kind, config::one_of({"node", "registers"}));
    sensor.is_node = kind == "node";
    std::vector<std::string> without;
    table.optional("without", without, quantities);
    for (const auto& name : without) {
        sensor.without.insert(*quantity_named(name));
    }
    table.optional("firmware", sensor.firmware);
    if (!sensor.is_node && !sensor.firmware.empty()) {
        table.refuse("firmware", "is for kind = \"node\"");
    }
    read_registers(table, sensor);
    for (const auto& other : config.sensors) {
        if (!sensor.name.empty() && other.name == sensor.name) {
            table.refuse("name", "is another sensor's already");
        }
        if (other.bus == sensor.bus && other.address == sensor.address) {
            table.refuse("address", "is that of `" + other.name + "` on the same bus");
        }
    }
    config.sensors.push_back(std::move(sensor));
}

}  // namespace

bool may_be_ordered_of_pole(std::string_view key) {
    constexpr std::array<std::string_view, 4> keys{"pole.tilt_limit_degrees", "pole.temperature_limit_celsius",
                                                   "pole.power_lost_below_volts", "pole.period_seconds"};
    return std::ranges::find(keys, key) != keys.end();
}

void read_pole(config::Table& pole, PoleConfig& config) {
    pole.optional("tilt_limit_degrees", config.limits.tilt_degrees, config::between(0.1, 90.0));
    pole.optional("temperature_limit_celsius", config.limits.temperature_celsius, config::between(-40, 150));
    pole.optional("power_lost_below_volts", config.limits.power_lost_below_volts, config::between(0, 1000));
    pole.optional("period_seconds", config.period, config::between(0.2, 3600.0));
    pole.optional("exclude", config.exclude);
    read_door(pole, config);
    auto buses = pole.tables("bus");
    auto sensors = pole.tables("sensor");
    if (buses.size() > most_buses) {
        pole.refuse("bus", "must be at most " + std::to_string(most_buses));
    }
    if (sensors.size() > most_sensors) {
        pole.refuse("sensor", "must be at most " + std::to_string(most_sensors));
    }
    for (auto& bus : buses) {
        read_bus(bus, config);
    }
    for (auto& sensor : sensors) {
        read_sensor(sensor, config);
    }
}

}  // namespace magpie::agent
