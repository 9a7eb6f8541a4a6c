#pragma once

#include <optional>
#include <string>

namespace magpie::agent {

/// The name of a radio's driver: where /sys/class/ieee80211/<radio>/device/driver leads. Empty where it leads nowhere.
[[nodiscard]] std::string radio_driver(const std::string& sys, const std::string& radio);

/// The name of the radio an interface is on; empty where there is none.
[[nodiscard]] std::string radio_of_interface(const std::string& sys, const std::string& interface);

/// The name of the bridge an interface is a port of; empty where it is of none.
[[nodiscard]] std::string bridge_of_interface(const std::string& sys, const std::string& interface);

/// The temperature of a radio whose driver registers a sensor with it (mt76) or with its device (ath10k, ath11k).
[[nodiscard]] std::optional<double> radio_celsius(const std::string& sys, const std::string& radio);

}  // namespace magpie::agent
