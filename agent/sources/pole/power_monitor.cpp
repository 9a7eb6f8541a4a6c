#include "agent/sources/pole/power_monitor.hpp"

#include <cstdint>
#include <utility>

#include "agent/files/fields.hpp"

namespace magpie::agent {

namespace {

constexpr double milli = 1e-3;
constexpr std::string_view input = "_input";
constexpr std::string_view current_prefix = "curr";

std::string text_in(FileReader& files, const std::string& path) {
    const auto text = files.read(path);
    return text ? std::string(trimmed(*text)) : std::string();
}

/// An ina219 or one of its kin has the voltage of the shunt first.
std::string voltage_of(const std::string& chip, const std::string& base, const std::string& number) {
    const bool shunt_is_first = chip.starts_with("ina2");
    return base + "in" + (shunt_is_first ? "1" : number) + std::string(input);
}

}  // namespace

std::vector<PowerChannel> power_channels(FileReader& files, const std::string& sys) {
    const auto hwmon = sys + "/class/hwmon/";
    std::vector<PowerChannel> channels;
    for (const auto& directory : names_in(hwmon, "hwmon")) {
        const auto base = hwmon + directory + '/';
        std::vector<std::string> numbers;
        for (const auto& file : names_in(base, current_prefix, 256)) {
            if (file.ends_with(input)) {
                numbers.push_back(
                    file.substr(current_prefix.size(), file.size() - current_prefix.size() - input.size()));
            }
        }
        if (numbers.empty()) {
            continue;
        }
        const auto chip = text_in(files, base + "name");
        for (const auto& number : numbers) {
            const auto channel = std::string(current_prefix) + number;
            const auto label = text_in(files, base + channel + "_label");
            auto name = chip.empty() ? directory : chip;
            if (!label.empty()) {
                name += ":" + label;
            } else if (numbers.size() > 1) {
                name += ":" + number;
            }
            channels.push_back({.name = std::move(name),
                                .current = base + channel + std::string(input),
                                .voltage = voltage_of(chip, base, number)});
        }
    }
    return channels;
}

tl::expected<SensorReading, ReadError> read_power_channel(FileReader& files, const PowerChannel& channel) {
    SensorReading reading;
    for (const auto& [quantity, path] : {std::pair(Quantity::supply_current, &channel.current),
                                         std::pair(Quantity::supply_voltage, &channel.voltage)}) {
        const auto text = files.read(*path);
        if (!text && (quantity == Quantity::supply_current || text.error() != ReadError::missing)) {
            return tl::unexpected(text.error());
        }
        if (const auto number = text ? number_of<std::int64_t>(trimmed(*text)) : std::nullopt) {
            reading.values.push_back({.quantity = quantity, .value = static_cast<double>(*number) * milli});
        }
    }
    return reading;
}

}  // namespace magpie::agent
