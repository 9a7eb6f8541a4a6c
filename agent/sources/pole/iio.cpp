#include "agent/sources/pole/iio.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "agent/files/fields.hpp"

namespace magpie::agent {

namespace {

/// A channel, and by how much its unit is smaller than the catalogue's.
struct Channel {
    Quantity quantity;
    std::string_view name;
    double unit;
};
constexpr std::array<Channel, 3> channels{{
    {Quantity::temperature, "in_temp", 1e-3},                 // of a degree
    {Quantity::humidity, "in_humidityrelative", 1e-3 / 100},  // of a percent
    {Quantity::light, "in_illuminance", 1},
}};

bool has(const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

/// "in_illuminance", or "in_illuminance0" of the drivers that count; empty where it is neither.
std::string stem_of(const std::vector<std::string>& names, const Channel& channel) {
    for (const auto* number : {"", "0"}) {
        auto stem = std::string(channel.name) + number;
        if (has(names, stem + "_input") || has(names, stem + "_raw")) {
            return stem;
        }
    }
    return {};
}

std::vector<std::string> files_in(const std::string& directory) {
    return names_in(directory, "in_", 256);
}

/// The number in a file, and `otherwise` where there is no such file or no number in it.
tl::expected<std::optional<double>, ReadError> number_in(FileReader& files, const std::string& path,
                                                         std::optional<double> otherwise) {
    const auto text = files.read(path);
    if (text) {
        const auto number = number_of<double>(trimmed(*text));
        return number ? number : otherwise;
    }
    if (text.error() == ReadError::missing) {
        return otherwise;
    }
    return tl::unexpected(text.error());
}

tl::expected<std::optional<double>, ReadError> value_in(FileReader& files, const std::string& base,
                                                        const std::string& stem) {
    const auto path = base + '/' + stem;
    const auto ready = number_in(files, path + "_input", std::nullopt);
    if (!ready || *ready) {
        return ready;
    }
    const auto raw = number_in(files, path + "_raw", std::nullopt);
    if (!raw || !*raw) {
        return raw;
    }
    const auto offset = number_in(files, path + "_offset", 0);
    const auto scale = number_in(files, path + "_scale", 1);
    if (!offset || !scale) {
        return offset ? scale : offset;
    }
    return (**raw + **offset) * **scale;
}

}  // namespace

std::vector<IioDevice> iio_devices(FileReader& files, const std::string& sys) {
    const auto root = sys + "/bus/iio/devices/";
    std::vector<IioDevice> devices;
    for (const auto& name : names_in(root, "iio:device")) {
        auto directory = root + name;
        const auto names = files_in(directory);
        const bool converts =
            std::ranges::any_of(names, [](const std::string& file) { return file.starts_with("in_voltage"); });
        const bool measures =
            std::ranges::any_of(channels, [&](const Channel& channel) { return !stem_of(names, channel).empty(); });
        if (measures && !converts) {
            const auto called = files.read(directory + "/name");
            devices.push_back({called ? std::string(trimmed(*called)) : name, std::move(directory)});
        }
    }
    return devices;
}

tl::expected<SensorReading, ReadError> read_iio_device(FileReader& files, const IioDevice& device) {
    SensorReading reading;
    const auto names = files_in(device.directory);
    if (names.empty()) {
        return tl::unexpected(ReadError::missing);
    }
    for (const auto& channel : channels) {
        const auto stem = stem_of(names, channel);
        if (stem.empty()) {
            continue;
        }
        const auto value = value_in(files, device.directory, stem);
        if (!value) {
            return tl::unexpected(value.error());
        }
        reading.values.push_back(
            {.quantity = channel.quantity, .value = *value ? std::optional(**value * channel.unit) : std::nullopt});
    }
    return reading;
}

}  // namespace magpie::agent
