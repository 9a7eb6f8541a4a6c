// Registers of sensors: a foreign one by a table, and our own node, each over several readings.

#include <array>
#include <cmath>
#include <cstring>
#include <set>
#include <vector>

#include "agent/sources/pole/register_table.hpp"
#include "agent/sources/pole/sensor_node.hpp"
#include "agent/sources/pole/sensors.hpp"
#include "tests/fuzz/fuzzer.hpp"
#include "wire/modbus/register_map.hpp"

namespace {

using namespace magpie::agent;
using magpie::fuzz::Input;
using magpie::fuzz::require;
namespace modbus = magpie::modbus;

std::uint16_t word(Input& input) {
    const auto high = input.byte();
    return static_cast<std::uint16_t>(high << 8U | input.byte());
}

std::vector<std::uint16_t> words_of(Input& input, std::size_t most) {
    std::vector<std::uint16_t> words;
    while (!input.empty() && words.size() < most) {
        words.push_back(word(input));
    }
    return words;
}

/// What is told is a number that can be in a street, whatever was read.
void tell(Sensors& sensors, const SensorReading& reading, const magpie::Now& now) {
    sensors.heard(0, reading, magpie::Milliseconds{1}, now);
    magpie::agent::Readings readings;
    sensors.write(readings, now);
    for (const auto& told : readings.all()) {
        const auto& sane = magpie::catalogue::all[told.metric].sane;
        require(std::isfinite(told.value) && told.value >= sane.low && told.value <= sane.high,
                "a value the collector takes");
    }
}

void read_foreign(Input& input) {
    std::vector<RegisterEntry> entries;
    const std::size_t count = input.byte() % 40U;
    std::uint32_t address = word(input);
    for (std::size_t i = 0; i < count && address < 65000; ++i) {
        RegisterEntry entry;
        entry.quantity = static_cast<modbus::Quantity>(input.byte() % modbus::quantity_count);
        entry.function = static_cast<modbus::Function>(1 + input.byte() % 4);
        entry.type = static_cast<RegisterType>(input.byte() % 6);
        entry.low_word_first = input.byte() % 2 != 0;
        entry.address = static_cast<std::uint16_t>(address);
        const auto scale = word(input);
        entry.scale = scale == 0xFFFF ? 1e300 : scale / 100.0;
        entry.offset = word(input);
        if (const auto absent = input.byte(); absent % 2 != 0) {
            entry.absent = absent;
        }
        address += words(entry.type) + (input.byte() % 3U == 0 ? 1U : 0U);
        entries.push_back(entry);
    }
    const RegisterTable table(entries);
    std::size_t total = 0;
    for (const auto& range : table.ranges()) {
        require(range.count >= 1 && range.count <= modbus::most_read, "what one answer holds");
        total += range.count;
    }
    Sensors sensors({});
    sensors.add({"air", magpie::Milliseconds{1000}});
    magpie::Now now{};
    for (int readings = 0; readings < 4 && !input.empty(); ++readings) {
        const auto reading = table.decode(words_of(input, total));
        require(reading.values.size() == entries.size(), "each entry has its value, or has none");
        now.mono += magpie::Milliseconds{input.number()};
        tell(sensors, reading, now);
    }
}

void read_node(Input& input) {
    std::size_t total = 0;
    for (const auto& range : SensorNode::ranges()) {
        total += range.count;
    }
    SensorNode node;
    Sensors sensors({.power_lost_below_volts = 11});
    sensors.add({"mast", magpie::Milliseconds{1000}});
    magpie::Now now{};
    for (int readings = 0; readings < 8 && !input.empty(); ++readings) {
        const bool helped = input.byte() % 4 != 0;  // or hardly one would be a node's
        auto words = words_of(input, total);
        if (helped) {
            words.resize(total);
            words[1 + modbus::input::magic] = modbus::node_magic;
            words[1 + modbus::input::version_of_map] = modbus::map_version;
        }
        now.mono += magpie::Milliseconds{input.number()};
        const auto reading = node.decode(words, now);
        require(reading || !reading.error().empty(), "a reason");
        require(!helped || reading || reading.error() == "frozen", "a node is one");
        if (reading) {
            tell(sensors, *reading, now);
        }
    }
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    Input input(bytes);
    if (input.byte() % 2 == 0) {
        read_foreign(input);
    } else {
        read_node(input);
    }
}
