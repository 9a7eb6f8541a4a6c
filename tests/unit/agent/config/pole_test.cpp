#include "agent/config/pole.hpp"

#include <gtest/gtest.h>

#include <string>

#include "agent/config/config.hpp"
#include "tests/unit/platform/config/shipped_file.hpp"

namespace magpie::agent {
namespace {

constexpr const char* least = R"([node]
area = "mapo"
id = "pole-0001"
[mqtt]
servers = ["tcp://broker:1883"]
)";
constexpr const char* bus = "[[pole.bus]]\ndevice = \"/dev/ttyS1\"\n";

PoleConfig parsed(const std::string& pole) {
    const auto config = parse_config(least + pole, "agent.toml");
    if (!config) {
        for (const auto& problem : config.error()) {
            ADD_FAILURE() << problem;
        }
        return {};
    }
    return config->pole;
}

std::string problem(const std::string& pole) {
    const auto config = parse_config(least + pole, "agent.toml");
    if (config) {
        return "nothing";
    }
    std::string all;
    for (const auto& line : config.error()) {
        all += (all.empty() ? "" : "\n") + line;
    }
    return all;
}

std::string sensor(const std::string& keys) {
    return std::string(bus) + "[[pole.sensor]]\nname = \"mast\"\naddress = 1\n" + keys;
}
std::string table(const std::string& keys) {
    return sensor("kind = \"registers\"\n[[pole.sensor.register]]\nquantity = \"temperature\"\naddress = 1\n" + keys);
}

TEST(PoleConfig, WithoutThereAreNoSensors) {
    const auto pole = parsed("");
    EXPECT_TRUE(pole.buses.empty());
    EXPECT_TRUE(pole.sensors.empty());
    EXPECT_TRUE(pole.door.chip.empty());
}

TEST(PoleConfig, ANodeOnItsBusIsFourKeys) {
    const auto pole = parsed(sensor(""));
    ASSERT_EQ(pole.sensors.size(), 1U);
    EXPECT_EQ(pole.sensors[0].name, "mast");
    EXPECT_TRUE(pole.sensors[0].is_node);
    EXPECT_EQ(pole.sensors[0].period, std::chrono::seconds(1));
    EXPECT_EQ(pole.buses[0].baud, 19200);
    EXPECT_EQ(pole.buses[0].parity, 'E');
    EXPECT_EQ(pole.buses[0].stop_bits, 1);
    EXPECT_EQ(pole.buses[0].timeout, Milliseconds{300});
    EXPECT_FALSE(pole.buses[0].direction_by_kernel);
}

TEST(PoleConfig, TakesEveryKey) {
    const auto pole = parsed(R"([pole]
tilt_limit_degrees = 3.5
temperature_limit_celsius = 65
power_lost_below_volts = 11
period_seconds = 5
exclude = ["ADP*"]
[pole.door_gpio]
chip = "gpiochip0"
line = 17
open = "low"
debounce_seconds = 0.2
[[pole.bus]]
device = "/dev/ttyS1"
[[pole.bus]]
device = "/dev/ttyUSB0"
baud = 9600
parity = "none"
stop_bits = 2
timeout_seconds = 0.5
direction_by_kernel = true
[[pole.sensor]]
name = "mast"
bus = "/dev/ttyS1"
address = 1
without = ["pm2_5", "pm10"]
[[pole.sensor]]
name = "air"
bus = "/dev/ttyUSB0"
address = 247
kind = "registers"
period_seconds = 60
[[pole.sensor.register]]
quantity = "temperature"
function = 3
address = 7
type = "s32"
word_order = "little"
scale = 0.1
offset = -40
low = -40
high = 80
absent = -32768
[[pole.sensor.register]]
quantity = "door"
function = 2
address = 7
)");
    EXPECT_EQ(pole.limits.tilt_degrees, 3.5);
    EXPECT_EQ(pole.limits.temperature_celsius, 65);
    EXPECT_EQ(pole.limits.power_lost_below_volts, 11);
    EXPECT_EQ(pole.exclude, std::vector<std::string>{"ADP*"});
    EXPECT_EQ(pole.door.chip, "gpiochip0");
    EXPECT_EQ(pole.door.line, 17U);
    EXPECT_FALSE(pole.door.open_is_high);
    EXPECT_EQ(pole.door.debounce, Milliseconds{200});
    ASSERT_EQ(pole.buses.size(), 2U);
    EXPECT_EQ(pole.buses[1].device, "/dev/ttyUSB0");
    EXPECT_EQ(pole.buses[1].baud, 9600);
    EXPECT_EQ(pole.buses[1].parity, 'N');
    EXPECT_EQ(pole.buses[1].stop_bits, 2);
    EXPECT_EQ(pole.buses[1].timeout, Milliseconds{500});
    EXPECT_TRUE(pole.buses[1].direction_by_kernel);
    ASSERT_EQ(pole.sensors.size(), 2U);
    EXPECT_EQ(pole.sensors[0].period, std::chrono::seconds(5)) << "as all that say none";
    EXPECT_EQ(pole.sensors[0].without, (std::set{Quantity::pm2_5, Quantity::pm10}));
    const auto& air = pole.sensors[1];
    EXPECT_EQ(air.bus, 1U);
    EXPECT_EQ(air.address, 247);
    EXPECT_FALSE(air.is_node);
    EXPECT_EQ(air.period, std::chrono::seconds(60));
    ASSERT_EQ(air.registers.size(), 2U);
    EXPECT_EQ(air.registers[0].quantity, Quantity::temperature);
    EXPECT_EQ(air.registers[0].function, modbus::Function::read_holding);
    EXPECT_EQ(air.registers[0].address, 7);
    EXPECT_EQ(air.registers[0].type, RegisterType::s32);
    EXPECT_TRUE(air.registers[0].low_word_first);
    EXPECT_EQ(air.registers[0].scale, 0.1);
    EXPECT_EQ(air.registers[0].offset, -40);
    EXPECT_EQ(air.registers[0].low, -40);
    EXPECT_EQ(air.registers[0].high, 80);
    EXPECT_EQ(air.registers[0].absent, -32768);
    EXPECT_EQ(air.registers[1].type, RegisterType::bit);
}

TEST(PoleConfig, EveryMistakeIsNamedWithItsLine) {
    struct Mistake {
        std::string pole;
        std::string said;
    };
    const Mistake mistakes[] = {
        {"[pole]\ntilt_limit_degree = 5\n",
         "agent.toml:7: unknown key `pole.tilt_limit_degree`; did you mean `tilt_limit_degrees`?"},
        {"[[pole.bus]]\ndevice = \"ttyS1\"\n", "agent.toml:7: `pole.bus.device` must be like /dev/ttyS1"},
        {std::string(bus) + bus, "agent.toml:9: `pole.bus.device` is another bus already"},
        {std::string(bus) + "baud = 9601\n",
         "agent.toml:8: `pole.bus.baud` must be 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200 or 230400"},
        {sensor("bus = \"/dev/ttyS2\"\n"), "agent.toml:11: `pole.sensor.bus` must be the device of a [[pole.bus]]"},
        {"[[pole.sensor]]\nname = \"mast\"\naddress = 1\n",
         "agent.toml:6: `pole.sensor.bus` must be the device of a [[pole.bus]]"},
        {sensor("without = [\"pm1\"]\n"),
         "agent.toml:11: `pole.sensor.without` must be one of temperature humidity pm2_5 pm10 noise light "
         "supply_voltage supply_current door tilt uv_index wind_speed wind_direction vibration"},
        {sensor("[[pole.sensor]]\nname = \"mast\"\naddress = 2\n"),
         "agent.toml:12: `pole.sensor.name` is another sensor's already"},
        {sensor("[[pole.sensor]]\nname = \"air\"\naddress = 1\n"),
         "agent.toml:13: `pole.sensor.address` is that of `mast` on the same bus"},
        {sensor("kind = \"registers\"\n"),
         "agent.toml:11: `pole.sensor.kind` needs at least one [[pole.sensor.register]]"},
        {sensor("[[pole.sensor.register]]\nquantity = \"temperature\"\naddress = 1\n"),
         "agent.toml:11: `pole.sensor.register` is for kind = \"registers\": a node has its own map"},
        {table("[[pole.sensor.register]]\nquantity = \"temperature\"\naddress = 2\n"),
         "agent.toml:16: `pole.sensor.register.quantity` is in this table already"},
        {table("type = \"u32\"\n[[pole.sensor.register]]\nquantity = \"humidity\"\naddress = 2\n"),
         "agent.toml:18: `pole.sensor.register.address` overlaps the register of temperature"},
        {table("function = 1\ntype = \"u16\"\n"),
         "agent.toml:16: `pole.sensor.register.type` must be bit for functions 1 and 2, and another for 3 and 4"},
        {table("scale = 0\n"), "agent.toml:15: `pole.sensor.register.scale` must not be 0"},
        {table("low = 5\nhigh = 5\n"), "agent.toml:15: `pole.sensor.register.low` must be below `high`"},
        {"[pole.door_gpio]\nline = 4\n", "agent.toml:6: `pole.door_gpio.chip` is needed: like gpiochip0"},
    };
    for (const auto& [pole, said] : mistakes) {
        EXPECT_EQ(problem(pole), said) << pole;
    }
}

TEST(PoleConfig, TheShippedFileShowsEveryDefault) {
    const auto text = config::with_every_key(config::shipped_file("agent/config/agent.toml"));
    const auto config = parse_config(text, "agent.toml");
    ASSERT_TRUE(config) << config.error().front();
    const auto& shown = config->pole;
    const PoleConfig defaults;
    EXPECT_EQ(shown.limits.tilt_degrees, defaults.limits.tilt_degrees);
    EXPECT_EQ(shown.limits.temperature_celsius, defaults.limits.temperature_celsius);
    EXPECT_EQ(shown.limits.power_lost_below_volts, defaults.limits.power_lost_below_volts);
    EXPECT_EQ(shown.period, defaults.period);
    EXPECT_EQ(shown.exclude, defaults.exclude);
    EXPECT_EQ(shown.door.open_is_high, defaults.door.open_is_high);
    EXPECT_EQ(shown.door.debounce, defaults.door.debounce);
    const SerialSettings serial;
    ASSERT_EQ(shown.buses.size(), 1U);
    EXPECT_EQ(shown.buses[0].baud, serial.baud);
    EXPECT_EQ(shown.buses[0].parity, serial.parity);
    EXPECT_EQ(shown.buses[0].stop_bits, serial.stop_bits);
    EXPECT_EQ(shown.buses[0].timeout, serial.timeout);
    EXPECT_EQ(shown.buses[0].direction_by_kernel, serial.direction_by_kernel);
    ASSERT_EQ(shown.sensors.size(), 2U);
    EXPECT_TRUE(shown.sensors[0].is_node);
    EXPECT_EQ(shown.sensors[0].period, PoleSensorConfig().period);
    EXPECT_EQ(shown.sensors[1].registers.size(), 1U);
}

TEST(PoleConfig, ARegisterMayHaveItsAddressInAnotherFunction) {
    EXPECT_EQ(problem(table("[[pole.sensor.register]]\nquantity = \"humidity\"\nfunction = 3\naddress = 1\n")),
              "nothing");
}

TEST(PoleConfig, LimitsAndIntervalsMayBeOrderedAndDevicesNot) {
    for (const auto* key : {"pole.tilt_limit_degrees", "pole.temperature_limit_celsius", "pole.power_lost_below_volts",
                            "pole.period_seconds"}) {
        EXPECT_TRUE(may_be_ordered(key)) << key;
    }
    for (const auto* key : {"pole.bus", "pole.sensor", "pole.exclude", "pole.door_gpio.chip"}) {
        EXPECT_FALSE(may_be_ordered(key)) << key;
    }
}

}  // namespace
}  // namespace magpie::agent
