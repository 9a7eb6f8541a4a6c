#include "agent/sources/pole/power_supply.hpp"

#include <cmath>
#include <cstdint>

#include "agent/files/fields.hpp"

namespace magpie::agent {

namespace {

constexpr double micro = 1e-6;

}  // namespace

std::vector<std::string> power_supplies(const std::string& sys) {
    const auto root = sys + "/class/power_supply/";
    std::vector<std::string> directories;
    for (const auto& name : names_in(root, "")) {
        directories.push_back(root + name);
    }
    return directories;
}

tl::expected<SensorReading, ReadError> read_power_supply(FileReader& files, const std::string& directory) {
    std::optional<ReadError> trouble;
    const auto text = [&](const char* name) {
        const auto read = files.read(directory + "/" + name);
        if (!read && read.error() != ReadError::missing) {
            trouble = trouble.value_or(read.error());
        }
        return read ? std::string(trimmed(*read)) : std::string();
    };
    // A driver that waits for its chip is asked nothing more.
    const auto number = [&](const char* name) {
        return trouble ? std::nullopt : number_of<std::int64_t>(std::string_view(text(name)));
    };
    SensorReading reading;
    const auto type = text("type");
    if (type == "Mains") {
        if (const auto online = number("online")) {
            reading.power_good = *online != 0;
        }
    }
    if (const auto voltage = number("voltage_now")) {
        reading.values.push_back(
            {.quantity = Quantity::supply_voltage, .value = static_cast<double>(*voltage) * micro});
    }
    if (const auto current = number("current_now")) {
        const double amperes = static_cast<double>(*current) * micro;
        const bool discharges = type == "Battery" && text("status") == "Discharging";
        reading.values.push_back(
            {.quantity = Quantity::supply_current, .value = discharges ? -std::abs(amperes) : amperes});
    }
    if (const auto capacity = number("capacity"); capacity && *capacity >= 0 && *capacity <= 100) {
        reading.battery_charge = static_cast<double>(*capacity) / 100;
    }
    if (trouble) {
        return tl::unexpected(*trouble);
    }
    return reading;
}

}  // namespace magpie::agent
