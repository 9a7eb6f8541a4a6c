#pragma once

#include <filesystem>
#include <fstream>
#include <string>

namespace magpie::fakes {

/// A /sys with radios, gone with the test.
class Sysfs {
  public:
    Sysfs() {
        std::string pattern = std::filesystem::temp_directory_path() / "magpie-sys-XXXXXX";
        root_ = ::mkdtemp(pattern.data());
    }
    Sysfs(const Sysfs&) = delete;
    Sysfs& operator=(const Sysfs&) = delete;
    ~Sysfs() { std::filesystem::remove_all(root_); }

    void radio_has_driver(const std::string& radio, const std::string& driver) const {
        const auto drivers = root_ / "bus/pci/drivers" / driver;
        std::filesystem::create_directories(drivers);
        std::filesystem::create_directories(directory(radio) / "device");
        std::filesystem::create_directory_symlink(drivers, directory(radio) / "device/driver");
    }
    /// `place`: where below the radio its driver has registered the sensor.
    void radio_has_sensor(const std::string& radio, const std::string& place, const std::string& content) const {
        std::filesystem::create_directories(directory(radio) / place);
        std::ofstream(directory(radio) / place / "temp1_input") << content;
    }

    void interface_is_on(const std::string& interface, const std::string& radio) const {
        const auto phy = root_ / "class/net" / interface / "phy80211";
        std::filesystem::create_directories(phy);
        std::ofstream(phy / "name") << radio << "\n";
    }

    [[nodiscard]] std::string root() const { return root_; }

  private:
    [[nodiscard]] std::filesystem::path directory(const std::string& radio) const {
        return root_ / "class/ieee80211" / radio;
    }

    std::filesystem::path root_;
};

}  // namespace magpie::fakes
