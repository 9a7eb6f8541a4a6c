#include "agent/sources/wifi/radio_files.hpp"

#include <filesystem>
#include <fstream>
#include <system_error>

namespace magpie::agent {

namespace fs = std::filesystem;

namespace {

std::string directory_of(const std::string& sys, const std::string& radio) {
    // Whoever may rename a radio chooses the bytes; a slash it cannot hold, but ".." it can.
    return radio.empty() || radio.front() == '.' ? std::string() : sys + "/class/ieee80211/" + radio;
}

std::optional<double> first_sensor_in(const fs::path& directory) {
    std::error_code problem;
    for (fs::directory_iterator entry(directory, problem), end; !problem && entry != end; entry.increment(problem)) {
        if (!entry->path().filename().string().starts_with("hwmon")) {
            continue;
        }
        std::ifstream file(entry->path() / "temp1_input");
        if (double milli = 0; file >> milli) {
            return milli / 1000;
        }
    }
    return std::nullopt;
}

}  // namespace

std::string radio_driver(const std::string& sys, const std::string& radio) {
    const auto directory = directory_of(sys, radio);
    if (directory.empty()) {
        return {};
    }
    std::error_code problem;
    const auto target = fs::read_symlink(directory + "/device/driver", problem);
    return problem ? std::string() : target.filename().string();
}

std::string radio_of_interface(const std::string& sys, const std::string& interface) {
    std::string radio;
    if (!interface.empty() && interface.front() != '.') {
        std::ifstream file(sys + "/class/net/" + interface + "/phy80211/name");
        std::getline(file, radio);
    }
    return radio;
}

std::string bridge_of_interface(const std::string& sys, const std::string& interface) {
    if (interface.empty() || interface.front() == '.') {
        return {};
    }
    std::error_code problem;
    const auto target = fs::read_symlink(sys + "/class/net/" + interface + "/master", problem);
    return problem ? std::string() : target.filename().string();
}

std::optional<double> radio_celsius(const std::string& sys, const std::string& radio) {
    const auto directory = directory_of(sys, radio);
    if (directory.empty()) {
        return std::nullopt;
    }
    auto celsius = first_sensor_in(directory);
    return celsius ? celsius : first_sensor_in(directory + "/device/hwmon");
}

}  // namespace magpie::agent
