#include "firmware/node/app/settings.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <type_traits>

#include "firmware/node/app/two_pages.hpp"
#include "firmware/node/hal/layout.hpp"
#include "wire/modbus/frame.hpp"

namespace magpie::node {

namespace {

using Bytes = std::array<std::uint8_t, sizeof(Settings)>;
static_assert(sizeof(Settings) % 4 == 0 && std::has_unique_object_representations_v<Settings>,
              "lies in flash as it lies in memory");

constexpr std::uint16_t bauds[] = {96, 192, 384, 576, 1152};

}  // namespace

bool is_valid(const Settings& settings) {
    if (settings.sample_period < shortest_sample_period || settings.sample_period > 600 || settings.address < 1 ||
        settings.address > modbus::highest_address || settings.parity > 2 || settings.heartbeat > 3600 ||
        (settings.heartbeat != 0 && settings.heartbeat < 10) ||
        std::find(std::begin(bauds), std::end(bauds), settings.baud) == std::end(bauds)) {
        return false;
    }
    if (settings.calibration[static_cast<std::size_t>(modbus::Quantity::door)] != Calibration{}) {
        return false;
    }
    return std::all_of(settings.calibration.begin(), settings.calibration.end(), [](const Calibration& calibration) {
        return calibration.gain >= 1000 && calibration.gain <= 40000;
    });
}

hal::SerialFormat serial_format(const Settings& settings) {
    return {settings.baud * std::uint32_t{100}, static_cast<hal::Parity>(settings.parity)};
}

SettingsStore::SettingsStore(hal::Flash& flash) : flash_(flash) {
    const auto copy = newest_copy(flash_, layout::settings, sizeof(Settings));
    if (copy.empty()) {
        return;
    }
    Bytes bytes{};
    std::copy(copy.begin(), copy.end(), bytes.begin());
    const auto read = std::bit_cast<Settings>(bytes);
    if (is_valid(read)) {
        now_ = kept_ = read;
        are_defaults_ = false;
    }
}

bool SettingsStore::write(const Settings& settings) {
    // What is kept already costs the flash nothing: a master may keep as often as it likes.
    if (are_defaults_ || settings != kept_) {
        flash_failed_ = !write_copy(flash_, layout::settings, std::bit_cast<Bytes>(settings));
        if (flash_failed_) {
            return false;
        }
        kept_ = settings;
        are_defaults_ = false;
    }
    return true;
}

bool SettingsStore::keep(const Settings& settings) {
    if (!write(settings)) {
        return false;
    }
    now_ = settings;
    return true;
}

bool SettingsStore::keep_key(const std::array<std::uint8_t, 32>& key) {
    auto with_key = kept_;
    with_key.has_key = 1;
    with_key.key = key;
    if (!write(with_key)) {
        return false;
    }
    now_.has_key = 1;
    now_.key = key;
    return true;
}

}  // namespace magpie::node
